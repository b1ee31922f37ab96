/**
 * Ephemeral messages. Real Slack shows them only to a user who is online and forgets them
 * at a reload; here they are kept. As on Slack, a message that replaces another one keeps its `ts`.
 */
import type { EventEmitter } from "node:events";
import type { SandboxPrivateReply, SlackSandboxEvents } from "../slack-sandbox.ts";
import type { Ids } from "../ids.ts";
import type { Waiters } from "../waiters.ts";

/** A private message to show. */
export type PrivateDraft = Omit<SandboxPrivateReply, "ts" | "at" | "replacedOriginal">;

/** Dependencies of {@link PrivateMessages}. */
export interface PrivateMessagesParts {
  readonly ids: Ids;
  readonly events: EventEmitter<SlackSandboxEvents>;
  readonly waiters: Waiters;
  readonly now: () => number;
}

/** See the file's header. */
export class PrivateMessages {
  /** All private messages ever shown, oldest first. */
  readonly history: SandboxPrivateReply[] = [];
  readonly #parts: PrivateMessagesParts;
  readonly #byTs = new Map<string, SandboxPrivateReply>();

  constructor(parts: PrivateMessagesParts) {
    this.#parts = parts;
  }

  /** Private messages that are visible now, oldest first. */
  get current(): readonly SandboxPrivateReply[] {
    return [...this.#byTs.values()];
  }

  /** Finds a visible private message. */
  find(channelId: string, ts: string): SandboxPrivateReply | undefined {
    const found = this.#byTs.get(ts);
    return found?.channelId === channelId ? found : undefined;
  }

  /** Shows a message; replaces `original` if that is still visible. */
  show(draft: PrivateDraft, original?: string): SandboxPrivateReply {
    const replaced = original === undefined ? undefined : this.#byTs.get(original);
    const shown: SandboxPrivateReply = {
      ...draft,
      ...(replaced?.thread_ts === undefined ? {} : { thread_ts: replaced.thread_ts }),
      ts: replaced?.ts ?? this.#parts.ids.ts(),
      at: this.#parts.now(),
      replacedOriginal: replaced !== undefined,
    };
    this.#byTs.set(shown.ts, shown);
    this.history.push(shown);
    this.#parts.events.emit("private-reply", shown);
    this.#parts.waiters.poke();
    return shown;
  }

  /** Removes a message. */
  remove(ts: string): void {
    const removed = this.#byTs.get(ts);
    if (removed === undefined) return;
    this.#byTs.delete(ts);
    this.#parts.events.emit("private-delete", removed);
    this.#parts.waiters.poke();
  }
}
