import type { Delivery } from "../../src/core/channel/channel-settings.ts";
import type { Follow } from "../../src/core/follow/follow.ts";

import { DeliveryAttempts } from "../../src/services/delivery/delivery-attempts.ts";
import { DeliveryLimits } from "../../src/services/delivery/delivery-limits.ts";
import { DeliveryProgress } from "../../src/services/delivery/delivery-progress.ts";
import { DirectMessageFallback } from "../../src/services/delivery/direct-message-fallback.ts";
import { MediaCollector } from "../../src/services/delivery/media/media-collector.ts";
import { ResultSender } from "../../src/services/delivery/result-sender.ts";
import { FollowArchive } from "../../src/services/following/follow-archive.ts";
import { MemoryFollowIndex } from "../../src/services/following/indexing/memory-follow-index.ts";
import { FollowRegistry } from "../../src/services/following/follow-registry.ts";
import { StatusUpdater } from "../../src/services/status/status-updater.ts";
import { FakeClock } from "./fakes/fake-clock.ts";
import { createFakeLogger } from "./fakes/fake-logger.ts";
import { FakeMediaFetcher } from "./fakes/fake-media.ts";
import { FakePlatformAdapter } from "./fakes/fake-platform.ts";
import { createFakeStore } from "./fakes/fake-store.ts";

/** The real classes that deliver one follow, on a fake platform, fake media and a fake store. */
export async function startDelivery(
  follow: Follow,
  { store = createFakeStore([follow]), discord = new FakePlatformAdapter() } = {},
) {
  const clock = new FakeClock();
  const log = createFakeLogger();
  const settings: { delivery: Delivery; isAllowed: boolean } = {
    delivery: "post",
    isAllowed: true,
  };
  /** What a test lets happen at a certain moment: before a write, or while the job API is asked for fresh links. */
  const hooks: { beforeWrite?: (next: Follow) => void; onPoll?: () => Promise<void> } = {};
  store.beforeWrite = (next) => hooks.beforeWrite?.(next);
  const registry = new FollowRegistry(store.follows, {
    archive: new FollowArchive({ clock }),
    index: new MemoryFollowIndex({ clock }),
    log,
    isAllowed: () => true,
  });
  await registry.load();
  const media = new FakeMediaFetcher();
  const progress = new DeliveryProgress(clock);
  const limits = new DeliveryLimits();
  const shared = {
    registry,
    adapters: new Map([["discord", discord]]),
    nameOf: async () => "the job",
    isAllowed: () => settings.isAllowed,
    clock,
    log,
    random: () => 0,
  };
  const statusUpdater = new StatusUpdater({
    ...shared,
    delayReasonOf: (each) => progress.of(each).delayReason,
    digest: (text) => text,
  });
  const pollJob = async () => {
    await hooks.onPoll?.();
    return undefined;
  };
  const collector = new MediaCollector({ media, maxBytes: 1_000_000, pollJob });
  const sender = new ResultSender({
    ...shared,
    collector,
    statusUpdater,
    unsafe: "spoiler",
    personalSettings: { isPinged: () => true },
    progress,
  });
  const attempts = new DeliveryAttempts({
    ...shared,
    sender,
    statusUpdater,
    progress,
    limits,
    deliveryOf: () => ({ delivery: settings.delivery }),
    isNotified: () => true,
    fallback: new DirectMessageFallback(shared),
  });
  progress.begin(follow);
  return {
    attempts,
    clock,
    discord,
    hooks,
    limits,
    log,
    media,
    progress,
    registry,
    sender,
    settings,
    store,
    stored: () => store.all().find(({ id }) => id === follow.id),
  };
}
