import type { EventEmitter } from "node:events";
import type { SlackRequest, SlackSandboxEvents, SlackViolation } from "./slack-sandbox.ts";

/** A request in progress; `status` and `error` are set when it is answered. */
export type RequestEntry = { -readonly [Key in keyof SlackRequest]: SlackRequest[Key] };

/** All requests and violations. */
export class RequestLog {
  readonly requests: RequestEntry[] = [];
  readonly violations: SlackViolation[] = [];
  readonly #events: EventEmitter<SlackSandboxEvents>;
  readonly #now: () => number;

  constructor(events: EventEmitter<SlackSandboxEvents>, now: () => number) {
    this.#events = events;
    this.#now = now;
  }

  /** Adds a request. */
  open(method: string, args: Readonly<Record<string, unknown>>): RequestEntry {
    const entry: RequestEntry = { method, args, at: this.#now(), status: 0 };
    this.requests.push(entry);
    return entry;
  }

  /** Completes a request that was answered, or whose connection was broken (status 0). */
  close(entry: RequestEntry, status: number, error?: string): void {
    entry.status = status;
    if (error !== undefined) entry.error = error;
    this.#events.emit("request", entry);
  }

  /** Records something that real Slack would not accept, or would corrupt. */
  violation(kind: SlackViolation["kind"], method: string, detail: string): void {
    const violation = { kind, method, detail };
    this.violations.push(violation);
    this.#events.emit("violation", violation);
  }
}
