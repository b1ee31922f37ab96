import { commands } from "../../../commands/index.ts";
import { createSlackAdapter } from "../../../src/adapters/slack/adapter.ts";
import { renderManifest } from "../../../src/adapters/slack/manifest.ts";
import { createApp } from "../../../src/app/create-app.ts";
import type { AllowList } from "../../../src/core/channel/allow-list.ts";
import type { ChannelSettings, Delivery } from "../../../src/core/channel/channel-settings.ts";
import type { UnsafePolicy } from "../../../src/core/job/unsafe-policy.ts";
import type { Follow } from "../../../src/core/follow/follow.ts";
import type { Clock } from "../../../src/core/ports/clock.ts";
import type { ModelDurations } from "../../../src/core/job/model-durations.ts";
import type { SlackSandbox, SlackSandboxOptions } from "../../../sandbox/slack/slack-sandbox.ts";
import { createSlackSandbox } from "../../../sandbox/slack/create-slack-sandbox.ts";
import { createHurriedClock, sendByHttp, SIGNING_SECRET } from "./workspace.ts";
import { FakeJobSource } from "../fakes/fake-job-source.ts";
import { createFakeLogger } from "../fakes/fake-logger.ts";
import { FakeMediaFetcher } from "../fakes/fake-media.ts";
import { createFakeStore, type FakeStore } from "../fakes/fake-store.ts";
import { EVERYWHERE } from "../limits.ts";
import { COMMON_APP_OPTIONS } from "../test-relay.ts";

/** A relay whose Slack side is the real adapter in a stand-in workspace; everything else is a fake. */
export interface SlackRelay extends AsyncDisposable {
  readonly slack: SlackSandbox;
  readonly store: FakeStore;
  readonly api: FakeJobSource;
  readonly media: FakeMediaFetcher;
  readonly clock: Clock;
  readonly log: ReturnType<typeof createFakeLogger>;
  /** Resolves after so much of the relay's own time. */
  readonly pass: (delayMs: number) => Promise<void>;
}

/** What a test wants to be different. */
export interface SlackRelayOptions {
  readonly sandbox?: SlackSandboxOptions;
  /** How much faster than real time the relay's clock runs. Default 600: ten minutes take a second. */
  readonly speed?: number;
  readonly allowed?: (slack: SlackSandbox) => Partial<AllowList>;
  /** What an earlier process left in the store. */
  readonly follows?: (slack: SlackSandbox) => readonly Follow[];
  /** Job APIs besides Pika's. */
  readonly moreSources?: readonly FakeJobSource[];
  readonly settings?: (slack: SlackSandbox) => readonly ChannelSettings[];
  readonly delivery?: Delivery;
  readonly unsafe?: UnsafePolicy;
  readonly durations?: readonly ModelDurations[];
  /** Whether events come by HTTP. Default: over Socket Mode. */
  readonly overHttp?: boolean;
}

const DEFAULT_SPEED = 600;

/** Starts it. Disposing of it throws if the adapter sent something that the real Slack would refuse. */
export async function startSlackRelay(options: SlackRelayOptions = {}): Promise<SlackRelay> {
  const manifest = renderManifest(commands);
  const slack = await createSlackSandbox({ manifest, shareDelayMs: 0, ...options.sandbox });
  const clock = createHurriedClock(options.speed ?? DEFAULT_SPEED);
  const store = createFakeStore(
    options.follows?.(slack),
    options.settings?.(slack),
    options.durations,
  );
  const api = new FakeJobSource();
  const media = new FakeMediaFetcher();
  const log = createFakeLogger();
  let ids = 0;
  const app = createApp({
    ...COMMON_APP_OPTIONS,
    allowed: { ...EVERYWHERE, ...options.allowed?.(slack) },
    delivery: options.delivery ?? "post",
    unsafe: options.unsafe,
    sources: [api, ...(options.moreSources ?? [])],
    store,
    media,
    clock,
    log,
    newId: () => `follow-${(ids += 1)}`,
    createAdapters: (handlers, onConnection) => {
      const common = { apiUrl: slack.apiUrl, commands, handlers, onConnection, log, clock };
      const { overHttp = false } = options;
      const adapter = createSlackAdapter({
        botToken: slack.botToken,
        ...(overHttp ? { signingSecret: SIGNING_SECRET } : { appToken: slack.appToken }),
        ...common,
      });
      if (overHttp) sendByHttp(slack, adapter, clock);
      return [adapter];
    },
  });
  await app.start();
  return {
    slack,
    store,
    api,
    media,
    clock,
    log,
    pass: (delayMs) => new Promise((resolve) => void clock.setTimer(delayMs, resolve)),
    async [Symbol.asyncDispose]() {
      await app.stop();
      await slack.close();
      const violations = slack.violations.map(({ method, kind, detail }) => [method, kind, detail]);
      if (violations.length > 0) throw new Error(`against Slack: ${JSON.stringify(violations)}`);
    },
  };
}
