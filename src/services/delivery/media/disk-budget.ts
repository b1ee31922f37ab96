import { MediaError } from "../../../core/errors.ts";
import type { MediaFile } from "../../../core/ports/media.ts";

/** A waiting reservation. */
interface Waiting {
  readonly bytes: number;
  enter(): void;
}

/**
 * Limits the bytes on the disk at once, over all deliveries. A delivery reserves all it needs at the beginning, while
 * it holds nothing, and gives back what it does not need. So no delivery waits while it holds files, and there is no
 * deadlock. First come, first served.
 */
export class DiskBudget {
  readonly #maxBytes: number;
  readonly #waiting = new Set<Waiting>();
  #freeBytes: number;

  constructor(maxBytes: number = Number.POSITIVE_INFINITY) {
    this.#maxBytes = maxBytes;
    this.#freeBytes = maxBytes;
  }

  /** Waits for `bytes`, or for the whole budget where that is less. Rejects with a MediaError when `signal` aborts. */
  async reserve(bytes: number, signal: AbortSignal): Promise<DiskSpace> {
    if (signal.aborted) throw stopped();
    const wanted = Math.min(bytes, this.#maxBytes);
    const turn = Promise.withResolvers<void>();
    const waiting: Waiting = { bytes: wanted, enter: () => turn.resolve() };
    const leave = (): void => {
      this.#waiting.delete(waiting);
      turn.reject(stopped());
      this.#admit();
    };
    this.#waiting.add(waiting);
    this.#admit();
    signal.addEventListener("abort", leave, { once: true });
    try {
      await turn.promise;
    } finally {
      signal.removeEventListener("abort", leave);
    }
    // An admitted reservation has its bytes; the ones behind it are admitted as it gives them back.
    return new DiskSpace(wanted, (freed) => {
      this.#freeBytes += freed;
      this.#admit();
    });
  }

  #admit(): void {
    for (const waiting of this.#waiting) {
      if (waiting.bytes > this.#freeBytes) return;
      this.#waiting.delete(waiting);
      this.#freeBytes -= waiting.bytes;
      waiting.enter();
    }
  }
}

const stopped = (): MediaError =>
  new MediaError("unavailable", "stopped while waiting for room on the disk");

/** Bytes of a {@link DiskBudget} that are one delivery's. */
export class DiskSpace {
  readonly #free: (bytes: number) => void;
  #reservedBytes: number;
  #usedBytes = 0;
  #isClosed = false;

  constructor(bytes: number, free: (bytes: number) => void) {
    this.#reservedBytes = bytes;
    this.#free = free;
  }

  /** How much more fits in. */
  get leftBytes(): number {
    return this.#reservedBytes - this.#usedBytes;
  }

  /** Whether no file is in it. */
  get isEmpty(): boolean {
    return this.#usedBytes === 0;
  }

  /** Counts a file until it is disposed of; to be used in its place from then on. */
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

  /** Gives back what is neither used nor among the `bytes` still needed. */
  shrink(bytes: number): void {
    const excess = this.leftBytes - bytes;
    if (!(excess > 0)) return;
    this.#reservedBytes -= excess;
    this.#free(excess);
  }

  /** Nothing more comes in: from now on only the files that are in it count, each until it is disposed of. */
  close(): void {
    this.#isClosed = true;
    this.shrink(0);
  }
}
