/** Several relay processes on one store and one queue, with the stand-ins around them. */
import { randomBytes } from "node:crypto";
import { createClient } from "@keyv/redis";
import type { RelayProcess } from "../../../sandbox/process/relay-process.ts";
import { freePort } from "../http/free-port.ts";
import { createEnvironmentWithCommands } from "../processes/platform-drivers.ts";
import type { TestEnvironment } from "../processes/test-environment.ts";
import { startPostgres } from "../servers/postgres-server.ts";
import { startRedis } from "../servers/redis-server.ts";
import type { TestServer } from "../servers/test-server.ts";
import { FrontDoor, type Door } from "./front-door.ts";

/** What a process does: see `RELAY_ROLE`. `alone`: one process without a queue. */
export type Role = "all" | "gateway" | "worker" | "alone";

/** The database of the queue; the store has database 0. */
const QUEUE_DATABASE = 1;

/** A running process of the cluster. */
export interface Member extends Door {
  readonly role: Role;
  readonly relay: RelayProcess;
  /** The settings that differ from those of the others. */
  readonly env: Readonly<Record<string, string>>;
  /** When it was killed, in milliseconds; `undefined` if it was not. */
  killedAt?: number;
}

/** Settings of a cluster. */
export interface ClusterOptions {
  /** Default: Redis. The queue is on Redis anyway. */
  readonly store?: "redis" | "postgres";
  /** How long a process that does not answer keeps what it works on, in ms. */
  readonly lockMs: number;
  /** Settings of all processes. */
  readonly env?: Readonly<Record<string, string>>;
}

/** See the head of this file. Everything ends with the scope. */
export interface Cluster extends AsyncDisposable {
  readonly environment: TestEnvironment;
  readonly redis: TestServer;
  readonly frontDoor: FrontDoor;
  readonly lockMs: number;
  /** The processes that became ready and neither ended nor were told to. */
  readonly members: readonly Member[];
  /** Every process that was ever started, the ended ones, too. */
  readonly everStarted: readonly Member[];
  /** Starts a process; resolves once it is ready and, unless it is a worker, gets requests. */
  start(role: Role, env?: Readonly<Record<string, string>>): Promise<Member>;
  /** The same for several, at once. */
  startAll(roles: readonly Role[]): Promise<Member[]>;
  /** Kills a process as `kill -9` does; resolves once it has ended. */
  kill(member: Member): Promise<void>;
  /** Takes a process from the front door, and stops it; resolves once it has ended. Rejects if it did not end with exit code 0. */
  stop(member: Member): Promise<void>;
  /** Deletes everything in the queue's database. */
  wipeQueue(): Promise<void>;
  /** Settings that reach Redis by another address. */
  redisAt(url: string): Record<string, string>;
}

/** Starts the servers and the stand-ins, and no process yet. */
export async function createCluster(options: ClusterOptions): Promise<Cluster> {
  const stack = new AsyncDisposableStack();
  try {
    const redis = stack.use(await startRedis());
    const store = options.store === "postgres" ? stack.use(await startPostgres()) : redis;
    // Its Discord remembers no nonce, so only the channel's history tells what was posted.
    const forgetful = { discord: { nonceWindowMs: 0 } };
    const environment = stack.use(await createEnvironmentWithCommands(forgetful));
    const cluster = connect({ redis, store, environment, options });
    const owned = stack.move();
    return { ...cluster, [Symbol.asyncDispose]: () => owned.disposeAsync() };
  } catch (error) {
    await stack.disposeAsync();
    throw error;
  }
}

interface Parts {
  readonly redis: TestServer;
  readonly store: TestServer;
  readonly environment: TestEnvironment;
  readonly options: ClusterOptions;
}

function connect(parts: Parts): Omit<Cluster, typeof Symbol.asyncDispose> {
  const { redis, environment, options } = parts;
  const frontDoor = new FrontDoor();
  const signingSecret = randomBytes(16).toString("hex");
  const members: Member[] = [];
  const everStarted: Member[] = [];
  const leave = (member: Member): void => {
    frontDoor.close(member);
    const index = members.indexOf(member);
    if (index !== -1) members.splice(index, 1);
  };
  const urls = (redisUrl: string) => ({
    STORE_URL: options.store === "postgres" ? parts.store.url : redisUrl,
    QUEUE_URL: `${redisUrl}/${QUEUE_DATABASE}`,
  });
  const envOf = (role: Role, port: number): Record<string, string> => ({
    DISCORD_PUBLIC_KEY: environment.discord.publicKey,
    SLACK_SIGNING_SECRET: signingSecret,
    SLACK_APP_TOKEN: "",
    RELAY_HTTP_PORT: String(port),
    RELAY_LOCK_MS: String(options.lockMs),
    RELAY_ROLE: role,
    ...urls(redis.url),
    ...(role === "alone" && { QUEUE_URL: "", RELAY_ROLE: "", RELAY_LOCK_MS: "" }),
    ...options.env,
  });
  const connectPlatforms = once(async ({ origin }: Door) => {
    const { send } = frontDoor;
    const url = `${origin}/slack/events`;
    environment.slack.sendByHttp({ url, signingSecret, send });
    await environment.discord.sendByHttp({ url: `${origin}/discord/interactions`, send });
  });
  const start: Cluster["start"] = async (role, env = {}) => {
    const port = await freePort();
    const relay = environment.relay({ ...envOf(role, port), ...env });
    const member: Member = { role, relay, env, origin: `http://127.0.0.1:${port}` };
    everStarted.push(member);
    await relay.event("relay.ready");
    members.push(member);
    void relay.exited.then(() => leave(member));
    if (role === "worker") return member;
    frontDoor.open(member);
    await connectPlatforms(member);
    return member;
  };
  return {
    environment,
    redis,
    frontDoor,
    lockMs: options.lockMs,
    members,
    everStarted,
    start,
    startAll: (roles) => Promise.all(roles.map((role) => start(role))),
    kill: async (member) => {
      leave(member);
      member.killedAt = Date.now();
      member.relay.kill("SIGKILL");
      await member.relay.exited;
    },
    stop: async (member) => {
      leave(member);
      const { code, signal } = await member.relay.stop();
      if (code !== 0)
        throw new Error(`a ${member.role} ended with ${code ?? signal}:\n${member.relay.errors()}`);
    },
    wipeQueue: async () => {
      const client = createClient({ url: `${redis.url}/${QUEUE_DATABASE}` });
      await client.connect();
      await client.flushDb();
      client.destroy();
    },
    redisAt: urls,
  };
}

/** A function that does its work at the first call only. */
function once<T>(work: (value: T) => Promise<void>): (value: T) => Promise<void> {
  let done: Promise<void> | undefined;
  return (value) => (done ??= work(value));
}
