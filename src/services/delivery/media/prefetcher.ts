import { AttemptLog } from "../../../core/attempt-log.ts";
import { MediaError } from "../../../core/errors.ts";
import { followFields, jobKey, type Follow } from "../../../core/follow/follow.ts";
import { mayBeVideo } from "../../../core/job/outcome.ts";
import {
  mayAttachUnsafe,
  unsafeHandling,
  type UnsafePolicy,
} from "../../../core/job/unsafe-policy.ts";
import type { Clock } from "../../../core/ports/clock.ts";
import type { Logger } from "../../../core/ports/logger.ts";
import type { Service } from "../../../core/ports/service.ts";
import { backOffMs } from "../../../core/time/back-off.ts";
import type { FollowRegistry } from "../../following/follow-registry.ts";
import { DueQueue } from "../../runtime/due-queue.ts";
import {
  AttachmentFetcher,
  isVideo,
  type AttachmentFetcherOptions,
  type Fetched,
  type FetchRequest,
} from "./attachment-fetcher.ts";
import { AttachmentSource, type JobRequests } from "./attachment-source.ts";
import type { DiskBudget } from "./disk-budget.ts";
import { awaitsFiles, noteKept } from "./note-kept.ts";
import type { Spool } from "./spool.ts";

/**
 * Jobs of one job API whose files are downloaded at once. Deliveries do not wait for them: each downloads what is missing
 * itself.
 */
const CONCURRENCY = 4;
const BACK_OFF = { baseMs: 2_000, maxMs: 300_000 };
/** How often kept files are checked while their results wait: they may have made room for others, or been deleted. */
const CHECK_INTERVAL_MS = 300_000;

/** Options of {@link Prefetcher}. */
export interface PrefetcherOptions extends AttachmentFetcherOptions, JobRequests {
  readonly registry: FollowRegistry;
  /** How unsafe files are posted: those that no channel gets are not downloaded. Default: `spoiler`. */
  readonly unsafe?: UnsafePolicy;
  /** Keeps what is downloaded. */
  readonly spool: Spool;
  readonly disk: DiskBudget;
  readonly clock: Clock;
  readonly log: Logger;
  /** Returns a number in [0, 1), for the back-off. */
  readonly random: () => number;
}

/** A file of a job that is downloaded to be kept. */
type FileToKeep = Pick<FetchRequest, "source" | "index" | "signal">;

/**
 * Downloads the files of each job as soon as it has completed, whatever state the platforms are in, because the job API may
 * delete them before they can be posted. Tries again until every result of the job is delivered.
 */
export class Prefetcher implements Service {
  readonly #options: PrefetcherOptions;
  readonly #fetcher: AttachmentFetcher;
  /** The keys of jobs, by the name of their source: one whose files come slowly does not hold up the others. */
  readonly #due = new Map<string, DueQueue>();
  #isStarted = false;
  /** By job key. */
  readonly #failures: AttemptLog;
  /** Failed attempts in a row, by job key. */
  readonly #attempts = new Map<string, number>();

  constructor(options: PrefetcherOptions) {
    this.#options = options;
    this.#fetcher = new AttachmentFetcher(options);
    this.#failures = new AttemptLog(options);
  }

  async start(): Promise<void> {
    this.#isStarted = true;
    for (const due of this.#due.values()) due.start();
  }

  /** Breaks off the downloads. The next start repeats them. */
  async stop(): Promise<void> {
    this.#isStarted = false;
    await Promise.all([...this.#due.values()].map((due) => due.stop()));
  }

  /** Downloads the files of a settled follow's job. */
  add(follow: Follow): void {
    if (awaitsFiles(follow)) this.#dueOf(follow.source).add(jobKey(follow), 0);
  }

  #dueOf(source: string): DueQueue {
    const known = this.#due.get(source);
    if (known) return known;
    const { clock, log } = this.#options;
    const run = (key: string, signal: AbortSignal) => this.#run(key, signal);
    const due = new DueQueue({ clock, log, concurrency: CONCURRENCY, run });
    this.#due.set(source, due);
    if (this.#isStarted) due.start();
    return due;
  }

  /** Resolves with the milliseconds until the next attempt, or with `undefined` if nothing is left to do. */
  async #run(key: string, signal: AbortSignal): Promise<number | undefined> {
    const { log, random } = this.#options;
    let follow: Follow | undefined;
    try {
      [follow] = await this.#waiting(key);
      if (!follow) return this.#end(key);
      let areKept = false;
      let isNew = false;
      try {
        areKept = await this.#fetchAll(follow, signal);
      } finally {
        isNew = !signal.aborted && (await this.#note(key));
      }
      if (isNew) log.debug({ ...followFields(follow), ...this.#failures.over(key) }, "files.kept");
      this.#end(key);
      return areKept ? CHECK_INTERVAL_MS : undefined;
    } catch (error) {
      if (signal.aborted) return undefined;
      const attempt = (this.#attempts.get(key) ?? 0) + 1;
      this.#attempts.set(key, attempt);
      const delayMs = backOffMs(attempt, { ...BACK_OFF, random: random() });
      const fields = { ...(follow ? followFields(follow) : { key }), delayMs, err: error };
      this.#failures.failed(key, fields, { event: "files.not_kept" });
      return delayMs;
    }
  }

  #end(key: string): undefined {
    this.#failures.over(key);
    this.#attempts.delete(key);
    return undefined;
  }

  /** The follows of a job whose results are not delivered yet. */
  async #waiting(key: string): Promise<readonly Follow[]> {
    return (await this.#options.registry.ofJob(key)).filter(awaitsFiles);
  }

  /**
   * Downloads all videos of a job or, if it has none, all its files. Resolves with whether all are kept: files that cannot be
   * had any more are left out. If a later attempt may get more, downloads the others and rejects with the first error.
   */
  async #fetchAll(follow: Follow, signal: AbortSignal): Promise<boolean> {
    const source = new AttachmentSource(follow, this.#options);
    const isUnsafePosted = await this.#isUnsafePosted(follow);
    const indexes = source.indexes.filter(
      (index) => isUnsafePosted || source.at(index).isUnsafe !== true,
    );
    const perhapsVideos = indexes.filter((index) => mayBeVideo(source.at(index)));
    const others = indexes.filter((index) => !perhapsVideos.includes(index));
    const errors: unknown[] = [];
    let areKept = true;
    const fetch = async (index: number): Promise<Fetched | undefined> => {
      try {
        const fetched = await this.#fetch(follow, { source, index, signal });
        areKept &&= fetched.file !== undefined;
        return fetched;
      } catch (error) {
        if (signal.aborted) throw error;
        errors.push(error);
        return undefined;
      }
    };
    let mayHaveVideo = false;
    for (const index of perhapsVideos) {
      const fetched = await fetch(index);
      mayHaveVideo ||= !fetched || isVideo(fetched);
    }
    if (!mayHaveVideo) for (const index of others) await fetch(index);
    if (errors.length > 0) throw errors[0];
    return areKept;
  }

  /** Whether a waiting channel gets an unsafe file itself. It may only be linked, or not be shown. */
  async #isUnsafePosted(follow: Follow): Promise<boolean> {
    const { unsafe = "spoiler" } = this.#options;
    const waiting = await this.#waiting(jobKey(follow));
    return waiting.some(({ channel }) => mayAttachUnsafe(unsafeHandling(unsafe, channel.platform)));
  }

  async #fetch(follow: Follow, file: FileToKeep): Promise<Fetched> {
    const fetched =
      (await this.#tryFetch(follow, file, { isSizeTrusted: true })) ??
      (await this.#tryFetch(follow, file, { isSizeTrusted: false }));
    if (fetched) return fetched;
    throw new MediaError("unavailable", "no room on the disk beside what is not delivered yet");
  }

  /** Resolves with `undefined` if there is no room for the file, or if it is larger than the job API said. */
  async #tryFetch(
    follow: Follow,
    file: FileToKeep,
    { isSizeTrusted }: { readonly isSizeTrusted: boolean },
  ): Promise<Fetched | undefined> {
    const { disk, spool } = this.#options;
    const limitBytes = await this.#limitBytes(follow);
    const sizeBytes = this.#fetcher.sizeOf({ ...file, follow }, isSizeTrusted);
    const neededBytes = this.#fetcher.neededBytes([sizeBytes], limitBytes);
    // A kept file is only read, so it needs no room beside those that wait.
    const isKept = spool.kept.find(spool.kept.keyOf(follow, file.index)) !== undefined;
    const space = disk.tryReserve(neededBytes, isKept ? 0 : spool.kept.awaitedBytes);
    if (!space) return undefined;
    const how = { space, limitBytes, isLastTry: false, isForKeeping: true };
    try {
      const fetched = await this.#fetcher.fetch({ ...file, ...how, follow });
      await fetched?.file?.dispose();
      return fetched;
    } finally {
      space.close();
    }
  }

  /** The largest file that one of the waiting channels accepts, in bytes. A smaller copy is made later, for each channel. */
  async #limitBytes(follow: Follow): Promise<number> {
    const { maxBytes, transcoder } = this.#options;
    if (transcoder) return maxBytes;
    const waiting = await this.#waiting(jobKey(follow));
    const limits = waiting.map(({ uploadLimitBytes = maxBytes }) => uploadLimitBytes);
    return Math.min(maxBytes, Math.max(...limits));
  }

  /** Stores with each waiting follow which files are kept. Resolves with whether that has changed. Rejects with a StoreError. */
  async #note(key: string): Promise<boolean> {
    const { registry, spool } = this.#options;
    let isNew = false;
    for (const follow of await this.#waiting(key))
      await registry.updateOf(follow, (current) => {
        const noted = noteKept(current, spool.kept);
        isNew ||= noted !== current;
        return noted;
      });
    return isNew;
  }
}
