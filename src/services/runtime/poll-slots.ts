/** Limits the polls of one source that a process has in flight, whichever partitions their jobs belong to. */
export class PollSlots {
  #free: number;

  /** `count`: polls in flight at the same time, at most. */
  constructor(count: number) {
    this.#free = count;
  }

  get isFull(): boolean {
    return this.#free <= 0;
  }

  /** Counts a poll until the returned function is called. */
  take(): () => void {
    this.#free -= 1;
    return () => {
      this.#free += 1;
    };
  }
}
