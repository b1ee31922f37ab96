import type { EventEmitter } from "node:events";
import type { SlackRequest, SlackSandboxEvents, SlackViolation } from "./slack-sandbox.ts";

/** A request under way; `status` and `error` are filled in at the answer. */
export type JournalEntry = { -readonly [Key in keyof SlackRequest]: SlackRequest[Key] };

/** What came in, and what was wrong with it. */
export class Journal {
  readonly requests: JournalEntry[] = [];
  readonly violations: SlackViolation[] = [];
  readonly #events: EventEmitter<SlackSandboxEvents>;
  readonly #now: () => number;

  constructor(events: EventEmitter<SlackSandboxEvents>, now: () => number) {
    this.#events = events;
    this.#now = now;
  }

  /** A request came. */
  open(method: string, args: Readonly<Record<string, unknown>>): JournalEntry {
    const entry: JournalEntry = { method, args, at: this.#now(), status: 0 };
    this.requests.push(entry);
    return entry;
  }

  /** It was answered, or its connection broken (status 0). */
  close(entry: JournalEntry, status: number, error?: string): void {
    entry.status = status;
    if (error !== undefined) entry.error = error;
    this.#events.emit("request", entry);
  }

  /** The client did something that real Slack would not take, or would damage. */
  violation(kind: SlackViolation["kind"], method: string, detail: string): void {
    const violation = { kind, method, detail };
    this.violations.push(violation);
    this.#events.emit("violation", violation);
  }
}
