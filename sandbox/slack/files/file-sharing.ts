/**
 * Brings completed files into channels, some time later, as Slack does: `ok: true` of files.completeUploadExternal
 * says nothing about the message, and sometimes it never comes. Completing the same file again shares it again, so a
 * duplicate is a second message that a test can see.
 */
import { toMimeType, type ShelfFile } from "./file-store.ts";
import type { SandboxFile, SandboxMessage } from "../slack-sandbox.ts";
import type { MessageDraft, MessageLog } from "../messages/message-log.ts";
import type { Timers } from "../timers.ts";
import type { Channel, Workspace } from "../workspace/workspace.ts";

/** What the sharing needs of the rest. */
export interface SharingParts {
  readonly workspace: Workspace;
  readonly log: MessageLog;
  readonly timers: Timers;
  readonly baseUrl: () => string;
}

/** A completion: these files, as one message. */
export interface ShareOrder {
  readonly channel: Channel;
  readonly files: readonly ShelfFile[];
  readonly text: string;
  readonly blocks: readonly unknown[] | undefined;
  readonly threadTs: string | undefined;
}

/** See the file's header. */
export class Sharing {
  delayMs: number | "drop";
  readonly #parts: SharingParts;

  constructor(parts: SharingParts, delayMs: number) {
    this.#parts = parts;
    this.delayMs = delayMs;
  }

  /** Shares after the delay that is set now. */
  order(order: ShareOrder): void {
    if (this.delayMs === "drop") return;
    this.#parts.timers.after(this.delayMs, () => this.#share(order));
  }

  /** `url_private` of a file. */
  urlOf(file: ShelfFile): string {
    const { workspace, baseUrl } = this.#parts;
    return `${baseUrl()}files-pri/${workspace.teamId}-${file.id}/${encodeURIComponent(file.name)}`;
  }

  /** The files as an edited message has them; those that are new to it are shared by it, at once. */
  attach(message: SandboxMessage, files: readonly ShelfFile[]): SandboxFile[] {
    const channel = this.#parts.workspace.channels.get(message.channelId);
    const had = new Set(message.files.map(({ id }) => id));
    for (const file of files) {
      if (channel !== undefined && !had.has(file.id)) {
        enter(file, { channel, ts: message.ts, threadTs: message.thread_ts });
      }
    }
    return files.map((file) => this.#toSandboxFile(file));
  }

  #share({ channel, files, text, blocks, threadTs }: ShareOrder): void {
    const { workspace, log } = this.#parts;
    const kept = files.filter((file) => file.state === "completed");
    // The channel may have gone between the completion and now; Slack then drops the share without a word.
    if (kept.length === 0 || channel.isArchived || !workspace.channels.has(channel.id)) return;
    const draft: MessageDraft = {
      channelId: channel.id,
      text,
      ...(blocks === undefined ? {} : { blocks }),
      ...(threadTs === undefined ? {} : { thread_ts: threadTs }),
      user: workspace.bot.id,
      bot_id: workspace.botId,
      files: kept.map((file) => this.#toSandboxFile(file)),
    };
    // The share is entered before anybody is told of the message, so that whoever sees the message finds it.
    const ts = log.reserveTs();
    const isReply = threadTs !== undefined && log.hasThread(channel.id, threadTs);
    for (const file of kept) enter(file, { channel, ts, threadTs: isReply ? threadTs : undefined });
    log.post(draft, ts);
  }

  #toSandboxFile(file: ShelfFile): SandboxFile {
    return {
      id: file.id,
      name: file.name,
      title: file.title,
      size: file.length,
      mimetype: toMimeType(file.name),
      sha256: file.bytes?.sha256 ?? "",
      ...(file.altText === undefined ? {} : { alt_txt: file.altText }),
      url: this.urlOf(file),
      viewUrl: `${this.#parts.baseUrl()}view/${file.viewSecret}/${encodeURIComponent(file.name)}`,
    };
  }
}

function enter(
  file: ShelfFile,
  { channel, ts, threadTs }: { channel: Channel; ts: string; threadTs: string | undefined },
): void {
  file.shares.push({
    channelId: channel.id,
    channelName: channel.name,
    kind: channel.kind === "public" ? "public" : "private",
    ts,
    threadTs,
  });
}
