import type { SlackFault } from "../slack-sandbox.ts";

/** Faults ordered by a test, served in the order they were given, each `times` times. */
export class Faults {
  #orders: Array<{ readonly fault: SlackFault; left: number }> = [];

  /** Orders one. */
  add(fault: SlackFault): void {
    this.#orders.push({ fault, left: fault.times ?? 1 });
  }

  /** The fault for a call of `method` that comes now, if any. */
  take(method: string): SlackFault | undefined {
    const order = this.#orders.find(({ fault }) => fault.method === method);
    if (order === undefined) return undefined;
    order.left -= 1;
    if (order.left <= 0) this.#orders = this.#orders.filter((other) => other !== order);
    return order.fault;
  }

  /** Forgets all orders. */
  clear(): void {
    this.#orders = [];
  }
}
