/** Relay processes on one store, with the stand-ins around them and a front door that spreads the platforms' requests. */
import { randomBytes } from "node:crypto";
import type { RelayProcess } from "../../../sandbox/process/relay-process.ts";
import { freePort } from "../http/free-port.ts";
import { createEnvironmentWithCommands } from "../processes/platform-drivers.ts";
import type { TestEnvironment } from "../processes/test-environment.ts";
import { startRedis } from "../servers/redis-server.ts";
import { FrontDoor, type Door } from "./front-door.ts";

/** A running process of the cluster. */
export interface Member extends Door {
  readonly relay: RelayProcess;
}

/** See the head of this file. Everything ends with the scope. */
export interface Cluster extends AsyncDisposable {
  readonly environment: TestEnvironment;
  readonly frontDoor: FrontDoor;
  /** Starts a process with settings of its own; resolves once it is ready and gets requests. */
  start(env?: Readonly<Record<string, string>>): Promise<Member>;
  /** Kills a process as `kill -9` does; resolves once it has ended. */
  kill(member: Member): Promise<void>;
  /** Takes a process from the front door, and stops it; resolves once it has ended. Rejects if it did not end with exit code 0. */
  stop(member: Member): Promise<void>;
}

/** Starts a redis-server for the store and the stand-ins, and no process yet. */
export async function createCluster(): Promise<Cluster> {
  const stack = new AsyncDisposableStack();
  try {
    const redis = stack.use(await startRedis());
    // Its Discord remembers no nonce, so only the channel's history tells what was posted.
    const forgetful = { discord: { nonceWindowMs: 0 } };
    const environment = stack.use(await createEnvironmentWithCommands(forgetful));
    const cluster = connect(redis.url, environment);
    const owned = stack.move();
    return { ...cluster, [Symbol.asyncDispose]: () => owned.disposeAsync() };
  } catch (error) {
    await stack.disposeAsync();
    throw error;
  }
}

function connect(
  storeUrl: string,
  environment: TestEnvironment,
): Omit<Cluster, typeof Symbol.asyncDispose> {
  const frontDoor = new FrontDoor();
  const { send } = frontDoor;
  const signingSecret = randomBytes(16).toString("hex");
  let connected: Promise<void> | undefined;
  /** The platforms send to the front door, so the address of the first process does for all. */
  const connectPlatforms = async (origin: string): Promise<void> => {
    environment.slack.sendByHttp({ url: `${origin}/slack/events`, signingSecret, send });
    await environment.discord.sendByHttp({ url: `${origin}/discord/interactions`, send });
  };
  return {
    environment,
    frontDoor,
    start: async (env = {}) => {
      const port = await freePort();
      const origin = `http://127.0.0.1:${port}`;
      const relay = environment.relay({
        DISCORD_PUBLIC_KEY: environment.discord.publicKey,
        SLACK_SIGNING_SECRET: signingSecret,
        SLACK_APP_TOKEN: "",
        RELAY_HTTP_PORT: String(port),
        STORE_URL: storeUrl,
        ...env,
      });
      const member: Member = { relay, origin };
      await relay.event("relay.ready");
      void relay.exited.then(() => frontDoor.close(member));
      frontDoor.open(member);
      await (connected ??= connectPlatforms(origin));
      return member;
    },
    kill: async (member) => {
      frontDoor.close(member);
      member.relay.kill("SIGKILL");
      await member.relay.exited;
    },
    stop: async (member) => {
      frontDoor.close(member);
      const { code, signal } = await member.relay.stop();
      if (code !== 0)
        throw new Error(`a process ended with ${code ?? signal}:\n${member.relay.errors()}`);
    },
  };
}
