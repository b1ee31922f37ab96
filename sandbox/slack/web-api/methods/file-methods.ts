/**
 * files.getUploadURLExternal, files.completeUploadExternal, files.info, files.delete. Slack does not document its answer to
 * completing a file twice; here it is shared twice, so that the relay cannot rely on Slack refusing it.
 */
import { z } from "zod";
import { countArg, defineMethod, jsonArg, tsArg, type ApiMethod } from "../api-method.ts";
import type { Backend } from "../../backend.ts";
import { acceptBlocks } from "../../messages/blocks.ts";
import type { StoredFile } from "../../files/file-store.ts";
import { renderFile } from "../payloads.ts";
import { completedFile, findChannel, needMembership } from "../channel-access.ts";
import { SlackFailure } from "../slack-failure.ts";

const MAX_ALT_TEXT_LENGTH = 1000;
const MAX_SNIPPET_BYTES = 1024 * 1024;
const ADVISED_TEXT_LENGTH = 4000;

const getUploadUrl = defineMethod({
  scopes: ["files:write"],
  takesJson: true,
  shape: {
    filename: z.string().min(1),
    length: countArg,
    alt_txt: z.string().optional(),
    snippet_type: z.string().optional(),
  },
  run(backend, args) {
    const { ids, fileStore, settings, requestLog } = backend;
    // According to Slack's documentation, a length of 0 is refused like this.
    if (args.length === 0) throw new SlackFailure("missing_argument");
    if (args.length > settings.maxFileBytes) throw new SlackFailure("file_upload_size_restricted");
    if (args.snippet_type !== undefined && args.length > MAX_SNIPPET_BYTES) {
      throw new SlackFailure("snippet_too_large");
    }
    if ((args.alt_txt ?? "").length > MAX_ALT_TEXT_LENGTH) {
      throw new SlackFailure("alt_txt_too_large");
    }
    if (args.alt_txt !== undefined) {
      requestLog.violation(
        "alt_text",
        "files.getUploadURLExternal",
        "alt_txt can drop the share on the real Slack; put the description into the text",
      );
    }
    const file = fileStore.reserve({
      id: ids.next("F"),
      name: args.filename,
      length: args.length,
      altText: args.alt_txt,
      createdAt: settings.now(),
    });
    return { upload_url: `${backend.baseUrl()}upload/v1/${file.uploadSecret}`, file_id: file.id };
  },
});

/** Returns the files of a completion, all of them received. */
function receivedFiles(
  { fileStore }: Backend,
  wanted: ReadonlyArray<{ id: string; title?: string | undefined }>,
): StoredFile[] {
  return wanted.map(({ id, title }) => {
    const file = fileStore.get(id);
    if (file === undefined || file.state === "reserved" || file.state === "deleted") {
      throw new SlackFailure("file_not_found");
    }
    file.title = title ?? file.title;
    return file;
  });
}

const completeUpload = defineMethod({
  scopes: ["files:write"],
  takesJson: true,
  shape: {
    files: jsonArg(
      z
        .array(
          z.strictObject({
            id: z.string(),
            title: z.string().optional(),
            highlight_type: z.string().optional(),
          }),
        )
        .min(1),
    ),
    channel_id: z.string().optional(),
    initial_comment: z.string().optional(),
    thread_ts: tsArg.optional(),
    blocks: jsonArg(z.unknown()).optional(),
  },
  run(backend, args) {
    const channel =
      args.channel_id === undefined ? undefined : findChannel(backend, args.channel_id);
    if (channel !== undefined) {
      if (channel.isArchived) throw new SlackFailure("is_archived");
      // chat:write.public does not help here: only members can share files.
      needMembership(backend, channel);
    }
    const text = args.initial_comment ?? "";
    if (text.length > ADVISED_TEXT_LENGTH) {
      const detail = `initial_comment of ${text.length} characters`;
      backend.requestLog.violation("truncated", "files.completeUploadExternal", detail);
    }
    const blocks = acceptBlocks(args.blocks);
    const files = receivedFiles(backend, args.files);
    for (const file of files) file.state = "completed";
    if (channel !== undefined) {
      backend.fileSharing.schedule({
        channel,
        files,
        text,
        // With an initial_comment Slack ignores the blocks.
        blocks: text === "" ? blocks : undefined,
        threadTs: args.thread_ts,
      });
    }
    return { files: files.map((file) => renderFile(backend, file)) };
  },
});

/** See the file's header. */
export const FILE_METHODS: Readonly<Record<string, ApiMethod>> = {
  "files.getUploadURLExternal": getUploadUrl,
  "files.completeUploadExternal": completeUpload,
  "files.info": defineMethod({
    scopes: ["files:read"],
    shape: {
      file: z.string(),
      count: countArg.optional(),
      page: countArg.optional(),
      limit: countArg.optional(),
      cursor: z.string().optional(),
    },
    run: (backend, { file }) => ({
      file: renderFile(backend, completedFile(backend, file)),
      comments: [],
      response_metadata: { next_cursor: "" },
    }),
  }),
  "files.delete": defineMethod({
    scopes: ["files:write"],
    takesJson: true,
    shape: { file: z.string() },
    run(backend, { file: id }) {
      completedFile(backend, id).state = "deleted";
      return {};
    },
  }),
};
