import { commands } from "../../../commands/index.ts";
import type { DiscordAdapter } from "../../../src/adapters/discord/adapter.ts";
import { createApp } from "../../../src/app/create-app.ts";
import type { AllowList } from "../../../src/core/channel/allow-list.ts";
import type { ChannelSettings, Delivery } from "../../../src/core/channel/channel-settings.ts";
import type { UnsafePolicy } from "../../../src/core/job/unsafe-policy.ts";
import type { Follow } from "../../../src/core/follow/follow.ts";
import type { ModelDurations } from "../../../src/core/job/model-durations.ts";
import type { Service } from "../../../src/core/ports/service.ts";
import type { DiscordSandbox } from "../../../sandbox/discord/discord-sandbox.ts";
import { systemClock } from "../../../src/adapters/node/system-clock.ts";
import { FakeClock } from "../fakes/fake-clock.ts";
import { FakeJobSource } from "../fakes/fake-job-source.ts";
import { createFakeLogger, type FakeLogger } from "../fakes/fake-logger.ts";
import { FakeMediaFetcher, mp4Bytes } from "../fakes/fake-media.ts";
import { createFakeStore, type FakeStore } from "../fakes/fake-store.ts";
import { aJob } from "../follows.ts";
import { EVERYWHERE } from "../limits.ts";
import { adapterFor, sendByHttp } from "./connected.ts";
import { COMMON_APP_OPTIONS } from "../test-relay.ts";

/** Where the video of every job is. */
export const VIDEO = "https://cdn.example/video.mp4";

/** The relay with the real adapter on a stand-in; everything else is a fake. */
export interface DiscordRelay {
  readonly app: Service;
  readonly adapter: DiscordAdapter;
  /** The services' time; the adapter's is real. */
  readonly clock: FakeClock;
  readonly store: FakeStore;
  readonly api: FakeJobSource;
  readonly media: FakeMediaFetcher;
  readonly log: FakeLogger;
}

/** What a test wants to be different. */
export interface DiscordRelayOptions {
  /** An earlier process's; their jobs run. */
  readonly follows?: Follow[];
  readonly settings?: ChannelSettings[];
  readonly durations?: readonly ModelDurations[];
  readonly allowed?: Partial<AllowList>;
  /** Job APIs besides Pika's. */
  readonly moreSources?: readonly FakeJobSource[];
  readonly delivery?: Delivery;
  readonly unsafe?: UnsafePolicy;
  /** Commands arrive by HTTP, not over the gateway. */
  readonly byHttp?: boolean;
}

/** Starts it. */
export async function startDiscordRelay(
  discord: DiscordSandbox,
  options: DiscordRelayOptions = {},
): Promise<DiscordRelay> {
  const { follows = [], settings = [], allowed, moreSources = [] } = options;
  const clock = new FakeClock();
  const store = createFakeStore(follows, settings, options.durations);
  const api = new FakeJobSource();
  const media = new FakeMediaFetcher().script(VIDEO, { bytes: mp4Bytes() });
  const log = createFakeLogger();
  api.answerList({ kind: "jobs", jobIds: [] });
  for (const { jobId } of follows)
    api.answer(jobId, { kind: "job", job: aJob("running", { jobId }) });
  let ids = 0;
  const adapters: DiscordAdapter[] = [];
  const app = createApp({
    ...COMMON_APP_OPTIONS,
    allowed: { ...EVERYWHERE, ...allowed },
    delivery: options.delivery ?? "post",
    unsafe: options.unsafe,
    sources: [api, ...moreSources],
    store,
    media,
    clock,
    log,
    newId: () => `new-${(ids += 1)}`,
    createAdapters: (handlers, onConnection) => {
      const adapter = adapterFor(discord, {
        commands,
        handlers,
        onConnection,
        log,
        clock: systemClock,
        ...(options.byHttp && { publicKey: discord.publicKey }),
      });
      adapters.push(adapter);
      return adapters;
    },
  });
  await app.start();
  if (options.byHttp) await sendByHttp(discord, adapters[0]!);
  return { app, adapter: adapters[0]!, clock, store, api, media, log };
}
