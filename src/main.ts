import { createHash, randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { commands } from "../commands/index.ts";
import { createKeyvFollowStore } from "./adapters/keyv/store.ts";
import { createMediaFetcher } from "./adapters/media/fetcher.ts";
import { createPikaJobApi } from "./adapters/pika/client.ts";
import { createApp } from "./app.ts";
import { parseConfig, type Config } from "./config.ts";
import { ConfigError } from "./core/errors.ts";
import type {
  CommandHandler,
  ConnectionListener,
  Logger,
  PlatformAdapter,
  Service,
} from "./core/ports.ts";
import { createLogger } from "./logger.ts";
import { systemClock as clock } from "./system-clock.ts";

/** Oldest Node.js that runs this code as it is. */
const NODE_MAJOR = 24;
/** A stop that takes longer is cut off: whatever was under way is in the store and taken up at the next start. */
const STOP_DEADLINE_MS = 9_500;

type AdapterFactory = (
  onCommand: CommandHandler,
  onConnection: ConnectionListener,
) => PlatformAdapter;

/** Only the enabled platforms' packages are loaded: each costs some 100 ms and 30 MB. */
async function loadPlatforms(config: Config, log: Logger): Promise<AdapterFactory[]> {
  const factories: AdapterFactory[] = [];
  const { discord, slack } = config;
  if (discord) {
    const { createDiscordAdapter } = await import("./adapters/discord/adapter.ts");
    factories.push((onCommand, onConnection) =>
      createDiscordAdapter({ ...discord, commands, onCommand, onConnection, log, clock }),
    );
  }
  if (slack) {
    const { createSlackAdapter } = await import("./adapters/slack/adapter.ts");
    factories.push((onCommand, onConnection) =>
      createSlackAdapter({ ...slack, commands, onCommand, onConnection, log, clock }),
    );
  }
  return factories;
}

async function build(config: Config, log: Logger): Promise<Service> {
  const store = createKeyvFollowStore({ store: config.store, log });
  // Before the platforms are loaded: a second process on the same store learns at once that it is one too many.
  await store.start();
  const factories = await loadPlatforms(config, log);
  return createApp({
    poll: config.poll,
    maxVideoBytes: config.media.maxBytes,
    allowed: config.allowed,
    quotas: config.quotas,
    commands,
    api: createPikaJobApi({ baseUrl: config.pika.url, token: config.pika.token, log }),
    store,
    media: createMediaFetcher({ allowedHosts: config.media.allowedHosts, log }),
    clock,
    log,
    random: Math.random,
    newId: randomUUID,
    digest: (text) => createHash("sha256").update(text).digest("base64url").slice(0, 16),
    createAdapters: (onCommand, onConnection) =>
      factories.map((create) => create(onCommand, onConnection)),
  });
}

/** The first signal stops in order and exits with 0, a second one ends the process at once. */
function stopOnSignals(app: Service, log: Logger): void {
  let stopping = false;
  const onSignal = (signal: NodeJS.Signals): void => {
    if (stopping) process.exit(1);
    stopping = true;
    log.info({ signal }, "relay.stopping");
    setTimeout(() => {
      log.warn({ deadlineMs: STOP_DEADLINE_MS }, "relay.stop_cut_off");
      process.exit(0);
    }, STOP_DEADLINE_MS).unref();
    void app.stop().then(() => {
      log.info({}, "relay.stopped");
      process.exit(0);
    });
  };
  process.on("SIGTERM", onSignal).on("SIGINT", onSignal);
}

/** A defect nobody caught: one line for whoever is on call, and an end that a supervisor notices. */
function endOnDefects(log: Logger): void {
  process.on("uncaughtException", (err) => {
    log.error({ err }, "relay.crashed");
    process.exit(1);
  });
}

function refuse(problems: readonly string[]): never {
  for (const problem of problems) process.stderr.write(`pika-relay: ${problem}\n`);
  process.exit(2);
}

async function main(): Promise<void> {
  if (Number(process.versions.node.split(".")[0]) < NODE_MAJOR)
    refuse([
      `Node.js ${process.versions.node} is too old: start with "npm start", which brings Node.js ${NODE_MAJOR}, or install that`,
    ]);
  try {
    if (existsSync(".env")) process.loadEnvFile(".env");
    const config = parseConfig(process.env);
    const secrets = [
      config.pika.token,
      config.discord?.token,
      config.slack?.botToken,
      config.slack?.appToken,
    ];
    const log = createLogger({
      level: config.logLevel,
      secrets: secrets.filter((secret) => secret !== undefined),
    });
    endOnDefects(log);
    const app = await build(config, log);
    stopOnSignals(app, log);
    try {
      await app.start();
    } catch (error) {
      await app.stop();
      throw error;
    }
  } catch (error) {
    if (error instanceof ConfigError) refuse(error.problems);
    throw error;
  }
}

await main();
