import { randomUUID } from "node:crypto";
import { createFollowing } from "../../src/app/create-following.ts";
import { createMedia } from "../../src/app/create-media.ts";
import { createPartition } from "../../src/app/partition/create-partition.ts";
import { EVERYTHING } from "../../src/app/partition/scope.ts";
import { createUseCaseDeps } from "../../src/app/create-use-case-deps.ts";
import type { ChannelRef } from "../../src/core/channel/channel-ref.ts";
import type { ChannelSettings } from "../../src/core/channel/channel-settings.ts";
import type { Quotas } from "../../src/core/channel/quotas.ts";
import { markDelivered, markDiscarded, type Follow } from "../../src/core/follow/follow.ts";
import type { DiscardReason } from "../../src/core/follow/discard-reason.ts";
import type { JobSource } from "../../src/core/ports/job-source.ts";
import type { RetryPolicy } from "../../src/core/follow/retry-intent.ts";
import { RetryIntents } from "../../src/services/requests/retry-intents.ts";
import type { Asker } from "../../src/services/requests/asker.ts";
import { DeliveryLimits } from "../../src/services/delivery/delivery-limits.ts";
import { FakeClock, settle } from "./fakes/fake-clock.ts";
import { FakeJobSource } from "./fakes/fake-job-source.ts";
import { createFakeLogger } from "./fakes/fake-logger.ts";
import { FakeMediaFetcher } from "./fakes/fake-media.ts";
import { FakePlatformAdapter } from "./fakes/fake-platform.ts";
import { createFakeStore, type FakeStore } from "./fakes/fake-store.ts";
import { aSettledFollow, DISCORD_CHANNEL } from "./follows.ts";
import { PLENTY, USUAL_POLL } from "./limits.ts";

/** What a test of a use case wants to be different. */
export interface UseCaseOptions {
  /** What an earlier process has stored. */
  readonly follows?: readonly Follow[];
  readonly settings?: readonly ChannelSettings[];
  readonly quotas?: Partial<Quotas>;
  readonly retry?: RetryPolicy;
  readonly isAllowed?: (channel: ChannelRef) => boolean;
  /** Beside the usual one. */
  readonly moreSources?: readonly JobSource[];
  /** Shared with other processes. Default: a store of this process alone that holds `follows` and `settings`. */
  readonly store?: FakeStore;
}

const random = (): number => 0;

/**
 * The dependencies of every use case, on fakes of the ports, with the stored follows read. `events` notes what the
 * registry announces. No delivery runs, so a settled follow stays settled.
 */
export async function startUseCases(options: UseCaseOptions = {}) {
  const { retry = "requesters", isAllowed = () => true, moreSources = [] } = options;
  const clock = new FakeClock();
  const log = createFakeLogger();
  const store = options.store ?? createFakeStore(options.follows, options.settings);
  const api = new FakeJobSource();
  const discord = new FakePlatformAdapter();
  const slack = new FakePlatformAdapter({ platform: "slack" });
  const adapters = new Map([discord, slack].map((each) => [each.platform, each]));
  const platforms = { adapters, isAllowed };
  let ids = 0;
  const newId = options.store ? randomUUID : (): string => `new-${(ids += 1)}`;
  const quotas = { ...PLENTY, ...options.quotas };
  const shared = { poll: USUAL_POLL, quotas, retry, clock, log, newId };
  const appOptions = {
    ...shared,
    store,
    delivery: "post",
    random,
    digest: (text: string) => text,
    sources: [api, ...moreSources],
    media: new FakeMediaFetcher(),
    maxVideoBytes: 1_000_000,
  } as const;
  const following = createFollowing(appOptions, platforms);
  const partition = createPartition(appOptions, {
    following,
    platforms,
    media: createMedia(appOptions, following, {
      pollJob: async () => undefined,
      awaiting: () => [],
    }),
    limits: new DeliveryLimits(),
    scope: EVERYTHING,
  });
  const { registry } = following;
  const { queue } = partition;
  const intents = options.store
    ? new RetryIntents({ ...following, ...partition, clock, log, random, isShared: true })
    : partition.intents;
  const deps = createUseCaseDeps(shared, {
    following,
    asks: { ...partition, intents },
    platforms,
    stopSignal: new AbortController().signal,
  });
  const events: string[] = [];
  for (const event of ["settled", "restored", "changed", "closed"] as const)
    registry.events.on(event, ({ id }) => events.push(`${event} ${id}`));
  await following.settings.load();
  await registry.load();
  await queue.start();
  /** Lets a request go on until it waits for nothing but people. */
  const run = async <T>(result: Promise<T>): Promise<T> => {
    await clock.advance(100);
    await settle();
    return result;
  };
  return { deps, partition, clock, log, store, api, discord, events, intents, run };
}

/** A person in the usual channel who may do everything there but manage it. */
export function anAsker(changes: Partial<Asker> = {}): Asker {
  return {
    channel: DISCORD_CHANNEL,
    userId: "ann",
    locale: "en",
    canManageChannel: async () => false,
    checkAccess: async () => ({ ok: true }),
    checkSharing: async () => ({ kind: "no-channel" }),
    ...changes,
  };
}

/** Places that are not the usual channel, although they share ids with it. */
export const OTHER_PLACES: readonly { readonly place: string; readonly channel: ChannelRef }[] = [
  { place: "another channel", channel: { ...DISCORD_CHANNEL, channel: "c2" } },
  { place: "another server", channel: { ...DISCORD_CHANNEL, workspace: "g2" } },
  { place: "another platform", channel: { ...DISCORD_CHANNEL, platform: "slack" } },
];

/** When the fake clock starts: a follow that ended then has not expired. */
const NOW = new FakeClock().now();

/** A follow whose result is in its channel. */
export const aDeliveredFollow = (changes: Partial<Follow> = {}): Follow =>
  markDelivered(aSettledFollow({ kind: "completed", attachments: [] }, changes), { id: "m9" }, NOW);

/** A follow whose result could not be posted. */
export const aDiscardedFollow = (
  changes: Partial<Follow> = {},
  reason: DiscardReason = "forbidden",
): Follow =>
  markDiscarded(aSettledFollow({ kind: "completed", attachments: [] }, changes), reason, NOW);

/** A follow of a job that the API offers to run again. */
export const aRetryableFollow = (changes: Partial<Follow> = {}): Follow =>
  aDeliveredFollow({ job: { status: "completed", isRetryable: true }, ...changes });
