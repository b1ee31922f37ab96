import TinyQueue from "tinyqueue";
import { KeyedObjects } from "../../core/collections/keyed-objects.ts";
import type { Clock } from "../../core/ports/clock.ts";
import type { Logger } from "../../core/ports/logger.ts";

/** Options of {@link DueQueue}. */
export interface DueQueueOptions {
  readonly clock: Clock;
  readonly log: Logger;
  /** Runs in progress at the same time, at most. */
  readonly concurrency: number;
  /** Due times are rounded up to a multiple of this, in milliseconds, so that one timer serves many keys. Default: 1. */
  readonly gridMs?: number;
  /**
   * Called just before `key` starts: returns how long no key may start, in milliseconds. `first`: as in {@link DueQueue.add}.
   * Default: 0, `key` starts.
   */
  readonly waitMs?: (key: string, first: boolean) => number;
  /**
   * Called just before `key` starts: may return a test. Then the first waiting key that passes the test starts instead, if
   * there is one. Default: `key` starts.
   */
  readonly prefer?: (key: string) => ((other: string) => boolean) | undefined;
  /** Called just before a key starts, with how long it has been due, in milliseconds. */
  readonly onStart?: ((latenessMs: number) => void) | undefined;
  /** Delay until a key whose run rejected is due again, in milliseconds. Default: 5,000. */
  readonly failureDelayMs?: number;
  /**
   * Does the work of a key. Resolves with the milliseconds until the key is due again, or with `undefined` if it is done. A
   * rejection is logged.
   */
  run(key: string, signal: AbortSignal): Promise<number | undefined>;
}

/** A key that waits. */
interface Entry {
  readonly key: string;
  /** Monotonic, in milliseconds. */
  readonly dueAtMs: number;
  /** Counts up with each entry: of keys due at the same time, the one added first starts first. */
  readonly order: number;
  /** Where it waits; `undefined` once another entry counts for the key, or none. */
  heap: TinyQueue<Entry> | undefined;
}

interface Run {
  /** One for each run, so that listeners which it leaves on its signal are collected with it. */
  readonly abort: AbortController;
  /** Resolves at its end; missing if nobody waits for that. */
  ended?: PromiseWithResolvers<void>;
}

/**
 * Runs keys when they are due, a bounded number at a time, with one timer. A key never runs twice at the same time: if it is
 * added during its run, it runs again afterwards. The key that has been due the longest starts first, and `first` keys start
 * before others; but while others are due, at least every second start is theirs.
 */
export class DueQueue {
  readonly #options: DueQueueOptions;
  /** The entry that counts for each key. The heaps may also hold entries that were replaced. */
  readonly #entries = new KeyedObjects<Entry>(({ key }) => key);
  readonly #urgent = new TinyQueue<Entry>([], byDueTime);
  readonly #others = new TinyQueue<Entry>([], byDueTime);
  readonly #running = new Map<string, Run>();
  #order = 0;
  #lastWasFirst = false;
  /** The timer that pumps again, if there is one, and when it does. */
  #cancelTimer: (() => void) | undefined;
  #wakeAtMs = Number.POSITIVE_INFINITY;
  #started = false;

  constructor(options: DueQueueOptions) {
    this.#options = options;
  }

  /** Makes `key` due after `delayMs`, unless it is due earlier. `first`: it starts before others. Default: false. */
  add(key: string, delayMs: number, { first = false }: { first?: boolean } = {}): void {
    this.#insert(key, delayMs, first);
    this.#pump();
  }

  #insert(key: string, delayMs: number, first: boolean): void {
    const grid = this.#options.gridMs ?? 1;
    const dueAtMs = Math.ceil((this.#options.clock.monotonicMs() + delayMs) / grid) * grid;
    const known = this.#entries.get(key);
    const heap = first || known?.heap === this.#urgent ? this.#urgent : this.#others;
    if (known && known.dueAtMs <= dueAtMs && known.heap === heap) return;
    const earliestMs = Math.min(dueAtMs, known?.dueAtMs ?? dueAtMs);
    if (known) this.#drop(known);
    const entry: Entry = { key, dueAtMs: earliestMs, order: this.#order++, heap };
    this.#entries.set(entry);
    heap.push(entry);
  }

  /** Milliseconds until `key` is due, negative if it is overdue; `undefined` if it is running, or unknown. */
  dueInMs(key: string): number | undefined {
    const entry = this.#entries.get(key);
    return entry && entry.dueAtMs - this.#options.clock.monotonicMs();
  }

  /** The keys that are not running, in no particular order. */
  waiting(): string[] {
    const keys = this.#entries.all().map(({ key }) => key);
    return keys.filter((key) => !this.#running.has(key));
  }

  /** Starts running keys. */
  start(): void {
    if (this.#started) return;
    this.#started = true;
    this.#pump();
  }

  /**
   * Starts no more runs. Runs in progress may finish within `graceMs` (default: 0), or until `hurry` aborts; then their
   * signals abort. Resolves once all have settled. Keys that wait are kept for the next {@link start}.
   */
  async stop(graceMs = 0, hurry?: AbortSignal): Promise<void> {
    this.#started = false;
    this.#cancelTimer?.();
    this.#wakeAtMs = Number.POSITIVE_INFINITY;
    if (this.#running.size === 0) return;
    const breakOff = (): void => {
      for (const { abort } of this.#running.values()) abort.abort();
    };
    const cancel = this.#options.clock.setTimer(graceMs, breakOff);
    hurry?.addEventListener("abort", breakOff, { once: true });
    if (hurry?.aborted) breakOff();
    const runs = [...this.#running.values()];
    await Promise.all(runs.map((run) => (run.ended ??= Promise.withResolvers()).promise));
    cancel();
    hurry?.removeEventListener("abort", breakOff);
  }

  /** Checks again what may start: call it when `waitMs` may have become shorter. */
  wake(): void {
    this.#pump();
  }

  #pump(): void {
    if (!this.#started) return;
    while (this.#running.size < this.#options.concurrency) {
      const entry = this.#nextDue(this.#options.clock.monotonicMs());
      if (!entry) break;
      const waitMs = this.#options.waitMs?.(entry.key, entry.heap === this.#urgent) ?? 0;
      if (waitMs > 0) return this.#wakeAfter(waitMs);
      this.#take(this.#insteadOf(entry));
    }
    // At full concurrency the end of a run pumps again; a timer would only spin.
    if (this.#running.size >= this.#options.concurrency) return;
    const nextMs = Math.min(this.#dueAtMs(this.#urgent), this.#dueAtMs(this.#others));
    if (nextMs < Infinity) this.#wakeAfter(nextMs - this.#options.clock.monotonicMs());
  }

  #nextDue(nowMs: number): Entry | undefined {
    const first = this.#due(this.#urgent, nowMs);
    const other = this.#due(this.#others, nowMs);
    return (this.#lastWasFirst ? other : first) ?? first ?? other;
  }

  #due(queue: TinyQueue<Entry>, nowMs: number): Entry | undefined {
    let entry = peek(queue);
    // The entry of a running key is dropped from the heap; the end of its run adds it again.
    while (entry && this.#running.has(entry.key)) {
      queue.pop();
      entry = peek(queue);
    }
    return entry && entry.dueAtMs <= nowMs ? entry : undefined;
  }

  /** When the earliest entry is due. A running key has none: the end of its run adds it again. */
  #dueAtMs(queue: TinyQueue<Entry>): number {
    const entry = peek(queue);
    return entry && !this.#running.has(entry.key) ? entry.dueAtMs : Infinity;
  }

  #insteadOf(entry: Entry): Entry {
    const isPreferred = this.#options.prefer?.(entry.key);
    if (!isPreferred) return entry;
    const preferred = this.#entries
      .all()
      .filter(({ key }) => !this.#running.has(key) && isPreferred(key));
    return preferred.toSorted(byDueTime)[0] ?? entry;
  }

  #take(entry: Entry): void {
    this.#lastWasFirst = entry.heap === this.#urgent;
    this.#drop(entry);
    this.#options.onStart?.(Math.max(0, this.#options.clock.monotonicMs() - entry.dueAtMs));
    const run: Run = { abort: new AbortController() };
    // Before its work begins, which may add a key, and so pump, at once.
    this.#running.set(entry.key, run);
    void this.#work(entry.key, run);
  }

  async #work(key: string, run: Run): Promise<void> {
    let nextDelayMs: number | undefined;
    try {
      nextDelayMs = await this.#options.run(key, run.abort.signal);
    } catch (error) {
      this.#options.log.error({ key, err: error }, "queue.run_failed");
      nextDelayMs = this.#options.failureDelayMs ?? 5_000;
    }
    this.#running.delete(key);
    const meanwhile = this.#entries.get(key);
    if (meanwhile) {
      // Added again, because its heap entry may have been dropped during the run.
      const first = meanwhile.heap === this.#urgent;
      this.#drop(meanwhile);
      const delayMs = Math.max(0, meanwhile.dueAtMs - this.#options.clock.monotonicMs());
      this.#insert(key, Math.min(delayMs, nextDelayMs ?? delayMs), first);
    } else if (nextDelayMs !== undefined) this.#insert(key, nextDelayMs, false);
    this.#pump();
    run.ended?.resolve();
  }

  /** The entry counts no more. Its heap forgets it once it would be the next one. */
  #drop(entry: Entry): void {
    entry.heap = undefined;
    this.#entries.delete(entry.key);
  }

  /** Keeps a timer that ends earlier: it pumps for nothing, which costs less than another timer for each run. */
  #wakeAfter(delayMs: number): void {
    const atMs = this.#options.clock.monotonicMs() + Math.max(delayMs, 1);
    if (this.#wakeAtMs <= atMs) return;
    this.#cancelTimer?.();
    this.#wakeAtMs = atMs;
    this.#cancelTimer = this.#options.clock.setTimer(Math.max(delayMs, 1), () => {
      this.#wakeAtMs = Number.POSITIVE_INFINITY;
      this.#pump();
    });
  }
}

const byDueTime = (a: Entry, b: Entry): number => a.dueAtMs - b.dueAtMs || a.order - b.order;

/** Returns the earliest entry that still counts; drops those that were replaced or removed. */
function peek(queue: TinyQueue<Entry>): Entry | undefined {
  let entry = queue.peek();
  while (entry && entry.heap !== queue) {
    queue.pop();
    entry = queue.peek();
  }
  return entry;
}
