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
  /** Bytes of the temporary files that deliveries hold, and of all files that are being written. */
  #usedBytes = 0;

  /** `maxBytes`: bytes on the disk at once. Default: no limit. */
  constructor(maxBytes: number = Number.POSITIVE_INFINITY) {
    this.#maxBytes = maxBytes;
    this.#freeBytes = maxBytes;
  }

  /** What all kept files together may take, in bytes. */
  get spareBytes(): number {
    return this.#maxBytes - this.#usedBytes;
  }

  /** Counts bytes that are about to be written, until the returned function is called. May be called twice. */
  claim(bytes: number): () => void {
    this.#usedBytes += bytes;
    let isClaimed = true;
    return () => {
      if (isClaimed) this.#usedBytes -= bytes;
      isClaimed = false;
    };
  }

  /**
   * Returns a space of `bytes`, or of what is free if that is less; `undefined` if nothing is free, or if a delivery waits.
   * `besides`: bytes that must stay free.
   */
  tryReserve(bytes: number, besides: number): DiskSpace | undefined {
    const freeBytes = this.#freeBytes - besides;
    if (freeBytes <= 0 || this.#waiting.size > 0) return undefined;
    const granted = Math.min(bytes, freeBytes);
    this.#freeBytes -= granted;
    return this.#toSpace(granted);
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
    return this.#toSpace(wanted);
  }

  #toSpace(bytes: number): DiskSpace {
    return new DiskSpace(bytes, {
      claim: (used) => this.claim(used),
      free: (freed) => {
        this.#freeBytes += freed;
        this.#grantNext();
      },
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

/** What a {@link DiskSpace} needs of its budget. */
interface SpaceBudget {
  /** See {@link DiskBudget.claim}. */
  readonly claim: (bytes: number) => () => void;
  /** Gives reserved bytes back. */
  readonly free: (bytes: number) => void;
}

/** The part of a {@link DiskBudget} that one delivery has reserved. */
export class DiskSpace {
  readonly #budget: SpaceBudget;
  #reservedBytes: number;
  #usedBytes = 0;
  #isClosed = false;

  constructor(bytes: number, budget: SpaceBudget) {
    this.#reservedBytes = bytes;
    this.#budget = budget;
  }

  /** Bytes that are reserved and not used yet. */
  get leftBytes(): number {
    return this.#reservedBytes - this.#usedBytes;
  }

  /** Whether it contains no file. */
  get isEmpty(): boolean {
    return this.#usedBytes === 0;
  }

  /**
   * Counts a file until it is disposed of. Returns the file to use, and to dispose of, from then on. `endReading`: given if
   * the file is kept, and so is on the disk in any case; called when it is disposed of.
   */
  hold(file: MediaFile, endReading?: () => void): MediaFile {
    const { filename, contentType, sizeBytes } = file;
    this.#usedBytes += sizeBytes;
    const release = endReading ?? this.#budget.claim(sizeBytes);
    let isHeld = true;
    const dispose = async (): Promise<void> => {
      await file.dispose();
      if (!isHeld) return;
      isHeld = false;
      release();
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
    this.#budget.free(excess);
  }

  /** Gives back all that is not used, and from then on the bytes of each file when that is disposed of. */
  close(): void {
    this.#isClosed = true;
    this.shrink(0);
  }
}
