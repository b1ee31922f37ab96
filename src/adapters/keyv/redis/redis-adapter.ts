import KeyvRedis, { type RedisClientType } from "@keyv/redis";
import type { LockKeeper } from "../server/lock-keeper.ts";
import type { Page, Replacement, StorageAdapter } from "../strict-adapter.ts";
import { RedisIndexRows } from "./redis-index-rows.ts";
import { RedisScript, runScript } from "../../redis/redis-script.ts";

/** How many keys one SCAN looks at. Redis does nothing else meanwhile, for less than a millisecond. */
const KEYS_PER_PAGE = 500;

/** Compares and sets: see `StorageAdapter.replace`. */
const REPLACE = new RedisScript(`
  if (redis.call("GET", KEYS[1]) or "") ~= ARGV[1] then return 0 end
  if ARGV[2] == "" then
    redis.call("UNLINK", KEYS[1])
  else
    redis.call("SET", KEYS[1], ARGV[2])
    if ARGV[3] ~= "" then redis.call("PEXPIREAT", KEYS[1], ARGV[3]) end
  end
  return 1
`);

/** Options of {@link RedisAdapter}. */
export interface RedisAdapterOptions {
  /** Connected. */
  readonly client: RedisClientType;
  readonly namespace: string;
  readonly lock: Pick<LockKeeper, "ensure" | "release">;
}

/** Keyv's adapter for Redis, with a write that depends on what is stored. Refuses every call while the lock is not held. */
export class RedisAdapter extends KeyvRedis<unknown> implements StorageAdapter {
  readonly #client: RedisClientType;
  readonly #lock: RedisAdapterOptions["lock"];
  readonly index: RedisIndexRows;

  constructor({ client, namespace, lock }: RedisAdapterOptions) {
    super(client, { namespace, throwOnErrors: true });
    this.#client = client;
    this.#lock = lock;
    this.index = new RedisIndexRows({ getClient: () => this.getClient(), namespace });
  }

  /** Every call of Keyv's adapter asks for the client here. The client connects by itself. */
  override async getClient(): Promise<RedisClientType> {
    await this.#lock.ensure();
    return this.#client;
  }

  async replace(key: string, { expected, next, expires }: Replacement): Promise<boolean> {
    const client = await this.getClient();
    const written = await runScript(client, REPLACE, {
      keys: [this.createKeyPrefix(key, this.namespace)],
      // No text is empty, so that stands for none.
      arguments: [expected ?? "", next ?? "", String(expires ?? "")],
    });
    return written === 1;
  }

  async *list(prefix: string): AsyncGenerator<Page, void> {
    const start = this.createKeyPrefix("", this.namespace);
    // SCAN returns a key twice if the server rearranges its table meanwhile.
    const seen = new Set<string>();
    let cursor = "0";
    do {
      const client = await this.getClient();
      const found = await client.scan(cursor, {
        MATCH: `${start}${prefix}*`,
        COUNT: KEYS_PER_PAGE,
      });
      const keys = found.keys.filter((key) => !seen.has(key));
      for (const key of keys) seen.add(key);
      const texts = keys.length > 0 ? await client.mGet(keys) : [];
      // A key may have expired since the scan.
      yield keys.flatMap((key, index) => {
        const text = texts[index] ?? undefined;
        return text === undefined ? [] : [[key.slice(start.length), text] as const];
      });
      ({ cursor } = found);
    } while (cursor !== "0");
  }

  override async disconnect(): Promise<void> {
    await this.#lock.release();
    // Everything that was asked is answered, or no longer awaited.
    if (this.#client.isOpen) this.#client.destroy();
  }
}
