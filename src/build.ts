import { createHash, randomUUID } from "node:crypto";
import { tmpdir } from "node:os";
import type { AppOptions, Processes } from "./app/app-options.ts";
import type { Config } from "./config/config.ts";
import type { Clock } from "./core/ports/clock.ts";
import type { JobSource } from "./core/ports/job-source.ts";
import type { Logger } from "./core/ports/logger.ts";
import type { ProcessQueue } from "./core/ports/processes/process-queue.ts";
import type { Partitions } from "./core/ports/processes/partitions.ts";
import type { MediaBucket } from "./core/ports/media-bucket.ts";
import type { Transcoder } from "./core/ports/media.ts";
import type { Service } from "./core/ports/service.ts";
import { loadUnusedPresets, type KnownSource } from "./job-sources.ts";
import { loadPlatforms } from "./load-platforms.ts";
import { openStore } from "./load-store.ts";
import type { SourceDefinition } from "./core/ports/source-definition.ts";
import type { ReleaseStack } from "./services/runtime/release-stack.ts";

/** Options of {@link build}. */
export interface BuildOptions {
  readonly config: Config;
  /** All job APIs but the presets that are not switched on. */
  readonly known: readonly KnownSource[];
  /** The directories in which programs are looked for, as in `PATH`. */
  readonly programPath: string;
  /** How long the release of each part may take, in milliseconds from the beginning of the stop. */
  readonly stopBudgetMs: number;
  /** Aborts at a stop. */
  readonly stopping: AbortSignal;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Builds the relay. Pushes what it acquires onto `acquired`, so that the caller can release it if a later step fails. */
export async function build(options: BuildOptions, acquired: ReleaseStack): Promise<Service> {
  const { config, stopBudgetMs: byMs, clock, log } = options;
  const transcoder = await loadTranscoder(options);
  // Opened before the platforms are loaded, so that a second process on the same store fails at once.
  const { store, queue } = await openStore(options, acquired);
  const processes = queue && joinProcesses(queue, config);
  const spool = await loadSpool(config);
  const bucket = await loadBucket(options);
  if (bucket) acquired.push({ name: "bucket", byMs, run: () => bucket.close() });
  const { actions, createCommands } = await import("../commands/index.ts");
  const isPikaAlone = config.sources.every(({ name }) => name === "pika");
  const commands = createCommands({ isPikaAlone });
  const { mayAct } = processes ?? {};
  const loading = { commands, store, claims: processes && store.claims, mayAct, log, clock };
  const factories = await loadPlatforms(config, loading);
  const { createApp } = await import("./app/create-app.ts");
  const sources = await loadSources(options);
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
    processes,
    media: createMediaFetcher({ allowedHosts: config.media.allowedHosts, clock, log }),
    spool,
    bucket,
    ...(transcoder && { transcoder }),
    clock,
    log,
    random: Math.random,
    newId: randomUUID,
    digest: (text) => createHash("sha256").update(text).digest("base64url").slice(0, 16),
    createAdapters: (handlers, onConnection) =>
      factories.map((create) => create(handlers, onConnection)),
    ...(await loadHttp(options)),
  });
  acquired.push({ name: "relay", byMs, run: (signal) => app.stop(signal) });
  return app;
}

function joinProcesses(
  queue: ProcessQueue,
  { role }: Config,
): Processes & { readonly mayAct: () => boolean } {
  let partitions: Partitions | undefined;
  return {
    ...queue,
    role,
    createPartitions: (work) => (partitions = queue.createPartitions(work)),
    mayAct: () => partitions?.mayAct() ?? true,
  };
}

/** Only the code of the enabled job APIs is loaded. */
async function loadSources({
  config,
  known,
  clock,
  log,
}: BuildOptions): Promise<Pick<AppOptions, "sources" | "loadDisabledSources">> {
  const { createUndiciApiClient } = await import("./adapters/undici/api-client.ts");
  const { switchesOf } = await import("./config/source-settings.ts");
  const createClient = (baseUrl: string) => createUndiciApiClient({ baseUrl, clock, log });
  const sources: JobSource[] = [];
  const disabled: SourceDefinition[] = [];
  for (const { definition, load } of known) {
    const enabled = config.sources.find(({ name }) => name === definition.name);
    if (enabled) sources.push((await load())({ values: enabled.values, createClient }));
    else disabled.push(definition);
  }
  const names = config.sources.map(({ name }) => name);
  return {
    sources,
    loadDisabledSources: async () =>
      [...disabled, ...(await loadUnusedPresets(names))].map((definition) => {
        const { name, displayName, recognise } = definition;
        return { name, displayName, recognise, variables: switchesOf(definition) };
      }),
  };
}

/**
 * Resolves with `undefined` if smaller copies are off. Rejects with a ConfigError if a program is missing, so that this shows
 * at the start and not at the first large video.
 */
async function loadTranscoder({
  config,
  programPath,
  log,
}: BuildOptions): Promise<Transcoder | undefined> {
  if (!config.media.transcode) return undefined;
  const { findFfmpeg } = await import("./adapters/ffmpeg/find-ffmpeg.ts");
  const programs = await findFfmpeg(programPath);
  const { createFfmpegTranscoder } = await import("./adapters/ffmpeg/transcoder.ts");
  const { createTemporaryFile } = await import("./adapters/media/temporary-file.ts");
  return createFfmpegTranscoder({
    programs,
    createTemporaryFile: () => createTemporaryFile(tmpdir()),
    log,
  });
}

/** Resolves with `undefined` if no files are kept. */
async function loadSpool({ media }: Config): Promise<AppOptions["spool"]> {
  if (media.spoolDirectory === undefined) return undefined;
  const { openSpoolDirectory } = await import("./adapters/media/spool-directory.ts");
  return openSpoolDirectory(media.spoolDirectory);
}

/** Resolves with `undefined` if kept files are not shared. */
async function loadBucket({ config, clock }: BuildOptions): Promise<MediaBucket | undefined> {
  if (!config.media.bucket) return undefined;
  const { S3MediaBucket } = await import("./adapters/s3/media-bucket.ts");
  return new S3MediaBucket(config.media.bucket, clock);
}

/** Resolves with nothing if the relay answers nothing over HTTP: then the server's packages are not loaded. */
async function loadHttp({
  config: { http },
  clock,
  log,
}: BuildOptions): Promise<Pick<AppOptions, "createHttpServer" | "metrics">> {
  if (!http) return {};
  const { HttpServer } = await import("./adapters/http/server.ts");
  const { PrometheusMetrics } = await import("./adapters/prometheus/metrics.ts");
  const metrics = new PrometheusMetrics({ clock, log });
  return {
    metrics,
    createHttpServer: (endpoints) =>
      new HttpServer({ ...http, endpoints: [metrics.endpoint, ...endpoints], log }),
  };
}
