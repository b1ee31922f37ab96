import { createHash, randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import type { AppOptions } from "./app/app-options.ts";
import type { JobSource } from "./core/ports/job-source.ts";
import type { KnownSource } from "./job-sources.ts";
import type { DisabledSource } from "./services/runtime/job-sources.ts";
import type { Config } from "./config/config.ts";
import type { Command } from "./core/command.ts";
import { ConfigError } from "./core/errors.ts";
import type { Handlers } from "./core/invocation.ts";
import type { ConnectionListener, PlatformAdapter } from "./core/ports/platform.ts";
import type { Logger } from "./core/ports/logger.ts";
import type { Service } from "./core/ports/service.ts";
import type { Transcoder } from "./core/ports/media.ts";
import { withTimeout } from "./core/time/with-timeout.ts";
import { ReleaseStack } from "./services/runtime/release-stack.ts";
import { systemClock as clock } from "./adapters/node/system-clock.ts";

/** Oldest major version of Node.js that runs this code without a build. */
const NODE_MAJOR = 24;
/** When a stop is cut off, in milliseconds. Work in progress is in the store and continues at the next start. */
const STOP_DEADLINE_MS = 9_500;
/** How long an orderly stop may take, in milliseconds. */
const STOP_BUDGET_MS = 9_000;
/** Of that, how long the stop waits for {@link build}, in milliseconds. */
const BUILD_GRACE_MS = 3_000;

type AdapterFactory = (handlers: Handlers, onConnection: ConnectionListener) => PlatformAdapter;

/** Loads the packages of the enabled platforms only: each takes about 100 ms and 30 MB. */
async function loadPlatforms(
  config: Config,
  { commands, log }: { commands: readonly Command[]; log: Logger },
): Promise<AdapterFactory[]> {
  const factories: AdapterFactory[] = [];
  const { discord, slack, commandPrefix } = config;
  const common = { commands, commandPrefix, log, clock };
  if (discord) {
    const { createDiscordAdapter } = await import("./adapters/discord/adapter.ts");
    factories.push((handlers, onConnection) =>
      createDiscordAdapter({ ...discord, ...common, handlers, onConnection }),
    );
  }
  if (slack) {
    const { createSlackAdapter } = await import("./adapters/slack/adapter.ts");
    factories.push((handlers, onConnection) =>
      createSlackAdapter({ ...slack, ...common, handlers, onConnection }),
    );
  }
  return factories;
}

/** Only the code of the enabled job APIs is loaded. */
async function loadSources({
  config,
  known,
  log,
}: BuildOptions): Promise<Pick<AppOptions, "sources" | "disabledSources">> {
  const { createUndiciApiClient } = await import("./adapters/undici/api-client.ts");
  const { switchesOf } = await import("./config/source-settings.ts");
  const createClient = (baseUrl: string) => createUndiciApiClient({ baseUrl, clock, log });
  const sources: JobSource[] = [];
  const disabledSources: DisabledSource[] = [];
  for (const { definition, load } of known) {
    const { name, displayName, recognise } = definition;
    const enabled = config.sources.find((each) => each.name === name);
    if (enabled) sources.push((await load())({ values: enabled.values, createClient }));
    else disabledSources.push({ name, displayName, recognise, variables: switchesOf(definition) });
  }
  return { sources, disabledSources };
}

/**
 * Resolves with `undefined` if smaller copies are off. Rejects with a ConfigError if a program is missing, so that this shows
 * at the start and not at the first large video.
 */
async function loadTranscoder(config: Config, log: Logger): Promise<Transcoder | undefined> {
  if (!config.media.transcode) return undefined;
  const { findFfmpeg } = await import("./adapters/ffmpeg/find-ffmpeg.ts");
  const programs = await findFfmpeg(process.env["PATH"] ?? "");
  const { createFfmpegTranscoder } = await import("./adapters/ffmpeg/transcoder.ts");
  const { createTemporaryFile } = await import("./adapters/media/temporary-file.ts");
  return createFfmpegTranscoder({
    programs,
    createTemporaryFile: () => createTemporaryFile(tmpdir()),
    log,
  });
}

/** What {@link build} needs. */
interface BuildOptions {
  readonly config: Config;
  /** All job APIs. */
  readonly known: readonly KnownSource[];
  readonly log: Logger;
}

/** Builds the relay. Pushes what it acquires onto `acquired`, so that the caller can release it if a later step fails. */
async function build(
  { config, known, log }: BuildOptions,
  acquired: ReleaseStack,
): Promise<Service> {
  const transcoder = await loadTranscoder(config, log);
  const { createKeyvStore } = await import("./adapters/keyv/store.ts");
  const store = createKeyvStore({ store: config.store, clock, log });
  // Opened before the platforms are loaded, so that a second process on the same store fails at once.
  acquired.push({ name: "store", byMs: STOP_BUDGET_MS, run: (signal) => store.stop(signal) });
  await store.start();
  const { spoolDirectory } = config.media;
  const { openSpoolDirectory } = await import("./adapters/media/spool-directory.ts");
  const spool = spoolDirectory === undefined ? undefined : await openSpoolDirectory(spoolDirectory);
  const { actions, createCommands } = await import("../commands/index.ts");
  const isPikaAlone = config.sources.every(({ name }) => name === "pika");
  const commands = createCommands({ isPikaAlone });
  const factories = await loadPlatforms(config, { commands, log });
  const { createApp } = await import("./app/create-app.ts");
  const sources = await loadSources({ config, known, log });
  const { createMediaFetcher } = await import("./adapters/media/http-media-fetcher.ts");
  const app = createApp({
    poll: config.poll,
    maxVideoBytes: config.media.maxBytes,
    maxDiskBytes: config.media.maxDiskBytes,
    delivery: config.delivery,
    retry: config.retry,
    unsafe: config.unsafe,
    allowed: config.allowed,
    quotas: config.quotas,
    commands,
    actions,
    ...sources,
    store,
    media: createMediaFetcher({ allowedHosts: config.media.allowedHosts, clock, log }),
    spool,
    ...(transcoder && { transcoder }),
    clock,
    log,
    random: Math.random,
    newId: randomUUID,
    digest: (text) => createHash("sha256").update(text).digest("base64url").slice(0, 16),
    createAdapters: (handlers, onConnection) =>
      factories.map((create) => create(handlers, onConnection)),
  });
  acquired.push({ name: "relay", byMs: STOP_BUDGET_MS, run: (signal) => app.stop(signal) });
  return app;
}

/** What a stop needs, as soon as there is something to stop. */
interface Running {
  readonly log: Logger;
  readonly acquired: ReleaseStack;
  /** Settles when {@link build} does. After that, nothing is pushed onto `acquired`. */
  readonly built: Promise<Service>;
}

/**
 * Handles SIGTERM and SIGINT: the first one stops the relay in order and exits with 0, a second one ends the process at once.
 * Returns a signal that aborts at the first. Call it before anything large is loaded, which takes most of a second: without
 * a handler a signal kills the process, or does nothing at all if it is the first process of a container.
 */
function stopOnSignals(running: () => Running | undefined): AbortSignal {
  const stopping = new AbortController();
  const onSignal = (signal: NodeJS.Signals): void => {
    if (stopping.signal.aborted) process.exit(1);
    stopping.abort();
    const relay = running();
    // Nothing is acquired yet.
    if (!relay) process.exit(0);
    void stop(relay, signal);
  };
  process.on("SIGTERM", onSignal).on("SIGINT", onSignal);
  return stopping.signal;
}

async function stop({ log, acquired, built }: Running, signal: NodeJS.Signals): Promise<never> {
  log.info({ signal }, "relay.stopping");
  setTimeout(() => {
    log.warn({ deadlineMs: STOP_DEADLINE_MS }, "relay.stop_cut_off");
    process.exit(0);
  }, STOP_DEADLINE_MS).unref();
  const hurry = AbortSignal.timeout(STOP_BUDGET_MS);
  const isBuilt = built.catch(() => undefined);
  await withTimeout(isBuilt, { clock, timeoutMs: BUILD_GRACE_MS });
  await acquired.releaseAll(hurry);
  log.info({}, "relay.stopped");
  process.exit(0);
}

/** On an uncaught error, logs one line for the operator and exits with 1, which a supervisor notices. */
function endOnDefects(log: Logger): void {
  process.on("uncaughtException", (err) => {
    log.error({ err }, "relay.crashed");
    process.exit(1);
  });
}

/** Prints the problems and exits with 2. */
function refuse(problems: readonly string[]): never {
  for (const problem of problems) process.stderr.write(`pika-relay: ${problem}\n`);
  process.exit(2);
}

async function main(): Promise<void> {
  if (Number(process.versions.node.split(".")[0]) < NODE_MAJOR)
    refuse([
      `Node.js ${process.versions.node} is too old: start with "npm start", which brings Node.js ${NODE_MAJOR}, or install that`,
    ]);
  let running: Running | undefined;
  const stopping = stopOnSignals(() => running);
  try {
    const { parseConfig } = await import("./config/config.ts");
    const { tokensOf } = await import("./config/source-settings.ts");
    const { loadKnownSources } = await import("./job-sources.ts");
    const { createLogger } = await import("./adapters/pino/logger.ts");
    if (existsSync(".env")) process.loadEnvFile(".env");
    const known = await loadKnownSources(process.env);
    const definitions = known.map(({ definition }) => definition);
    const config = parseConfig(process.env, definitions);
    const secrets = [
      ...tokensOf(definitions, config.sources),
      config.discord?.token,
      config.slack?.botToken,
      config.slack?.appToken,
    ];
    const log = createLogger({
      level: config.logLevel,
      secrets: secrets.filter((secret) => secret !== undefined),
      readable: process.stdout.isTTY,
    });
    endOnDefects(log);
    const acquired = new ReleaseStack({ clock, log });
    const built = build({ config, known, log }, acquired);
    running = { log, acquired, built };
    try {
      const app = await built;
      if (!stopping.aborted) await app.start();
    } catch (error) {
      await acquired.releaseAll();
      throw error;
    }
  } catch (error) {
    // A stop during the start ends the process itself, so a failure of the start does not matter.
    if (stopping.aborted) return;
    if (error instanceof ConfigError) refuse(error.problems);
    throw error;
  }
}

await main();
