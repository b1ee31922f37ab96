/** What both sides of the comparison share: the stand-ins, a Redis, and what they have seen. */
import { createClient, type RedisClientType } from "@keyv/redis";
import {
  createEnvironment,
  type TestEnvironment,
} from "../../test/support/processes/test-environment.ts";
import { startRedis } from "../../test/support/servers/redis-server.ts";
import { toFirstCore, toOtherCores } from "../shared/cores.ts";

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
  toFirstCore();
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
