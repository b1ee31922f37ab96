/**
 * Converts a request's body and files to a message's contents. Implemented: trimming, refusing empty messages, the
 * attachments to keep and to add, the size limit per attachment, plain file names. Not implemented: link previews,
 * moderation, image sizes.
 */
import { answerError, formError } from "../rest/errors.ts";
import type { AttachmentEntry } from "./message-body.ts";
import type { UploadedFile } from "../rest/route.ts";
import type { AttachmentRecord, MessageRecord, DiscordState } from "../discord-state.ts";

/** The fields that all message bodies share. */
interface MessageBody {
  readonly content?: string | null | undefined;
  readonly embeds?: readonly unknown[] | null | undefined;
  readonly components?: readonly unknown[] | null | undefined;
  readonly attachments?: readonly AttachmentEntry[] | null | undefined;
  readonly flags?: number | null | undefined;
}

/** The sources and limits of a draft. */
export interface DraftSource {
  readonly body: MessageBody;
  readonly files: readonly UploadedFile[];
  readonly maxBytes: number;
  readonly report: (reason: string) => void;
}

/** The contents of a message. */
export type Draft = Pick<MessageRecord, "content" | "embeds" | "components" | "attachments">;

/** Returns the contents of a new message, or of `earlier` after an edit, which keeps what the body omits. Throws 40005, 50006, 50035. */
export function toDraft(state: DiscordState, source: DraftSource, earlier?: MessageRecord): Draft {
  const { body } = source;
  const draft: Draft = {
    content: body.content === undefined ? (earlier?.content ?? "") : (body.content ?? "").trim(),
    embeds: (body.embeds === undefined ? earlier?.embeds : body.embeds) ?? [],
    components: (body.components === undefined ? earlier?.components : body.components) ?? [],
    attachments: toAttachments(state, source, earlier?.attachments ?? []),
  };
  const things = draft.embeds.length + draft.components.length + draft.attachments.length;
  if (draft.content === "" && things === 0) throw answerError("emptyMessage");
  return draft;
}

function toAttachments(
  state: DiscordState,
  { body, files, maxBytes, report }: DraftSource,
  earlier: readonly AttachmentRecord[],
): AttachmentRecord[] {
  if (files.length > 10) report("more than 10 files");
  if (files.some(({ sizeBytes }) => sizeBytes > maxBytes)) throw answerError("tooLarge");
  const entries = body.attachments;
  if (!entries) {
    if (earlier.length > 0 && files.length > 0) report("an edit with files lists no attachments");
    return [...earlier, ...files.map((file) => toAttachment(state, file))];
  }
  const listed = entries.map((entry, position) => {
    const file = files.find(({ index }) => String(index) === String(entry.id));
    if (file) return toAttachment(state, file, entry);
    const kept = earlier.find(({ id }) => id === String(entry.id));
    if (kept)
      return {
        ...kept,
        description: entry.description ?? kept.description,
        isSpoiler: entry.is_spoiler ?? kept.isSpoiler,
      };
    report(`attachments.${position}.id names no file`);
    throw formError([
      {
        path: ["attachments", position, "id"],
        code: "ATTACHMENT_NOT_FOUND",
        message: `Attachment ${entry.id} not found`,
      },
    ]);
  });
  const unlisted = files.filter(({ index }) =>
    entries.every((entry) => String(entry.id) !== String(index)),
  );
  for (const { index } of unlisted) report(`files[${index}] is not listed in attachments`);
  return listed;
}

function toAttachment(
  state: DiscordState,
  file: UploadedFile,
  entry?: AttachmentEntry,
): AttachmentRecord {
  const filename = plainFilename(entry?.filename ?? file.filename);
  return {
    id: state.nextId(),
    filename,
    contentType: contentTypeOf(filename, file.contentType),
    sizeBytes: file.sizeBytes,
    sha256: file.sha256,
    bytes: file.bytes,
    description: entry?.description ?? undefined,
    // A name that begins so has always made a spoiler; the field came later.
    isSpoiler: entry?.is_spoiler === true || filename.startsWith("SPOILER_"),
  };
}

/** Discord keeps letters, digits, dots, dashes and underscores of a name; spaces become underscores. */
const plainFilename = (name: string): string =>
  name
    .replace(/\s+/g, "_")
    .replace(/[^\w.-]/g, "")
    .replace(/^\.+/, "") || "unknown";

const BY_EXTENSION: Readonly<Record<string, string>> = {
  mp4: "video/mp4",
  webm: "video/webm",
  mov: "video/quicktime",
  png: "image/png",
  jpg: "image/jpeg",
  gif: "image/gif",
  webp: "image/webp",
  txt: "text/plain; charset=utf-8",
};

function contentTypeOf(filename: string, sent: string | undefined): string | undefined {
  const extension = filename.split(".").at(-1)?.toLowerCase() ?? "";
  return BY_EXTENSION[extension] ?? (sent === "application/octet-stream" ? undefined : sent);
}
