import { MediaError } from "../../../core/errors.ts";
import type { MediaFile } from "../../../core/ports/media.ts";

/** A reservation that waits for space. */
interface WaitingReservation {
  readonly bytes: number;
  grant(): void;
}

/**
 * Limits the bytes that all deliveries together have on the disk. First come, first served. A delivery reserves all it
 * needs before it downloads anything, and gives back what it does not need. So no delivery waits while it has files on the
 * disk, and there is no deadlock.
 */
export class DiskBudget {
  readonly #maxBytes: number;
  readonly #waiting = new Set<WaitingReservation>();
  #freeBytes: number;

  /** `maxBytes`: bytes on the disk at once. Default: no limit. */
  constructor(maxBytes: number = Number.POSITIVE_INFINITY) {
    this.#maxBytes = maxBytes;
    this.#freeBytes = maxBytes;
  }

  /**
   * Resolves with a space of `bytes`, or of the whole budget if that is less, as soon as they are free. Rejects with a
   * MediaError if `signal` aborts before that.
   */
  async reserve(bytes: number, signal: AbortSignal): Promise<DiskSpace> {
    if (signal.aborted) throw stopped();
    const wanted = Math.min(bytes, this.#maxBytes);
    const granted = Promise.withResolvers<void>();
    const waiting: WaitingReservation = { bytes: wanted, grant: () => granted.resolve() };
    const giveUp = (): void => {
      this.#waiting.delete(waiting);
      granted.reject(stopped());
      this.#grantNext();
    };
    this.#waiting.add(waiting);
    this.#grantNext();
    signal.addEventListener("abort", giveUp, { once: true });
    try {
      await granted.promise;
    } finally {
      signal.removeEventListener("abort", giveUp);
    }
    // From here on the bytes are counted as used, whatever becomes of the signal, until the space gives them back.
    return new DiskSpace(wanted, (freed) => {
      this.#freeBytes += freed;
      this.#grantNext();
    });
  }

  /** Grants reservations in their order, up to the first one that does not fit. */
  #grantNext(): void {
    for (const waiting of this.#waiting) {
      if (waiting.bytes > this.#freeBytes) return;
      this.#waiting.delete(waiting);
      this.#freeBytes -= waiting.bytes;
      waiting.grant();
    }
  }
}

const stopped = (): MediaError =>
  new MediaError("unavailable", "stopped while waiting for room on the disk");

/** The part of a {@link DiskBudget} that one delivery has reserved. */
export class DiskSpace {
  readonly #free: (bytes: number) => void;
  #reservedBytes: number;
  #usedBytes = 0;
  #isClosed = false;

  constructor(bytes: number, free: (bytes: number) => void) {
    this.#reservedBytes = bytes;
    this.#free = free;
  }

  /** Bytes that are reserved and not used yet. */
  get leftBytes(): number {
    return this.#reservedBytes - this.#usedBytes;
  }

  /** Whether it contains no file. */
  get isEmpty(): boolean {
    return this.#usedBytes === 0;
  }

  /** Counts a file until it is disposed of. Returns the file to use, and to dispose of, from then on. */
  hold(file: MediaFile): MediaFile {
    const { filename, contentType, sizeBytes } = file;
    this.#usedBytes += sizeBytes;
    let isHeld = true;
    const dispose = async (): Promise<void> => {
      await file.dispose();
      if (!isHeld) return;
      isHeld = false;
      this.#usedBytes -= sizeBytes;
      if (this.#isClosed) this.shrink(0);
    };
    return { filename, contentType, sizeBytes, open: () => file.open(), dispose };
  }

  /** Gives back what is neither used nor part of the `bytes` that are still needed. */
  shrink(bytes: number): void {
    const excess = this.leftBytes - bytes;
    if (!(excess > 0)) return;
    this.#reservedBytes -= excess;
    this.#free(excess);
  }

  /** Gives back all that is not used, and from then on the bytes of each file when that is disposed of. */
  close(): void {
    this.#isClosed = true;
    this.shrink(0);
  }
}
