import { randomUUID } from "node:crypto";
import type { RedisClientType } from "@keyv/redis";
import { QueueError } from "../../core/errors.ts";
import type { Clock } from "../../core/ports/clock.ts";
import type { CrashMarks } from "../../core/ports/processes/crash-marks.ts";

/** Shortest time between two writes, so that their number does not grow with that of the polls. */
const WRITE_EVERY_MS = 10;
/** How late the end of work may be stored. Most ends are stored with the next begin. */
const END_DELAY_MS = 100;
const RETRY_AFTER_MS = 1_000;
const MAX_AGE_MS = 24 * 3_600_000;

/** Options of {@link RedisCrashMarks}. */
export interface RedisCrashMarksOptions {
  /** Connected while the marks are used. It must reject commands while it is not. */
  readonly client: RedisClientType;
  readonly namespace: string;
  readonly clock: Clock;
}

/** A write that is scheduled. */
interface Write {
  readonly done: PromiseWithResolvers<void>;
  /** In monotonic milliseconds. */
  atMs: number;
  cancel: () => void;
}

/**
 * What each process is working on, in one hash on the queue's Redis. Each process has a field for each partition, which lists
 * everything that it is working on there. So all that begins or ends at about the same time is one write.
 */
export class RedisCrashMarks implements CrashMarks {
  readonly #options: RedisCrashMarksOptions;
  readonly #process = randomUUID();
  readonly #hash: string;
  /** By partition, what this process is working on. */
  readonly #keys = new Map<number, Set<string>>();
  /** The partitions whose fields are to be written. */
  readonly #changed = new Set<number>();
  #next: Write | undefined;
  #lastMs = Number.NEGATIVE_INFINITY;

  constructor(options: RedisCrashMarksOptions) {
    this.#options = options;
    this.#hash = `${options.namespace}:queue:crash-marks`;
  }

  async leftBehind(partition: number): Promise<ReadonlyMap<string, number>> {
    const counts = new Map<string, number>();
    for (const { keys } of await this.#ofOthers(partition))
      for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
    return counts;
  }

  begin(partition: number, key: string): Promise<void> {
    const keys = this.#keys.get(partition) ?? new Set();
    this.#keys.set(partition, keys.add(key));
    return this.#writeWithin(partition, 0);
  }

  end(partition: number, key: string): Promise<void> {
    this.#keys.get(partition)?.delete(key);
    return this.#writeWithin(partition, END_DELAY_MS);
  }

  async clear(partition: number, key: string): Promise<void> {
    for (const { field, at, keys } of await this.#ofOthers(partition)) {
      const left = keys.filter((each) => each !== key);
      if (left.length < keys.length) await this.#store({ field, at, keys: left });
    }
  }

  /** The fields of a partition that belong to other processes. Removes those that are empty or too old. */
  async #ofOthers(partition: number): Promise<readonly Marks[]> {
    const { client, clock } = this.#options;
    try {
      const fields = Object.entries(await client.hGetAll(this.#hash)).filter(
        ([field]) => field.startsWith(`${partition}/`) && field !== this.#fieldOf(partition),
      );
      const marks = fields.map(([field, text]) => parseMarks(field, text));
      const over = marks.filter(
        ({ at, keys }) => clock.now() - at >= MAX_AGE_MS || (keys.length === 0 && at < Infinity),
      );
      const names = over.map(({ field }) => field);
      if (names.length > 0) await client.hDel(this.#hash, names);
      return marks.filter((each) => !over.includes(each));
    } catch (error) {
      throw new QueueError("the queue cannot read what was left behind", { cause: error });
    }
  }

  async #store({ field, at, keys }: Marks): Promise<void> {
    try {
      await this.#options.client.hSet(this.#hash, field, toText(at, keys));
    } catch (error) {
      throw new QueueError("the queue cannot store what was left behind", { cause: error });
    }
  }

  #fieldOf(partition: number): string {
    return `${partition}/${this.#process}`;
  }

  /** Writes all that has changed in `delayMs` at the latest; at the earliest, some time after the last write. */
  #writeWithin(partition: number, delayMs: number): Promise<void> {
    const { clock } = this.#options;
    this.#changed.add(partition);
    const nowMs = clock.monotonicMs();
    const atMs = Math.max(nowMs + delayMs, this.#lastMs + WRITE_EVERY_MS);
    this.#next ??= { done: Promise.withResolvers(), atMs: Infinity, cancel: () => {} };
    const next = this.#next;
    if (atMs < next.atMs) {
      next.cancel();
      next.atMs = atMs;
      // At once, but together with all that begins in the same turn of the loop.
      if (atMs <= nowMs) queueMicrotask(() => this.#write(next));
      else next.cancel = clock.setTimer(atMs - nowMs, () => this.#write(next));
    }
    return next.done.promise;
  }

  #write(write: Write): void {
    this.#next = undefined;
    this.#lastMs = this.#options.clock.monotonicMs();
    const partitions = [...this.#changed];
    this.#changed.clear();
    this.#send(partitions)
      .catch(() => {
        if (!this.#options.client.isOpen) return;
        for (const partition of partitions) void this.#writeWithin(partition, RETRY_AFTER_MS);
      })
      .finally(write.done.resolve);
  }

  async #send(partitions: readonly number[]): Promise<void> {
    const { client, clock } = this.#options;
    const at = clock.now();
    const fields = partitions.map((partition) => [
      this.#fieldOf(partition),
      toText(at, [...(this.#keys.get(partition) ?? [])]),
    ]);
    await client.hSet(this.#hash, Object.fromEntries(fields));
  }
}

/** A field. */
interface Marks {
  readonly field: string;
  /** When it was stored, in Unix milliseconds. */
  readonly at: number;
  readonly keys: readonly string[];
}

const toText = (at: number, keys: readonly string[]): string => JSON.stringify([at, ...keys]);

/** What another release has written is left alone. */
function parseMarks(field: string, text: string): Marks {
  try {
    const [at, ...keys]: unknown[] = JSON.parse(text);
    return { field, at: Number(at), keys: keys.map(String) };
  } catch {
    return { field, at: Number.POSITIVE_INFINITY, keys: [] };
  }
}
