/** What both sides of the comparison share: the stand-ins, a Redis, and what they have seen. */
import { execFileSync } from "node:child_process";
import { cpus } from "node:os";
import { createClient, type RedisClientType } from "@keyv/redis";
import {
  createEnvironment,
  type TestEnvironment,
} from "../../test/support/processes/test-environment.ts";
import { startRedis } from "../../test/support/servers/redis-server.ts";

const CORES = cpus().length;

/** Running until the scope ends. */
export interface Servers extends AsyncDisposable {
  readonly environment: TestEnvironment;
  /** Without a database. */
  readonly redisUrl: string;
  readonly redisPid: number;
  /** Bytes that the data in Redis takes. */
  redisBytes(): Promise<number>;
  /** Commands that Redis has carried out so far. */
  redisCommands(): Promise<number>;
  /** Polls that the job API has seen so far. */
  polls(): number;
  /** Posts with a video that Discord has so far. */
  videos(): number;
}

/** Starts everything. The stand-ins run in this process, on the first core; give others to {@link toOtherCores}. */
export async function startServers(): Promise<Servers> {
  const stack = new AsyncDisposableStack();
  const redis = stack.use(await startRedis());
  const environment = stack.use(await createEnvironment());
  if (CORES > 1) pin(process.pid, "0");
  const client: RedisClientType = createClient({ url: redis.url });
  await client.connect();
  stack.defer(() => client.destroy());
  const info = async (section: string, field: string): Promise<number> =>
    Number(new RegExp(`^${field}:(\\d+)`, "m").exec(await client.info(section))?.[1]);
  const redisPid = await info("server", "process_id");
  toOtherCores(redisPid);
  let polls = 0;
  let counted = 0;
  let videos = 0;
  environment.discord.on("message", ({ attachments }) => {
    if (attachments.length > 0) videos += 1;
  });
  const { requests } = environment.pika;
  return {
    environment,
    redisUrl: redis.url,
    redisPid,
    redisBytes: () => info("memory", "used_memory_dataset"),
    redisCommands: () => info("stats", "total_commands_processed"),
    polls: () => {
      for (; counted < requests.length; counted += 1)
        if (requests[counted]?.route === "job") polls += 1;
      return polls;
    },
    videos: () => videos,
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

/** Moves a process away from the core of the stand-ins, if there is another one. */
export function toOtherCores(pid: number): void {
  if (CORES > 1) pin(pid, `1-${CORES - 1}`);
}

/** With all its threads. */
const pin = (pid: number, cores: string): void =>
  void execFileSync("taskset", ["-a", "-c", "-p", cores, String(pid)], { stdio: "ignore" });
