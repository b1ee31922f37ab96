import type { RedisClientType } from "@keyv/redis";
import type { Clock } from "../../core/ports/clock.ts";
import { isSleptThrough } from "../../core/time/sleep.ts";
import { RedisScript, runScript } from "../redis/redis-script.ts";
import type { OutageLog } from "./outage-log.ts";

const CHECK_EVERY_MS = 1_000;
/** As what the queue does: a script that writes. */
const WRITE = new RedisScript(`redis.call("SET", KEYS[1], ARGV[1], "PX", 60000) return 1`);

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
 */
export class WriteCheck {
  readonly #options: WriteCheckOptions;
  readonly #stopping = new AbortController();

  constructor(options: WriteCheckOptions) {
    this.#options = options;
  }

  /** Resolves if the server writes. Rejects with its reason, or that of the connection. */
  async write(): Promise<void> {
    const { client, namespace, clock } = this.#options;
    const keys = [`${namespace}:queue:write-check`];
    await runScript(client, WRITE, { keys, arguments: [String(clock.now())] });
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
