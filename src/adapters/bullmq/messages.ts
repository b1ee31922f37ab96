import type { RedisClientType } from "@keyv/redis";
import { QueueEventsProducer } from "bullmq";
import { QueueError, RelayError } from "../../core/errors.ts";
import type { Clock } from "../../core/ports/clock.ts";
import {
  processMessage,
  type ProcessMessage,
  type ProcessMessages,
} from "../../core/ports/processes/process-messages.ts";
import { parseJson } from "../../core/source/parse-json.ts";
import { retry } from "../../core/time/retry.ts";
import { isSleptThrough } from "../../core/time/sleep.ts";
import type { OutageLog } from "./outage-log.ts";

const QUEUE = "messages";
const EVENT = "message";
/** Says that a message before it is missing. */
const GAP = "gap";
/** Before the first entry of a stream. */
const START = "0-0";
/** Messages that the stream keeps: minutes of a busy relay. */
const KEPT_MESSAGES = 10_000;
/** Below the time after which a silent connection is given up. */
const BLOCK_MS = 2_000;
const PAUSE_AFTER_FAILURE_MS = 500;

/** Options of {@link BullMessages}. */
export interface BullMessagesOptions {
  /** The connections are made like this one's, which is not used itself. */
  readonly client: RedisClientType;
  readonly namespace: string;
  readonly outages: OutageLog;
  readonly clock: Clock;
}

/**
 * The messages are custom events of a queue of BullMQ, which are a stream in Redis. They are read here and not by
 * `QueueEvents` (6.7.0), which ends for good at an entry that it cannot parse, and starts again at the end of the stream if
 * the connection breaks before the first one.
 */
export class BullMessages implements ProcessMessages {
  readonly #options: BullMessagesOptions;
  readonly #writer: RedisClientType;
  readonly #reader: RedisClientType;
  readonly #stream: string;
  readonly #stopping = new AbortController();
  readonly #listeners: ((message: ProcessMessage) => void)[] = [];
  readonly #gapListeners: (() => void)[] = [];
  #producer: QueueEventsProducer | undefined;
  #starting: Promise<void> | undefined;
  #reading: Promise<void> | undefined;
  #reporting: Promise<void> | undefined;

  constructor(options: BullMessagesOptions) {
    this.#options = options;
    this.#stream = `${options.namespace}:queue:${QUEUE}:events`;
    this.#writer = options.client.duplicate();
    this.#reader = options.client.duplicate();
    for (const client of [this.#writer, this.#reader]) options.outages.watch(client);
  }

  /** Resolves once every message that is published from now on arrives here. */
  start(): Promise<void> {
    if (this.#stopping.signal.aborted)
      return Promise.reject(new RelayError("stopped", "the messages have been stopped for good"));
    this.#starting ??= this.#connect();
    return this.#starting;
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    for (const client of [this.#writer, this.#reader]) this.#options.outages.close(client);
    await this.#starting?.catch(() => {});
    await this.#producer?.close().catch(() => {});
    await this.#reading;
    await this.#reporting;
  }

  async publish(message: ProcessMessage): Promise<void> {
    if (!this.#producer) throw new QueueError("the queue is away");
    try {
      await this.#send({ eventName: EVENT, json: JSON.stringify(message) });
    } catch (error) {
      this.#reporting ??= this.#reportGap().finally(() => (this.#reporting = undefined));
      throw new QueueError("the queue did not take a message", { cause: error });
    }
  }

  subscribe(listener: (message: ProcessMessage) => void): void {
    this.#listeners.push(listener);
  }

  onGap(listener: () => void): void {
    this.#gapListeners.push(listener);
  }

  async #send(event: { readonly eventName: string; readonly json?: string }): Promise<void> {
    if (!this.#writer.isReady) throw new QueueError("the queue is away");
    await this.#producer?.publishEvent(event, KEPT_MESSAGES);
  }

  /** Tells all processes, as soon as the queue takes something again. */
  async #reportGap(): Promise<void> {
    const { clock } = this.#options;
    while (await isSleptThrough(clock, PAUSE_AFTER_FAILURE_MS, this.#stopping.signal)) {
      try {
        return await this.#send({ eventName: GAP });
      } catch {
        // It is tried again.
      }
    }
  }

  async #connect(): Promise<void> {
    await Promise.all([this.#writer.connect(), this.#reader.connect()]);
    this.#producer = new QueueEventsProducer(QUEUE, {
      connection: this.#writer,
      prefix: `${this.#options.namespace}:queue`,
      skipVersionCheck: true,
    });
    this.#producer.on("error", () => {});
    const { clock } = this.#options;
    const { signal } = this.#stopping;
    // A connection that breaks just now comes back by itself, as it does later.
    const newestId = await retry(() => this.#findNewest(), {
      clock,
      delayMs: () => PAUSE_AFTER_FAILURE_MS,
      signal,
    });
    this.#reading = this.#read(newestId);
  }

  async #findNewest(): Promise<string> {
    const newest = await this.#reader.xRevRange(this.#stream, "+", "-", { COUNT: 1 });
    return newest?.[0]?.id ?? START;
  }

  async #read(startId: string): Promise<void> {
    let id = startId;
    let hasGap = false;
    while (!this.#stopping.signal.aborted) {
      try {
        if (hasGap) {
          id = await this.#findPlace(id);
          hasGap = false;
        }
        const found = await this.#reader.xRead({ key: this.#stream, id }, { BLOCK: BLOCK_MS });
        for (const entry of found?.[0]?.messages ?? []) {
          id = entry.id;
          this.#pass(entry.message);
        }
      } catch {
        hasGap = true;
        const { clock } = this.#options;
        await isSleptThrough(clock, PAUSE_AFTER_FAILURE_MS, this.#stopping.signal);
      }
    }
  }

  /** After which entry to go on once the connection is back. Says so if Redis has trimmed or lost what came after `id`. */
  async #findPlace(id: string): Promise<string> {
    const [oldest] = (await this.#reader.xRange(this.#stream, "-", "+", { COUNT: 1 })) ?? [];
    const newestId = await this.#findNewest();
    // Another server may have less, and a clock that is behind the one that has given `id`.
    const isAhead = compareIds(id, newestId) > 0;
    if (!oldest || isAhead || compareIds(oldest.id, id) > 0) this.#noteGap();
    return isAhead ? newestId : id;
  }

  #noteGap(): void {
    for (const listener of this.#gapListeners) listener();
  }

  /** Ignores what is not ours, or comes from a release that knows more. */
  #pass({ event, json }: Record<string, string>): void {
    if (event === GAP) this.#noteGap();
    if (event !== EVENT) return;
    const message = processMessage.safeParse(parseJson(json)).data;
    if (message) for (const listener of this.#listeners) listener(message);
  }
}

/** Ids of a stream are two numbers. */
function compareIds(left: string, right: string): number {
  const [leftMs = 0, leftSequence = 0] = left.split("-").map(Number);
  const [rightMs = 0, rightSequence = 0] = right.split("-").map(Number);
  return leftMs - rightMs || leftSequence - rightSequence;
}
