import type { Service } from "../service.ts";

/** A partition while this process holds it. */
export interface Holding {
  /** From 0 to `PARTITIONS` - 1. */
  readonly partition: number;
  /** Aborts when the partition is asked back: finish what runs, and begin nothing. */
  readonly ending: AbortSignal;
  /** Aborts when another process may hold the partition: stop everything at once. `ending` has aborted by then, too. */
  readonly lost: AbortSignal;
}

/**
 * Does the work of a partition: called each time this process takes one. The partition is given back once the promise
 * settles, so nothing may run after that. It resolves soon after `ending` aborts, and at once after `lost` does; if it
 * settles before, the partition is taken again, here or in another process. A rejection is logged.
 */
export type PartitionWork = (holding: Holding) => Promise<void>;

/**
 * Shares the partitions out among the processes that work together, so that one process holds each at any time, and every
 * process about as many as the others. A partition whose process ended or does not answer goes to another one. Never
 * fails: while the processes cannot agree, those that hold a partition work until they can no longer be sure of it, and
 * nobody takes one.
 *
 * `start` begins to take partitions and does not wait for the first. `stop` gives all back, each as soon as its work has
 * settled, and resolves then; once `signal` aborts, `lost` aborts. It is used once.
 */
export interface Partitions extends Service {
  /**
   * Whether a partition is surely this process's now. Asked right before every request that has an effect: it is exact
   * even if this process was suspended or busy until now.
   */
  isHeld(partition: number): boolean;
  /**
   * Whether everything that runs here may have an effect now: every partition whose work has not settled is surely this
   * process's. True if there is none.
   */
  mayAct(): boolean;
}
