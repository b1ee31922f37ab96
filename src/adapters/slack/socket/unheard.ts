import type { Logger } from "../../../core/ports/logger.ts";

/** Most kinds that are remembered as logged; Slack has far fewer. */
const MAX_KINDS = 100;
const WORD = /^\/?[\w.:-]{1,60}$/;

/** Logs envelopes that have no listener, once for each kind. */
export class UnheardEvents {
  readonly #log: Logger;
  readonly #heard = new WeakSet<object>();
  readonly #said = new Set<string>();

  constructor(log: Logger) {
    this.#log = log;
  }

  /** Notes that an envelope had a listener. */
  markHeard(body: object): void {
    this.#heard.add(body);
  }

  /** Call this once all listeners have the envelope. */
  note(body: unknown): void {
    if (typeof body === "object" && body !== null && this.#heard.has(body)) return;
    const kind = kindOf(body);
    if (this.#said.has(kind) || this.#said.size >= MAX_KINDS) return;
    this.#said.add(kind);
    const effect = "acknowledged, and otherwise ignored";
    this.#log.warn({ platform: "slack", kind, effect }, "event.unheard");
  }
}

/** The kind in words of Slack's, without anybody's text: a type, and what it is the type of. */
function kindOf(body: unknown): string {
  const { type, command, callback_id: callback, event } = toRecord(body);
  const words = [type ?? command, toRecord(event)["type"] ?? callback];
  const known = words.filter((word) => typeof word === "string" && WORD.test(word));
  return known.length === 0 ? "unknown" : known.join(" ");
}

const toRecord = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null ? { ...value } : {};
