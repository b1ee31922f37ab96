import { LRUCache } from "lru-cache";
import { createLruCache } from "../../../core/collections/lru-cache.ts";
import type { Follow } from "../../../core/follow/follow.ts";
import type { JobFacts, PollResult } from "../../../core/job/job.ts";
import {
  addDurations,
  createModelDurations,
  modelDurationsKey,
  toUsualEnd,
  type ModelDurations,
  type TimedJob,
  type UsualEnd,
} from "../../../core/job/model-durations.ts";
import type { Clock } from "../../../core/ports/clock.ts";
import type { Logger } from "../../../core/ports/logger.ts";
import type { Service } from "../../../core/ports/service.ts";
import type { RecordStore } from "../../../core/ports/stores.ts";
import { DueQueue } from "../../runtime/due-queue.ts";

/** Models whose durations are kept. If there are more, the least recently used is dropped, also from the store. */
const MAX_MODELS = 1_000;
/** Completed jobs of a model that wait for the store at most. A record has no room for more. */
const MAX_UNSTORED = 100;

/** Options of {@link DurationHistory}. */
export interface DurationHistoryOptions {
  readonly store: RecordStore<ModelDurations>;
  /**
   * How often the durations of a model that are asked for are read again, in milliseconds, because other processes add to
   * them. Default: never.
   */
  readonly refreshEveryMs?: number;
  readonly clock: Clock;
  readonly log: Logger;
}

/** A completed job that is not in the stored durations yet. */
interface Unstored extends Pick<ModelDurations, "source" | "model"> {
  readonly job: TimedJob;
  /** When its end was seen, in Unix milliseconds. */
  readonly seenAt: number;
}

/**
 * How long the jobs took that this relay has seen complete, by source and model, and when a running job will therefore end.
 * All channels' jobs count together. What a crash or the store loses is not missed: other jobs follow.
 */
export class DurationHistory implements Service {
  readonly #options: DurationHistoryOptions;
  /** By source and model. */
  readonly #durations = new LRUCache<string, ModelDurations>({
    max: MAX_MODELS,
    dispose: (_durations, key, reason) => {
      // An API may give each job a model of its own: such records would fill the store.
      if (reason !== "evict") return;
      this.#evicted.add(key);
      this.#unstored.delete(key);
      this.#queue.add(key, 0);
    },
  });
  /** Keys of records that are to be removed. */
  readonly #evicted = new Set<string>();
  /** By the key of the record. */
  readonly #unstored = new Map<string, readonly Unstored[]>();
  /** When records were last read again, by key, on the monotonic clock. */
  readonly #readAtMs = createLruCache<number>(MAX_MODELS);
  /** Keys of records that are to be stored, removed or read again. */
  readonly #queue: DueQueue;

  constructor(options: DurationHistoryOptions) {
    this.#options = options;
    const { clock, log } = options;
    this.#queue = new DueQueue({ clock, log, concurrency: 1, run: (key) => this.#store(key) });
  }

  /** Reads all durations from the store. Call it once, before anything else. Rejects with a StoreError. */
  async load(): Promise<void> {
    for await (const durations of this.#options.store.all())
      this.#durations.set(modelDurationsKey(durations), durations);
  }

  async start(): Promise<void> {
    this.#queue.start();
  }

  /** Resolves once no write runs. */
  async stop(): Promise<void> {
    await this.#queue.stop();
  }

  /**
   * Notes a poll result of a job that was running at the poll before. Only a completed job tells how long jobs take. `follows`:
   * the pending follows of the job.
   */
  note(follows: readonly Pick<Follow, "source" | "createdAt">[], pollResult: PollResult): void {
    const [follow] = follows;
    if (pollResult.kind !== "job" || pollResult.job.phase !== "completed" || !follow) return;
    const { facts } = pollResult.job;
    const { model } = facts;
    if (model === undefined) return;
    const { source } = follow;
    const key = modelDurationsKey({ source, model });
    const before = this.#durations.get(key) ?? createModelDurations({ source, model });
    const followedAt = Math.min(...follows.map(({ createdAt }) => createdAt));
    const added = { source, model, job: { facts, followedAt }, seenAt: this.#options.clock.now() };
    const next = addAll(before, [added]);
    if (next === before) return;
    this.#evicted.delete(key);
    this.#durations.set(key, next);
    this.#unstored.set(key, [...(this.#unstored.get(key) ?? []), added].slice(-MAX_UNSTORED));
    this.#queue.add(key, 0);
  }

  /** When a follow's running job usually ends, if enough jobs of its model are known. The API's own percentage says more. */
  usualEnd({ source, createdAt: followedAt }: Follow, facts: JobFacts): UsualEnd | undefined {
    const { model, percent } = facts;
    if (model === undefined || percent !== undefined) return undefined;
    const key = modelDurationsKey({ source, model });
    this.#refreshIfOld(key);
    const durations = this.#durations.get(key);
    return durations && toUsualEnd(durations, { facts, followedAt }, this.#options.clock.now());
  }

  /** Waits for nothing: what is read serves the next caller. */
  #refreshIfOld(key: string): void {
    const { clock, refreshEveryMs = Infinity } = this.#options;
    const nowMs = clock.monotonicMs();
    if (nowMs - (this.#readAtMs.get(key) ?? -refreshEveryMs) < refreshEveryMs) return;
    this.#readAtMs.set(key, nowMs);
    this.#queue.add(key, 0);
  }

  async #store(key: string): Promise<undefined> {
    try {
      if (!this.#evicted.has(key)) await this.#addStored(key);
      else {
        await this.#options.store.update(key, () => undefined);
        this.#evicted.delete(key);
      }
    } catch (err) {
      // The next job of the model tries again.
      this.#options.log.warn({ err }, "durations.not_stored");
    }
    return undefined;
  }

  /** Adds to the stored durations what is not in them yet, and takes over what other processes have added. */
  async #addStored(key: string): Promise<void> {
    const added = this.#unstored.get(key) ?? [];
    const { after } = await this.#options.store.update(key, (stored) => addAll(stored, added));
    const left = (this.#unstored.get(key) ?? []).filter((each) => !added.includes(each));
    if (left.length > 0) this.#unstored.set(key, left);
    else this.#unstored.delete(key);
    const durations = addAll(after, left);
    if (durations && !this.#evicted.has(key)) this.#durations.set(key, durations);
  }
}

/** Adds the durations of jobs to those of their model; returns the same object if that changes nothing. */
function addAll(history: ModelDurations, jobs: readonly Unstored[]): ModelDurations;
function addAll(
  history: ModelDurations | undefined,
  jobs: readonly Unstored[],
): ModelDurations | undefined;
function addAll(
  history: ModelDurations | undefined,
  jobs: readonly Unstored[],
): ModelDurations | undefined {
  return jobs.reduce(
    (all, { job, seenAt, ...model }) =>
      addDurations(all ?? createModelDurations(model), job, seenAt),
    history,
  );
}
