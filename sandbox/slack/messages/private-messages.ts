/**
 * What single people see: ephemeral messages. Real Slack shows them only to a person who is online and forgets them
 * at a reload; here they are kept. Like Slack, one that takes another's place keeps the other's `ts`.
 */
import type { EventEmitter } from "node:events";
import type { SandboxPrivateReply, SlackSandboxEvents } from "../slack-sandbox.ts";
import type { Ids } from "../ids.ts";
import type { Waiters } from "../waiters.ts";

/** A private message about to be shown. */
export type PrivateDraft = Omit<SandboxPrivateReply, "ts" | "at" | "replacedOriginal">;

/** What the private messages need of the rest. */
export interface PrivateMessagesParts {
  readonly ids: Ids;
  readonly events: EventEmitter<SlackSandboxEvents>;
  readonly waiters: Waiters;
  readonly now: () => number;
}

/** See the file's header. */
export class PrivateMessages {
  /** Everything ever shown, oldest first. */
  readonly history: SandboxPrivateReply[] = [];
  readonly #parts: PrivateMessagesParts;
  readonly #byTs = new Map<string, SandboxPrivateReply>();

  constructor(parts: PrivateMessagesParts) {
    this.#parts = parts;
  }

  /** What is there to be seen now, oldest first. */
  get current(): readonly SandboxPrivateReply[] {
    return [...this.#byTs.values()];
  }

  /** One that is there now. */
  find(channelId: string, ts: string): SandboxPrivateReply | undefined {
    const found = this.#byTs.get(ts);
    return found?.channelId === channelId ? found : undefined;
  }

  /** Shows one, in place of `original` where that is still there. */
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

  /** Takes one away. */
  remove(ts: string): void {
    const removed = this.#byTs.get(ts);
    if (removed === undefined) return;
    this.#byTs.delete(ts);
    this.#parts.events.emit("private-delete", removed);
    this.#parts.waiters.poke();
  }
}
