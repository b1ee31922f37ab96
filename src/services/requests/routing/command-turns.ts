/** So many commands begin at once. */
const TOGETHER = 4;

/**
 * Lets a few commands begin in each turn of the event loop. In between, the process reads what has arrived: of many commands typed
 * at once, the last is acknowledged before the first are answered. A command that waits for somebody else holds nobody up.
 */
export class CommandTurns {
  /** How many have begun in this turn. */
  #begun = 0;
  readonly #waiting: (() => void)[] = [];

  /** Resolves when the caller's turn has come. */
  async next(): Promise<void> {
    if (this.#begun === 0) setImmediate(() => this.#beginTurn());
    if (this.#begun < TOGETHER) this.#begun += 1;
    else await new Promise<void>((resolve) => void this.#waiting.push(resolve));
  }

  #beginTurn(): void {
    const next = this.#waiting.splice(0, TOGETHER);
    this.#begun = next.length;
    for (const begin of next) begin();
    if (next.length > 0) setImmediate(() => this.#beginTurn());
  }
}
