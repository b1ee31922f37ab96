import { randomUUID } from "node:crypto";
import type { RedisClientType } from "@keyv/redis";
import type { Clock } from "../../core/ports/clock.ts";
import { isSleptThrough } from "../../core/time/sleep.ts";
import { RedisScript, runScript } from "../redis/redis-script.ts";
import type { OutageLog } from "./outage-log.ts";

const CHECK_EVERY_MS = 1_000;
/** Keeps the id that is there, or stores this one. A script that writes, as what the queue does. */
const WRITE = new RedisScript(`
  local id = redis.call("GET", KEYS[1]) or ARGV[1]
  redis.call("SET", KEYS[1], id)
  return id
`);

/** Options of {@link WriteCheck}. */
export interface WriteCheckOptions {
  /** Connected. It must reject commands while it is not. */
  readonly client: RedisClientType;
  readonly namespace: string;
  readonly outages: OutageLog;
  readonly clock: Clock;
}

/**
 * Writes to the queue's Redis every second. A server whose memory or disk is full, or that has become a replica, answers pings
 * and refuses writes: then nobody takes a partition, and without this nobody would be told.
 *
 * What it writes is the queue's id. The first process chooses it, and after the queue was wiped whichever is the first to write.
 */
export class WriteCheck {
  readonly #options: WriteCheckOptions;
  readonly #stopping = new AbortController();
  #id = randomUUID() as string;

  constructor(options: WriteCheckOptions) {
    this.#options = options;
  }

  /** The id of the queue when it was last written. The same for all processes on it. */
  get id(): string {
    return this.#id;
  }

  /** Resolves if the server writes. Rejects with its reason, or that of the connection. */
  async write(): Promise<void> {
    const { client, namespace } = this.#options;
    const keys = [`${namespace}:queue:id`];
    this.#id = String(await runScript(client, WRITE, { keys, arguments: [this.#id] }));
  }

  start(): void {
    void this.#run();
  }

  stop(): void {
    this.#stopping.abort();
  }

  async #run(): Promise<void> {
    const { client, outages, clock } = this.#options;
    while (await isSleptThrough(clock, CHECK_EVERY_MS, this.#stopping.signal)) {
      try {
        await this.write();
        outages.noteAnswer();
      } catch (error) {
        // Else the connection is away, which it tells the log itself.
        if (client.isReady) outages.noteRefusal(error);
      }
    }
  }
}
