/**
 * Posts completed files into channels after a delay, as Slack does: `ok: true` of files.completeUploadExternal says
 * nothing about the message, and sometimes it never appears. Completing a file again shares it again, so that a test sees
 * a duplicate as a second message.
 */
import { toMimeType, type StoredFile } from "./file-store.ts";
import type { SandboxFile, SandboxMessage } from "../slack-sandbox.ts";
import type { MessageDraft, MessageLog } from "../messages/message-log.ts";
import type { Timers } from "../timers.ts";
import type { Channel, Workspace } from "../workspace/workspace.ts";

/** Dependencies of {@link FileSharing}. */
export interface FileSharingParts {
  readonly workspace: Workspace;
  readonly messageLog: MessageLog;
  readonly timers: Timers;
  readonly baseUrl: () => string;
}

/** Completed files to share as one message. */
export interface ShareRequest {
  readonly channel: Channel;
  readonly files: readonly StoredFile[];
  readonly text: string;
  readonly blocks: readonly unknown[] | undefined;
  readonly threadTs: string | undefined;
}

/** See the file's header. */
export class FileSharing {
  delayMs: number | "drop";
  readonly #parts: FileSharingParts;

  constructor(parts: FileSharingParts, delayMs: number) {
    this.#parts = parts;
    this.delayMs = delayMs;
  }

  /** Schedules a share after the current delay. */
  schedule(request: ShareRequest): void {
    if (this.delayMs === "drop") return;
    this.#parts.timers.after(this.delayMs, () => this.#share(request));
  }

  /** Returns a file's `url_private`. */
  urlOf(file: StoredFile): string {
    const { workspace, baseUrl } = this.#parts;
    return `${baseUrl()}files-pri/${workspace.teamId}-${file.id}/${encodeURIComponent(file.name)}`;
  }

  /** Converts files for an edited message. Files that are new to the message are shared at once. */
  attach(message: SandboxMessage, files: readonly StoredFile[]): SandboxFile[] {
    const channel = this.#parts.workspace.channels.get(message.channelId);
    const had = new Set(message.files.map(({ id }) => id));
    for (const file of files) {
      if (channel !== undefined && !had.has(file.id)) {
        enter(file, { channel, ts: message.ts, threadTs: message.thread_ts });
      }
    }
    return files.map((file) => this.#toSandboxFile(file));
  }

  #share({ channel, files, text, blocks, threadTs }: ShareRequest): void {
    const { workspace, messageLog } = this.#parts;
    const kept = files.filter((file) => file.state === "completed");
    // If the channel is deleted between completion and share, Slack drops the share silently.
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
    // Record the share before the message event, so that a listener of the event finds it.
    const ts = messageLog.reserveTs();
    const isReply = threadTs !== undefined && messageLog.hasThread(channel.id, threadTs);
    for (const file of kept) enter(file, { channel, ts, threadTs: isReply ? threadTs : undefined });
    messageLog.post(draft, ts);
  }

  #toSandboxFile(file: StoredFile): SandboxFile {
    return {
      id: file.id,
      name: file.name,
      title: file.title,
      size: file.length,
      mimetype: toMimeType(file.name),
      sha256: file.sha256,
      ...(file.altText === undefined ? {} : { alt_txt: file.altText }),
      url: this.urlOf(file),
      viewUrl: `${this.#parts.baseUrl()}view/${file.viewSecret}/${encodeURIComponent(file.name)}`,
    };
  }
}

function enter(
  file: StoredFile,
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
