import { randomUUID } from "node:crypto";
import type { RedisClientType } from "@keyv/redis";
import type { Clock } from "../../core/ports/clock.ts";
import type { Logger } from "../../core/ports/logger.ts";
import { isSleptThrough } from "../../core/time/sleep.ts";
import { succeedsWithin } from "../../core/time/succeeds-within.ts";
import { RedisScript, runScript } from "../redis/redis-script.ts";
import type { OutageLog } from "./outage-log.ts";

const CHECK_EVERY_MS = 1_000;
/** How long the queue stays that of a store, or has a lock's duration, after the last process with it has ended. */
const KEPT_MS = 5_000;
/** How long a start waits for that. */
const STORE_PATIENCE_MS = KEPT_MS + 1_000;
/**
 * Keeps the id that is there, or stores this one. A script that writes, as what the queue does. So it is with the store's id, as
 * soon as that is known; it returns nothing while processes with another store use the queue. The duration of a lock stays that of
 * the processes that were first.
 */
const WRITE = new RedisScript(`
  local id = redis.call("GET", KEYS[1]) or ARGV[1]
  redis.call("SET", KEYS[1], id)
  if ARGV[2] ~= "" then
    local store = redis.call("GET", KEYS[2])
    if store and store ~= ARGV[2] then return {} end
    redis.call("SET", KEYS[2], ARGV[2], "PX", ${KEPT_MS})
  end
  local lock = redis.call("GET", KEYS[3]) or ARGV[3]
  if lock == ARGV[3] then redis.call("SET", KEYS[3], lock, "PX", ${KEPT_MS}) end
  return { id, lock }
`);

/** Options of {@link WriteCheck}. */
export interface WriteCheckOptions {
  /** Connected. It must reject commands while it is not. */
  readonly client: RedisClientType;
  readonly namespace: string;
  /** How long a process that does not answer keeps its partitions, in milliseconds. */
  readonly lockMs: number;
  readonly outages: OutageLog;
  readonly clock: Clock;
  readonly log: Logger;
}

/**
 * Writes to the queue's Redis every second. A server whose memory or disk is full, or that has become a replica, answers pings
 * and refuses writes: then nobody takes a partition, and without this nobody would be told.
 *
 * What it writes is the queue's id. The first process chooses it, and after the queue was wiped whichever is the first to write.
 * And the id of the store, because processes with different stores would take each other's partitions. And the duration of a
 * lock, which should be the same for all; else a warning tells, because a change goes from one process to the next.
 */
export class WriteCheck {
  readonly #options: WriteCheckOptions;
  readonly #stopping = new AbortController();
  #id = randomUUID() as string;
  /** Empty until {@link useStore}. */
  #storeId = "";
  /** The duration of a lock in other processes that the log was told last. */
  #toldLockMs: number | undefined;

  constructor(options: WriteCheckOptions) {
    this.#options = options;
  }

  /** The id of the queue when it was last written. The same for all processes on it. */
  get id(): string {
    return this.#id;
  }

  /** Resolves if the server writes. Rejects with its reason, or that of the connection, or if another store uses the queue. */
  async write(): Promise<void> {
    if (!(await this.#writes(this.#storeId)))
      throw new Error("processes with another STORE_URL use this queue");
  }

  /** Names the store of this process. Resolves with `false` if others use the queue with another one. Rejects as {@link write}. */
  async useStore(storeId: string): Promise<boolean> {
    const { clock } = this.#options;
    const patienceMs = STORE_PATIENCE_MS;
    const isOurs = await succeedsWithin(() => this.#writes(storeId), { clock, patienceMs });
    if (isOurs) this.#storeId = storeId;
    return isOurs;
  }

  /** Resolves with `false` if another store uses the queue. */
  async #writes(storeId: string): Promise<boolean> {
    const { client, namespace, lockMs } = this.#options;
    const keys = ["id", "store", "lock-ms"].map((name) => `${namespace}:queue:${name}`);
    const written = [this.#id, storeId, String(lockMs)];
    const answer = await runScript(client, WRITE, { keys, arguments: written });
    const [id, lock] = Array.isArray(answer) ? answer.map(String) : [];
    if (id === undefined) return false;
    this.#id = id;
    this.#compareLock(Number(lock));
    return true;
  }

  #compareLock(othersLockMs: number): void {
    const { lockMs, log } = this.#options;
    if (othersLockMs === lockMs || othersLockMs === this.#toldLockMs) return;
    this.#toldLockMs = othersLockMs;
    const cure = "set the same RELAY_LOCK_MS for all processes";
    log.warn({ lockMs, othersLockMs, cure }, "queue.lock_differs");
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
