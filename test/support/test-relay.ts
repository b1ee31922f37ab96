import { actions, commands } from "../../commands/index.ts";
import type { AppOptions } from "../../src/app/app-options.ts";
import { createApp } from "../../src/app/create-app.ts";
import type { Delivery } from "../../src/core/channel/channel-settings.ts";
import type { AllowList } from "../../src/core/channel/allow-list.ts";
import type { ChannelSettings } from "../../src/core/channel/channel-settings.ts";
import type { Follow } from "../../src/core/follow/follow.ts";
import type { ModelDurations } from "../../src/core/job/model-durations.ts";
import type { Clock } from "../../src/core/ports/clock.ts";
import type { JobSource } from "../../src/core/ports/job-source.ts";
import type { Service } from "../../src/core/ports/service.ts";
import type { MediaFetcher, Transcoder } from "../../src/core/ports/media.ts";
import type { UnsafePolicy } from "../../src/core/job/unsafe-policy.ts";
import type { RetryPolicy } from "../../src/core/follow/retry-intent.ts";
import type { Quotas } from "../../src/core/channel/quotas.ts";
import type { DisabledSource } from "../../src/services/runtime/sources/job-sources.ts";
import { FakeClock, settle } from "./fakes/fake-clock.ts";
import { createFakeStore, type FakeStore } from "./fakes/fake-store.ts";
import { digest } from "./digest.ts";
import { FakeJobSource } from "./fakes/fake-job-source.ts";
import { createFakeLogger } from "./fakes/fake-logger.ts";
import { FakeMediaFetcher } from "./fakes/fake-media.ts";
import { FakeSpool } from "./fakes/fake-spool.ts";
import { EVERYWHERE, PLENTY, USUAL_POLL } from "./limits.ts";
import type { FakeCommand } from "./fakes/fake-person.ts";
import { FakePlatformAdapter } from "./fakes/fake-platform.ts";
import { createSeveral, isSeveral } from "./several/create-several.ts";

/** The first interval of the relay under test. */
export const INTERVAL_MS = 15_000;

/** What relays under test have in common: everything is allowed, and nothing is left to chance. */
export const COMMON_APP_OPTIONS = {
  poll: USUAL_POLL,
  maxVideoBytes: 1_000_000,
  allowed: EVERYWHERE,
  quotas: PLENTY,
  commands,
  actions,
  delivery: "post",
  random: () => 0,
  digest: (text) => text,
} as const satisfies Partial<AppOptions>;

/** A relay on fakes of every port, on a clock that the test owns. */
export interface TestRelay {
  readonly app: Service;
  readonly clock: FakeClock;
  readonly store: FakeStore;
  readonly api: FakeJobSource;
  readonly media: FakeMediaFetcher;
  readonly spool: FakeSpool;
  readonly discord: FakePlatformAdapter;
  readonly slack: FakePlatformAdapter;
  readonly log: ReturnType<typeof createFakeLogger>;
  /** A person types `/pika-status`; resolves with the private answers, the command having had time to be handled. */
  readonly ask: (
    jobid: string,
    command?: Partial<FakeCommand> & { on?: "discord" | "slack" },
  ) => Promise<readonly string[]>;
}

/** Settings a test wants to be different. */
export interface TestRelayOptions {
  readonly follows?: readonly Follow[];
  readonly settings?: readonly ChannelSettings[];
  readonly durations?: readonly ModelDurations[];
  readonly store?: FakeStore;
  readonly maxPerSecond?: number;
  readonly concurrency?: number;
  readonly giveUpAfterMs?: number;
  readonly maxVideoBytes?: number;
  readonly maxDiskBytes?: number;
  readonly delivery?: Delivery;
  readonly transcoder?: Transcoder;
  readonly allowed?: Partial<AllowList>;
  readonly quotas?: Partial<Quotas>;
  readonly retry?: RetryPolicy;
  readonly unsafe?: UnsafePolicy;
  readonly metrics?: AppOptions["metrics"];
  readonly createHttpServer?: AppOptions["createHttpServer"];
  /** Joins processes that share the work. */
  readonly join?: (clock: Clock) => AppOptions["processes"];
  /** In the place of the fake one. */
  readonly jobApi?: JobSource;
  /** In the place of the fake one, which the relay has as `media` all the same. */
  readonly mediaFetcher?: MediaFetcher;
  /** Beside it. */
  readonly moreSources?: readonly JobSource[];
  readonly disabledSources?: readonly DisabledSource[];
  /** Of each source, by name, in milliseconds. */
  readonly minPollIntervalsMs?: Readonly<Record<string, number>>;
}

/** Starts a relay. */
export async function startTestRelay(options: TestRelayOptions = {}): Promise<TestRelay> {
  const clock = new FakeClock();
  const store =
    options.store ?? createFakeStore(options.follows, options.settings, options.durations);
  const api = new FakeJobSource();
  const media = new FakeMediaFetcher();
  const spool = new FakeSpool(clock);
  const log = createFakeLogger();
  const adapters: FakePlatformAdapter[] = [];
  let ids = 0;
  const appOptions: AppOptions = {
    ...COMMON_APP_OPTIONS,
    poll: {
      intervalMs: INTERVAL_MS,
      ...(options.minPollIntervalsMs && { minIntervalsMs: options.minPollIntervalsMs }),
      maxIntervalMs: 60_000,
      concurrency: options.concurrency ?? 1000,
      maxPerSecond: options.maxPerSecond ?? 100,
      giveUpAfterMs: options.giveUpAfterMs ?? 86_400_000,
    },
    maxVideoBytes: options.maxVideoBytes ?? 1_000_000,
    ...(options.maxDiskBytes !== undefined && { maxDiskBytes: options.maxDiskBytes }),
    allowed: { ...EVERYWHERE, ...options.allowed },
    quotas: { ...PLENTY, ...options.quotas },
    ...(options.retry && { retry: options.retry }),
    unsafe: options.unsafe,
    metrics: options.metrics,
    createHttpServer: options.createHttpServer,
    delivery: options.delivery ?? "post",
    sources: [options.jobApi ?? api, ...(options.moreSources ?? [])],
    loadDisabledSources: async () => options.disabledSources ?? [],
    store,
    media: options.mediaFetcher ?? media,
    spool,
    transcoder: options.transcoder,
    clock,
    log,
    newId: () => `follow-${(ids += 1)}`,
    digest,
    createAdapters: (handlers, onConnection) => {
      adapters.push(
        new FakePlatformAdapter({ platform: "discord", handlers, onConnection }),
        new FakePlatformAdapter({ platform: "slack", handlers, onConnection }),
      );
      return adapters;
    },
  };
  const processes = options.join?.(clock);
  const app =
    isSeveral() && !processes ? createSeveral(appOptions) : createApp({ ...appOptions, processes });
  await app.start();
  const [discord, slack] = adapters as [FakePlatformAdapter, FakePlatformAdapter];
  return {
    app,
    clock,
    store,
    api,
    media,
    spool,
    discord,
    slack,
    log,
    ask: async (jobid, { on = "discord", ...command } = {}) => {
      const platform = on === "discord" ? discord : slack;
      const answered = platform.invoke({ name: "pika-status", options: { jobid }, ...command });
      await clock.advance(100);
      await settle();
      return answered;
    },
  };
}
