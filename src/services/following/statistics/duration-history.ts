import { LRUCache } from "lru-cache";
import type { Follow } from "../../../core/follow/follow.ts";
import type { JobFacts, PollResult } from "../../../core/job/job.ts";
import {
  addDurations,
  modelDurationsKey,
  toUsualEnd,
  type ModelDurations,
  type UsualEnd,
} from "../../../core/job/model-durations.ts";
import type { Clock } from "../../../core/ports/clock.ts";
import type { Logger } from "../../../core/ports/logger.ts";
import type { Service } from "../../../core/ports/service.ts";
import type { DurationStore } from "../../../core/ports/stores.ts";
import { DueQueue } from "../../runtime/due-queue.ts";

/** Models whose durations are kept. If there are more, the least recently used is dropped, also from the store. */
const MAX_MODELS = 1_000;

/** Options of {@link DurationHistory}. */
export interface DurationHistoryOptions {
  readonly store: DurationStore;
  readonly clock: Clock;
  readonly log: Logger;
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
      if (reason === "evict") this.#queue.add(key, 0);
    },
  });
  /** Keys of records that are to be stored, or removed. */
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
  note(follows: readonly Follow[], pollResult: PollResult): void {
    const [follow] = follows;
    if (pollResult.kind !== "job" || pollResult.job.phase !== "completed" || !follow) return;
    const { facts } = pollResult.job;
    const { model } = facts;
    if (model === undefined) return;
    const { source } = follow;
    const key = modelDurationsKey({ source, model });
    const before = this.#durations.get(key) ?? {
      source,
      model,
      started: [],
      submitted: [],
      followed: [],
    };
    const followedAt = Math.min(...follows.map(({ createdAt }) => createdAt));
    const next = addDurations(before, { facts, followedAt }, this.#options.clock.now());
    if (next === before) return;
    this.#durations.set(key, next);
    this.#queue.add(key, 0);
  }

  /** When a follow's running job usually ends, if enough jobs of its model are known. The API's own percentage says more. */
  usualEnd({ source, createdAt: followedAt }: Follow, facts: JobFacts): UsualEnd | undefined {
    const { model, percent } = facts;
    if (model === undefined || percent !== undefined) return undefined;
    const durations = this.#durations.get(modelDurationsKey({ source, model }));
    return durations && toUsualEnd(durations, { facts, followedAt }, this.#options.clock.now());
  }

  async #store(key: string): Promise<undefined> {
    const { store } = this.#options;
    const durations = this.#durations.peek(key);
    try {
      await (durations ? store.put(durations) : store.remove(key));
    } catch (err) {
      // The next job of the model tries again.
      this.#options.log.warn({ err }, "durations.not_stored");
    }
    return undefined;
  }
}
