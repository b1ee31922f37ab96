import type { Logger } from "../../../core/ports/logger.ts";

/** How many logged kinds are remembered; Slack has far fewer. */
const MAX_KINDS = 100;
const WORD = /^\/?[\w.:-]{1,60}$/;

/** Logs events that no listener handled, once for each kind. */
export class UnhandledEvents {
  readonly #log: Logger;
  readonly #handled = new WeakSet<object>();
  readonly #logged = new Set<string>();

  constructor(log: Logger) {
    this.#log = log;
  }

  /** Records that a listener handles the event with this body. */
  markHandled(body: object): void {
    this.#handled.add(body);
  }

  /** Call this once all listeners have handled the event. */
  logUnlessHandled(body: object): void {
    if (this.#handled.has(body)) return;
    const kind = kindOf(body);
    if (this.#logged.has(kind) || this.#logged.size >= MAX_KINDS) return;
    this.#logged.add(kind);
    const effect = "acknowledged, and otherwise ignored";
    this.#log.warn({ platform: "slack", kind, effect }, "event.unheard");
  }
}

/** The kind in Slack's own terms (the type and a more specific name), without any text that a person wrote. */
function kindOf(body: object): string {
  const { type, command, callback_id: callback, event } = toRecord(body);
  const words = [type ?? command, toRecord(event)["type"] ?? callback];
  const known = words.filter((word) => typeof word === "string" && WORD.test(word));
  return known.length === 0 ? "unknown" : known.join(" ");
}

const toRecord = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null ? { ...value } : {};
