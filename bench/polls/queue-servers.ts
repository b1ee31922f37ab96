/** The servers of BullMQ and pg-boss, on the core of what is measured. */
import { createClient, type RedisClientType } from "@keyv/redis";
import { Client } from "pg";
import { findPostgres, findRedis } from "../../test/support/servers/find-servers.ts";
import { startPostgres } from "../../test/support/servers/postgres-server.ts";
import { startRedis } from "../../test/support/servers/redis-server.ts";
import { toOtherCores } from "../shared/cores.ts";

/** A running server. */
export interface QueueServer extends AsyncDisposable {
  /** Resolves with its processes, whose processor time counts. */
  readonly pids: () => Promise<readonly number[]>;
}

/** Starts Redis, and says where in BENCH_REDIS_URL. Resolves with `undefined` if it is not installed. */
export async function startRedisQueue(): Promise<QueueServer | undefined> {
  if (findRedis() === undefined) return undefined;
  const server = await startRedis();
  process.env["BENCH_REDIS_URL"] = server.url;
  const client: RedisClientType = createClient({ url: server.url });
  await client.connect();
  const pid = Number(/^process_id:(\d+)/m.exec(await client.info("server"))?.[1]);
  client.destroy();
  toOtherCores(pid);
  return {
    pids: async () => [pid],
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

/** The same for PostgreSQL and BENCH_POSTGRES_URL. */
export async function startPostgresQueue(): Promise<QueueServer | undefined> {
  if (findPostgres() === undefined) return undefined;
  const server = await startPostgres();
  process.env["BENCH_POSTGRES_URL"] = server.url;
  const pids = async (): Promise<readonly number[]> => {
    const client = new Client({ connectionString: server.url });
    await client.connect();
    const { rows } = await client.query<{ pid: number }>(
      "SELECT pid FROM pg_stat_activity WHERE pid <> pg_backend_pid()",
    );
    await client.end();
    const all = rows.map(({ pid }) => pid);
    for (const pid of all) toOtherCores(pid);
    return all;
  };
  return { pids, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}
