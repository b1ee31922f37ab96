import type { RedisClientType } from "@keyv/redis";
import type { IndexReservation, IndexRow, IndexRows, PartitionKind } from "../index/index-rows.ts";
import {
  LIST_SCRIPT,
  PUT_SCRIPT,
  RELEASE_SCRIPT,
  REMOVE_SCRIPT,
  RESERVE_SCRIPT,
} from "./index-scripts.ts";
import { runScript, type RedisScript } from "../../redis/redis-script.ts";

const ROWS_PER_PAGE = 200;

/**
 * The rows of the follow index in a Redis, in keys of their own:
 *
 * - `…::index:rows`, a hash: what is known of each follow, in two lines. The first has its state, its id and its groups, for
 *   the scripts; the second is the entry.
 * - `…::index:in:<group>`, a sorted set: the keys of the rows in a group, in the order in which they were added.
 * - `…::index:taken:<group>`, a sorted set: the reservations in a group, by the time at which they end.
 * - `…::index:last`, a number: how many rows were added so far.
 */
export class RedisIndexRows implements IndexRows {
  readonly #getClient: () => Promise<RedisClientType>;
  readonly #keys: [rows: string, last: string, inGroup: string, taken: string];

  /** `getClient` rejects while the store is not held. */
  constructor(options: { getClient: () => Promise<RedisClientType>; namespace: string }) {
    this.#getClient = options.getClient;
    const prefix = `${options.namespace}::index:`;
    this.#keys = [`${prefix}rows`, `${prefix}last`, `${prefix}in:`, `${prefix}taken:`];
  }

  async put({ key, id, isSettled, groups, partitions, entry }: IndexRow): Promise<void> {
    const all = [...groups, toGroup("job", partitions.job), toGroup("channel", partitions.channel)];
    const head = [isSettled ? "settled" : "pending", id, ...all].join(" ");
    await this.#run(PUT_SCRIPT, [key, `${head}\n${entry}`]);
  }

  async remove(key: string, id: string): Promise<void> {
    await this.#run(REMOVE_SCRIPT, [key, id]);
  }

  async get(key: string): Promise<string | undefined> {
    const client = await this.#getClient();
    const row = await client.hGet(this.#keys[0], key);
    return typeof row === "string" ? toEntry(row) : undefined;
  }

  async *list(group: string): AsyncGenerator<readonly string[], void> {
    // A row that is removed and added again meanwhile comes in a later place.
    const seen = new Set<string>();
    for (let after = "-inf"; ;) {
      const answer = await this.#run(LIST_SCRIPT, [group, after, String(ROWS_PER_PAGE)]);
      const [last, keys, rows] = answer as [string, string[], (string | null)[]];
      yield rows.flatMap((row, index) => {
        const key = keys[index] ?? "";
        if (row === null || seen.has(key)) return [];
        seen.add(key);
        return [toEntry(row)];
      });
      if (keys.length < ROWS_PER_PAGE) return;
      after = `(${last}`;
    }
  }

  listPartition(kind: PartitionKind, partition: number): AsyncGenerator<readonly string[], void> {
    return this.list(toGroup(kind, partition));
  }

  async reserve(
    { id, key, groups }: IndexReservation,
    { limits, ttlMs }: { readonly limits: readonly number[]; readonly ttlMs: number },
  ): Promise<number | undefined> {
    const places = groups.flatMap((group, index) => [
      group,
      limits[index] === Infinity ? "inf" : String(limits[index]),
    ]);
    const full = await this.#run(RESERVE_SCRIPT, [key, id, String(ttlMs), ...places]);
    return full === 0 ? undefined : Number(full) - 1;
  }

  async release({ id, key, groups }: IndexReservation): Promise<void> {
    await this.#run(RELEASE_SCRIPT, [key, id, ...groups]);
  }

  async #run(script: RedisScript, args: string[]): Promise<unknown> {
    return runScript(await this.#getClient(), script, { keys: this.#keys, arguments: args });
  }
}

const toGroup = (kind: PartitionKind, partition: number): string => `${kind}:${partition}`;

const toEntry = (row: string): string => row.slice(row.indexOf("\n") + 1);
