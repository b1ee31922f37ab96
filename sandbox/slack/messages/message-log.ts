/**
 * The messages of all channels. Every message is an immutable snapshot that an edit replaces. Real Slack
 * keeps a tombstone for a deleted parent that has replies; here the parent is gone, but its thread goes on. A reply
 * to a message that left nothing behind is silently posted outside of any thread, as on Slack
 * (slack-go/slack#1571).
 */
import type { EventEmitter } from "node:events";
import type { SandboxMessage, SandboxPings, SlackSandboxEvents } from "../slack-sandbox.ts";
import type { Ids } from "../ids.ts";
import type { PingSource } from "./mentions.ts";
import type { Waiters } from "../waiters.ts";

/** A message about to be posted. */
export type MessageDraft = PingSource &
  Pick<SandboxMessage, "channelId"> &
  Partial<
    Pick<
      SandboxMessage,
      | "user"
      | "bot_id"
      | "thread_ts"
      | "isBroadcast"
      | "files"
      | "metadata"
      | "unfurlLinks"
      | "unfurlMedia"
    >
  >;

/** What an edit changes. `blocks: []` removes the blocks. */
export interface MessageChange extends Omit<PingSource, "text"> {
  readonly text?: string;
  readonly metadata?: SandboxMessage["metadata"];
  readonly files?: SandboxMessage["files"];
}

/** Dependencies of {@link MessageLog}. */
export interface MessageLogParts {
  readonly ids: Ids;
  readonly events: EventEmitter<SlackSandboxEvents>;
  readonly waiters: Waiters;
  parsePings(source: PingSource): SandboxPings;
}

/** See the file's header. */
export class MessageLog {
  readonly #byChannel = new Map<string, SandboxMessage[]>();
  readonly #parts: MessageLogParts;

  constructor(parts: MessageLogParts) {
    this.#parts = parts;
  }

  /** Oldest first. */
  list(channelId: string): readonly SandboxMessage[] {
    return this.#byChannel.get(channelId) ?? [];
  }

  /** The messages of all channels. */
  all(): SandboxMessage[] {
    return [...this.#byChannel.values()].flat();
  }

  /** One message. */
  find(channelId: string, ts: string): SandboxMessage | undefined {
    return this.list(channelId).find((message) => message.ts === ts);
  }

  /** Whether a reply to this parent would be in a thread. */
  hasThread(channelId: string, ts: string): boolean {
    return this.list(channelId).some((message) => message.ts === ts || message.thread_ts === ts);
  }

  /** Reserves the timestamp of a message that is posted next. */
  reserveTs(): string {
    return this.#parts.ids.ts();
  }

  /** Adds a message. */
  post({ parse, linkNames, ...sent }: MessageDraft, ts = this.reserveTs()): SandboxMessage {
    const { thread_ts: threadTs, isBroadcast = false, ...draft } = sent;
    const message: SandboxMessage = {
      ...draft,
      ...(threadTs !== undefined && this.hasThread(sent.channelId, threadTs)
        ? { thread_ts: threadTs, ...(isBroadcast && { isBroadcast }) }
        : {}),
      ts,
      files: draft.files ?? [],
      edits: [],
      pings: this.#parts.parsePings({ ...draft, parse, linkNames }),
    };
    this.#byChannel.set(message.channelId, [...this.list(message.channelId), message]);
    this.#parts.events.emit("message", message);
    this.#parts.waiters.poke();
    return message;
  }

  /** Changes the text or the blocks of a message. */
  edit(message: SandboxMessage, change: MessageChange): SandboxMessage {
    const text = change.text ?? message.text;
    const { blocks: oldBlocks, ...rest } = message;
    const blocks = change.blocks ?? oldBlocks;
    const edited: SandboxMessage = {
      ...rest,
      text,
      ...(blocks !== undefined && blocks.length > 0 ? { blocks } : {}),
      ...(change.metadata === undefined ? {} : { metadata: change.metadata }),
      files: change.files ?? message.files,
      edits: [
        ...message.edits,
        { text: message.text, blocks: oldBlocks, replacedAt: this.#parts.ids.ts() },
      ],
      pings: this.#parts.parsePings({ ...change, text, blocks }),
    };
    const channel = this.list(message.channelId);
    this.#byChannel.set(
      message.channelId,
      channel.map((other) => (other.ts === message.ts ? edited : other)),
    );
    this.#parts.events.emit("edit", edited);
    this.#parts.waiters.poke();
    return edited;
  }

  /** Deletes a message. Returns false if there is none. */
  remove(channelId: string, ts: string): boolean {
    const message = this.find(channelId, ts);
    if (message === undefined) return false;
    this.#byChannel.set(
      channelId,
      this.list(channelId).filter((other) => other.ts !== ts),
    );
    this.#parts.events.emit("delete", message);
    this.#parts.waiters.poke();
    return true;
  }
}
