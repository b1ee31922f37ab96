/** The relay and plain BullMQ, as the comparison runs them. */
import { once } from "node:events";
import { createClient } from "@keyv/redis";
import { Queue } from "bullmq";
import { startNode } from "../../sandbox/process/node-process.ts";
import { createFollow } from "../../src/core/follow/create-follow.ts";
import { shortJobId } from "../../src/core/job/short-job-id.ts";
import type { PlainJob, PlainOptions } from "./plain-bullmq.ts";
import { toOtherCores } from "../shared/cores.ts";
import { fillStore } from "../shared/fill-store.ts";
import type { Servers } from "./servers.ts";

/** What one run asks of a side. */
export interface Load {
  readonly name: string;
  /** Between two polls of a job, in milliseconds. */
  readonly intervalMs: number;
  /** Over all workers. */
  readonly maxPerSecond: number;
}

/** Running workers. */
export interface Workers {
  readonly pids: readonly number[];
  /** Resolves once all have ended. */
  stop(): Promise<void>;
}

/** One of the two that are compared. */
export interface Side {
  readonly name: string;
  /** Jobs that it was given, in an order of their own. */
  readonly jobIds: readonly string[];
  /** Stores what is to be polled. */
  seed(): Promise<void>;
  /** Resolves once the workers work. */
  start(count: number, load: Load): Promise<Workers>;
}

const LOCK_MS = 30_000;
const CONCURRENCY = 64;

const addJobs = ({ environment: { pika } }: Servers, count: number): string[] =>
  Array.from({ length: count }, () => pika.addJob());

/** Workers of the relay. The first start shows the status of each job; wait for that before a measurement. */
export function relaySide(servers: Servers, count: number): Side {
  const { environment, redisUrl } = servers;
  const { discord } = environment;
  const jobIds = addJobs(servers, count);
  const seed = async (): Promise<void> => {
    const location = { scheme: "redis", url: redisUrl, namespace: "pika-relay" } as const;
    const follows = jobIds.map((jobId) =>
      createFollow({
        id: `follow-${jobId}`,
        source: "pika",
        sourceName: "Pika",
        jobId,
        publicId: shortJobId(jobId),
        channel: {
          platform: "discord",
          workspace: discord.guildId,
          channel: discord.addChannel(),
        },
        requester: discord.users[0].id,
        createdAt: Date.now(),
        locale: "en",
      }),
    );
    await fillStore(location, follows);
  };
  const start: Side["start"] = async (workers, { intervalMs, maxPerSecond }) => {
    const env = {
      STORE_URL: redisUrl,
      QUEUE_URL: `${redisUrl}/1`,
      RELAY_ROLE: "worker",
      RELAY_LOCK_MS: String(LOCK_MS),
      RELAY_POLL_INTERVAL_MS: String(intervalMs),
      RELAY_POLL_MAX_INTERVAL_MS: String(intervalMs),
      RELAY_MAX_POLLS_PER_SECOND: String(maxPerSecond),
      RELAY_POLL_CONCURRENCY: String(CONCURRENCY),
      SLACK_BOT_TOKEN: "",
      SLACK_APP_TOKEN: "",
    };
    const relays = Array.from({ length: workers }, () => environment.relay(env));
    for (const { pid } of relays) toOtherCores(pid);
    await Promise.all(relays.map((relay) => relay.event("relay.ready")));
    return {
      pids: relays.map(({ pid }) => pid),
      stop: async () => void (await Promise.all(relays.map((relay) => relay.stop()))),
    };
  };
  return { name: "relay", jobIds, seed, start };
}

/** Starts processes of plain-bullmq.ts. */
async function startPlain(workers: number, options: PlainOptions): Promise<Workers> {
  const script = new URL("plain-bullmq.ts", import.meta.url).pathname;
  const children = Array.from({ length: workers }, () =>
    startNode([script, JSON.stringify(options)]),
  );
  await Promise.all(
    children.map(async (child) => {
      toOtherCores(child.pid ?? 0);
      child.stderr.pipe(process.stderr);
      await once(child.stdout, "data");
    }),
  );
  return {
    pids: children.map(({ pid }) => pid ?? 0),
    stop: async () => {
      const ended = children.map((child) => once(child, "exit"));
      for (const child of children) child.kill("SIGTERM");
      await Promise.all(ended);
    },
  };
}

/** Workers of plain BullMQ. */
export function plainSide(servers: Servers, count: number): Side {
  const { environment, redisUrl } = servers;
  const { pika, discord } = environment;
  const jobIds = addJobs(servers, count);
  const queueUrl = `${redisUrl}/2`;
  const seed = async (): Promise<void> => {
    const connection = createClient({ url: queueUrl });
    await connection.connect();
    const queue = new Queue<PlainJob>("polls", { connection });
    await queue.addBulk(
      jobIds.map((jobId, index) => ({
        name: "poll",
        data: { jobId, channel: discord.addChannel() },
        opts: { delay: index * 5, attempts: 100, removeOnComplete: true },
      })),
    );
    await queue.close();
    connection.destroy();
  };
  const start: Side["start"] = async (workers, load) => {
    const options: PlainOptions = {
      queueUrl,
      storeUrl: `${redisUrl}/3`,
      apiUrl: pika.url,
      token: pika.token,
      discordUrl: discord.apiUrl,
      discordToken: discord.token,
      intervalMs: load.intervalMs,
      concurrency: CONCURRENCY,
      maxPerSecond: load.maxPerSecond,
      lockMs: LOCK_MS,
    };
    return startPlain(workers, options);
  };
  return { name: "plain BullMQ", jobIds, seed, start };
}
