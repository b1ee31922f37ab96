import { createLruCache } from "../../../core/collections/lru-cache.ts";
import { AttemptLog } from "../../../core/attempt-log.ts";
import { KEPT_FOR_MS } from "../../../core/follow/follow.ts";
import type { Clock } from "../../../core/ports/clock.ts";
import type { Logger } from "../../../core/ports/logger.ts";
import type { BucketRequest, MediaBucket } from "../../../core/ports/media-bucket.ts";
import type { KeptFile } from "../../../core/ports/media-spool.ts";
import type { MediaFile } from "../../../core/ports/media.ts";
import { backOffMs } from "../../../core/time/back-off.ts";
import { DueQueue } from "../../runtime/due-queue.ts";
import { PeriodicService } from "../../runtime/periodic-service.ts";

/** Uploads at the same time. */
const MAX_UPLOADS = 2;
const UPLOAD_BACK_OFF = { baseMs: 2_000, maxMs: 300_000 };
/** Attempts at an upload in a row, over some eight minutes. A file that is used again later is offered again. */
const MAX_ATTEMPTS = 8;
/** How long a stop lets uploads finish, in milliseconds. */
const UPLOAD_GRACE_MS = 2_000;
/** Downloads at the same time. No one waits for a turn: the job API may have the file, too. */
const MAX_DOWNLOADS = 16;
/** How long the bucket is not asked for files after it has failed, in milliseconds. */
const PAUSE_MS = 30_000;
const SWEEP_INTERVAL_MS = 3_600_000;
/**
 * Files that are this old are not needed for a first delivery any more, in milliseconds: a result is given up 24 h after its
 * outcome was stored. So no process deletes a file that another one has yet to deliver, whatever the two know of each other.
 */
const UNDELIVERED_FOR_MS = 48 * 3_600_000;
const MAX_REMEMBERED = 10_000;

/** Options of {@link SharedFiles}. */
export interface SharedFilesOptions {
  readonly bucket: MediaBucket;
  /** Bytes that the files may take together, without those of the last two days. Default: no limit. */
  readonly maxBytes?: number | undefined;
  readonly clock: Clock;
  readonly log: Logger;
  /** Returns a number in [0, 1), for the back-off. */
  readonly random: () => number;
}

/** A kept file that is read. */
export interface OpenedFile {
  readonly file: MediaFile;
  /** To be called once the file is disposed of. Until then it stays kept. */
  readonly endReading: () => void;
}

/**
 * What became of a download. `absent`: the bucket has no such file, or not one that the caller takes. `unknown`: it may have
 * one, but not now.
 */
export type SharedDownload = "whole" | "absent" | "unknown";

/** A file that waits for its upload. */
interface Offer {
  readonly kept: KeptFile;
  readonly open: () => Promise<OpenedFile | undefined>;
}

/**
 * The kept files in the bucket, where each process finds what others have downloaded. The bucket is never needed: without it,
 * every process downloads for itself.
 */
export class SharedFiles extends PeriodicService<void> {
  readonly #options: SharedFilesOptions;
  readonly #uploads: DueQueue;
  /** By key. */
  readonly #offers = new Map<string, Offer>();
  /** The SHA-256 of what is in the bucket, by key. */
  readonly #uploaded = createLruCache<string>(MAX_REMEMBERED);
  /** Failed uploads in a row, by key. */
  readonly #attempts = new Map<string, number>();
  readonly #failures: AttemptLog;
  #downloads = 0;
  /** Monotonic. Until then, the bucket is not asked for files. */
  #pausedUntilMs = 0;
  /** Monotonic. Until then, nothing is deleted. */
  #sweepsFromMs = 0;

  constructor(options: SharedFilesOptions) {
    const { clock, log } = options;
    super({ clock, log, failureEvent: "bucket.sweep_failed" });
    this.#options = options;
    this.#failures = new AttemptLog(options);
    const run = (key: string, signal: AbortSignal) => this.#tryUpload(key, signal);
    this.#uploads = new DueQueue({ clock, log, concurrency: MAX_UPLOADS, run });
  }

  override async start(): Promise<void> {
    await super.start();
    this.#uploads.start();
  }

  /** After a long downtime of all processes, results may be older than usual. They are fetched first. */
  protected override async prepare(): Promise<void> {
    this.#sweepsFromMs = this.#options.clock.monotonicMs() + SWEEP_INTERVAL_MS;
  }

  /** Lets uploads in progress finish for two seconds, or until `hurry` aborts. */
  override async stop(hurry?: AbortSignal): Promise<void> {
    await Promise.all([super.stop(), this.#uploads.stop(UPLOAD_GRACE_MS, hurry)]);
  }

  /**
   * Uploads a kept file in the background. Does nothing if the bucket has it. `open` opens it for the upload, and resolves
   * with `undefined` if it is not kept any more.
   */
  offer(kept: KeptFile, open: () => Promise<OpenedFile | undefined>): void {
    const { key, sha256 } = kept;
    if (this.#uploaded.get(key) === sha256 || this.#offers.get(key)?.kept.sha256 === sha256) return;
    this.#offers.set(key, { kept, open });
    this.#uploads.add(key, 0);
  }

  /** Resolves with the milliseconds until the next attempt, or with `undefined` if nothing is left to do. */
  async #tryUpload(key: string, signal: AbortSignal): Promise<number | undefined> {
    const offer = this.#offers.get(key);
    if (!offer) return undefined;
    try {
      await this.#upload(offer, signal);
    } catch (err) {
      // The next start goes on with it.
      if (signal.aborted) return 0;
      const attempt = (this.#attempts.get(key) ?? 0) + 1;
      this.#attempts.set(key, attempt);
      const delayMs = backOffMs(attempt, { ...UPLOAD_BACK_OFF, random: this.#options.random() });
      // One for all files, because they usually fail for one reason.
      this.#failures.failed("uploads", { key, delayMs, err }, { event: "bucket.not_stored" });
      if (attempt < MAX_ATTEMPTS) return delayMs;
    }
    this.#attempts.delete(key);
    // Another one may have been offered meanwhile. Its turn comes next.
    if (this.#offers.get(key) === offer) this.#offers.delete(key);
    return undefined;
  }

  async #upload({ kept, open }: Offer, signal: AbortSignal): Promise<void> {
    const { bucket, log } = this.#options;
    const { key, sizeBytes, sha256 } = kept;
    const opened = await open();
    if (!opened) return;
    try {
      await bucket.put(kept, opened.file, signal);
    } finally {
      await opened.file.dispose();
      opened.endReading();
    }
    this.#uploaded.set(key, sha256);
    log.debug({ key, sizeBytes, ...this.#failures.over("uploads") }, "bucket.stored");
  }

  /**
   * Downloads a file that another process has uploaded. Unless all of it is written to the file that `createFile` has made,
   * that file is disposed of.
   */
  async fetch(request: BucketRequest): Promise<SharedDownload> {
    const { bucket, clock, log } = this.#options;
    const { key, signal } = request;
    const isPaused = clock.monotonicMs() < this.#pausedUntilMs;
    if (isPaused || this.#downloads >= MAX_DOWNLOADS || signal.aborted) return "unknown";
    this.#downloads += 1;
    try {
      const isWhole = await bucket.get(request);
      const overcome = this.#failures.over("downloads");
      if (isWhole) log.debug({ key, ...overcome }, "bucket.found");
      return isWhole ? "whole" : "absent";
    } catch (err) {
      if (signal.aborted) return "unknown";
      this.#pausedUntilMs = clock.monotonicMs() + PAUSE_MS;
      this.#failures.failed("downloads", { key, err }, { event: "bucket.not_read" });
      return "unknown";
    } finally {
      this.#downloads -= 1;
    }
  }

  protected pauseMs(): number {
    return SWEEP_INTERVAL_MS;
  }

  /**
   * Deletes the files that were uploaded over a week ago, and then the oldest ones while all files together take more than
   * allowed. A machine whose clock is far off deletes nothing: the bucket refuses its requests. The first pass only lists
   * the files, so that a wrong key or name shows in the log at the start. Rejects with a MediaError.
   */
  async pass(signal: AbortSignal): Promise<void> {
    const { bucket, clock, log, maxBytes = Number.POSITIVE_INFINITY } = this.#options;
    const files = await bucket.list(signal);
    if (clock.monotonicMs() < this.#sweepsFromMs) return;
    let sumBytes = files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    for (const { key, sizeBytes, storedAt } of files.toSorted((a, b) => a.storedAt - b.storedAt)) {
      const ageMs = clock.now() - storedAt;
      const isSurplus = sumBytes > maxBytes && ageMs > UNDELIVERED_FOR_MS;
      if (ageMs <= KEPT_FOR_MS && !isSurplus) break;
      await bucket.remove(key, signal);
      sumBytes -= sizeBytes;
      this.#uploaded.delete(key);
      log.debug({ key, sizeBytes }, "bucket.removed");
    }
  }
}
