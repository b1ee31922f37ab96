import type { SlackFault } from "../slack-sandbox.ts";

/** Injected faults, first in, first out, each for `times` calls. */
export class FaultQueue {
  #entries: Array<{ readonly fault: SlackFault; left: number }> = [];

  /** Injects a fault. */
  add(fault: SlackFault): void {
    this.#entries.push({ fault, left: fault.times ?? 1 });
  }

  /** Uses up and returns the fault for a call of `method`, if there is one. */
  take(method: string): SlackFault | undefined {
    const entry = this.#entries.find(({ fault }) => fault.method === method);
    if (entry === undefined) return undefined;
    entry.left -= 1;
    if (entry.left <= 0) this.#entries = this.#entries.filter((other) => other !== entry);
    return entry.fault;
  }

  /** Removes all faults. */
  clear(): void {
    this.#entries = [];
  }
}
