import type { RedisClientType } from "@keyv/redis";
import { createRedisBackend, Queue, Worker } from "bullmq";
import { youngLockMs } from "./partition-lease.ts";

const QUEUE = "partitions";
/** What a partition's job carries. */
interface PartitionData {
  /** Until when another process may hold the partition without the queue's knowledge, in Unix milliseconds of the server's clock. */
  readonly unsureUntil: number;
}

/** BullMQ's two ends of the queue, on one connection. Neither does anything that it is not asked for. */
export interface PartitionQueue {
  /** Part of the connection's name, and of no other one's. */
  readonly workerName: string;
  readonly client: RedisClientType;
  readonly queue: Queue<PartitionData>;
  readonly worker: Worker<PartitionData>;
}

/** The name of a worker's connection, as BullMQ counts workers. */
export const toClientName = (prefix: string, workerName: string): string =>
  `${prefix}:${Buffer.from(QUEUE).toString("base64")}:w:${workerName}`;

const NEWCOMER = "new-";
/** The name while the worker has not held a partition yet. */
export const toNewcomerName = (prefix: string, workerName: string): string =>
  toClientName(prefix, `${NEWCOMER}${workerName}`);

/** Names a connection, also for its reconnects: the client takes its name from its options then. */
export async function rename(client: RedisClientType, name: string): Promise<void> {
  Object.assign(client.options, { name });
  await client.clientSetName(name);
}

/** The workers of a queue. */
export interface WorkerCount {
  /** At least 1. */
  readonly all: number;
  /** Those that may hold a partition without the queue's knowledge, because it was wiped: all but newcomers. */
  readonly mayHold: number;
}

/** Opens both ends. `client` is connected. */
export function openPartitionQueue(options: {
  readonly client: RedisClientType;
  readonly prefix: string;
  readonly workerName: string;
  readonly lockMs: number;
}): PartitionQueue {
  const { client, prefix, workerName, lockMs } = options;
  const connection = { connection: client, prefix, skipVersionCheck: true };
  const queue = new Queue<PartitionData>(QUEUE, connection);
  const worker = new Worker<PartitionData>(
    QUEUE,
    undefined,
    {
      ...connection,
      autorun: false,
      name: workerName,
      lockDuration: youngLockMs(lockMs),
      stalledInterval: Math.round(lockMs / 10),
      // A job that stalls is never failed: its processes ended, not its work.
      maxStalledCount: Number.MAX_SAFE_INTEGER,
    },
    // Without the second connection for blocking calls, which would idle.
    (name, each) => createRedisBackend(name, each),
  );
  // The connection's own errors again.
  queue.on("error", () => {});
  worker.on("error", () => {});
  return { workerName, client, queue, worker };
}

/**
 * Counts workers by the names of their connections. One that says nothing for longer than a lock belongs to a process that is
 * gone, and one in another database of the server to another relay with the same namespace.
 */
export async function countWorkers(
  { queue, workerName }: PartitionQueue,
  lockMs: number,
): Promise<WorkerCount> {
  const all = await queue.getWorkers();
  const database = all.find(({ rawname }) => rawname?.endsWith(workerName))?.["db"];
  const live = all.filter(({ db, idle }) => db === database && Number(idle) * 1000 < lockMs);
  const names = [...new Set(live.map(({ rawname = "" }) => rawname))];
  const mayHold = names.filter((name) => !name.includes(`:w:${NEWCOMER}`));
  return { all: Math.max(names.length, 1), mayHold: mayHold.length };
}

/** Whether a partition waits for a process that takes it. */
export const hasWaiting = async ({ queue }: PartitionQueue): Promise<boolean> =>
  (await queue.getWaitingCount()) > 0;

/** The time of the server, in Unix milliseconds. */
export async function serverTimeMs({ client }: PartitionQueue): Promise<number> {
  const [seconds = 0, microseconds = 0] = (await client.time()).map(Number);
  return seconds * 1_000 + microseconds / 1_000;
}

/** For how long another process may hold a partition without the queue's knowledge, in milliseconds: `lockMs` at most. */
export async function readUnsureMs(
  parts: PartitionQueue,
  { unsureUntil }: PartitionData,
  lockMs: number,
): Promise<number> {
  return unsureUntil > 0 ? Math.min(unsureUntil - (await serverTimeMs(parts)), lockMs) : 0;
}

/**
 * Does nothing for a job that exists. One by one and not with `addBulk` (BullMQ 6.7.0), which fails from a restart of Redis
 * on: in a transaction, a script that Redis has forgotten is not sent again.
 */
export async function addJobs(
  { queue }: PartitionQueue,
  jobIds: readonly string[],
  data: PartitionData,
): Promise<void> {
  const adding = jobIds.map((jobId) =>
    queue.add("partition", data, { jobId, removeOnComplete: true, removeOnFail: true }),
  );
  await Promise.all(adding);
}
