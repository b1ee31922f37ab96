import type { Holding } from "../../core/ports/processes/partitions.ts";

/** How much earlier than the lock the lease ends, as a part of the lock: clocks run at different speeds. */
const MARGIN = 0.1;
/** For so long after it was taken a lease is young, as a part of the lock. By then its jobs have been polled, as a rule. */
const YOUNG = 0.2;
/** The lock of a young lease, as a part of the lock. */
const YOUNG_LOCK = 0.5;
/** A shorter lock would be lost when a process is busy at its start, in milliseconds. */
const MIN_YOUNG_LOCK_MS = 5_000;

/**
 * The lock of a partition that was just taken, in milliseconds: shorter, because its jobs have already waited for a lock to
 * expire, and may wait for this one, too, if the new holder ends before it has polled them.
 */
export const youngLockMs = (lockMs: number): number =>
  Math.min(lockMs, Math.max(lockMs * YOUNG_LOCK, MIN_YOUNG_LOCK_MS));

/**
 * A partition that this process has taken, until its work has settled: until when it is surely its own, and the signals that
 * end the work.
 */
export class PartitionLease {
  readonly partition: number;
  readonly jobId: string;
  readonly token: string;
  readonly holding: Holding;
  readonly #lockMs: number;
  readonly #takenAt: number;
  readonly #ending = new AbortController();
  readonly #lost = new AbortController();
  /**
   * Renewals for the lock of a young lease that were not answered. One that was on a connection which broke may arrive at any
   * time, and must not shorten the lock of an older lease.
   */
  #shortRenewals = 0;
  /** Until when the partition is surely this process's, in monotonic milliseconds. */
  until: number;
  /** Whether the queue no longer knows that this process has it. */
  hasLostJob = false;

  /** `sentAt`: when the request left that took it, in monotonic milliseconds. */
  constructor(options: { jobId: string; token: string; lockMs: number; sentAt: number }) {
    this.jobId = options.jobId;
    this.token = options.token;
    this.partition = Number(options.jobId.slice(PREFIX.length));
    this.#lockMs = options.lockMs;
    this.#takenAt = options.sentAt;
    this.until = options.sentAt + youngLockMs(options.lockMs) * (1 - MARGIN);
    this.holding = {
      partition: this.partition,
      ending: this.#ending.signal,
      lost: this.#lost.signal,
    };
  }

  /** BullMQ takes no number as an id. */
  static toJobId(partition: number): string {
    return `${PREFIX}${partition}`;
  }

  get isEnding(): boolean {
    return this.#ending.signal.aborted;
  }

  get isLost(): boolean {
    return this.#lost.signal.aborted;
  }

  /** Whether no other process can have it. Once this is false, it stays false. */
  isSure(nowMs: number): boolean {
    if (nowMs >= this.until) this.lose();
    return !this.isLost;
  }

  /** A renewal is sent at `sentAt`. Returns for how long it locks the partition, in milliseconds. */
  beginRenewal(sentAt: number): number {
    const isYoung = sentAt - this.#takenAt < this.#lockMs * YOUNG;
    if (!isYoung && this.#shortRenewals === 0) return this.#lockMs;
    this.#shortRenewals += 1;
    return youngLockMs(this.#lockMs);
  }

  /** A renewal for `lockMs` that was sent at `sentAt` has succeeded. */
  extend(sentAt: number, lockMs: number): void {
    if (lockMs < this.#lockMs) this.#shortRenewals -= 1;
    this.until = Math.max(this.until, sentAt + lockMs * (1 - MARGIN));
  }

  /** Asks the work to end soon. */
  end(): void {
    this.#ending.abort();
  }

  /** Ends the work at once: another process may have the partition. */
  lose(): void {
    this.#ending.abort();
    this.#lost.abort();
  }

  /** The same, because the queue has lost the job or given it to another process. */
  loseJob(): void {
    this.hasLostJob = true;
    this.lose();
  }
}

const PREFIX = "partition-";
