import type { ChannelRef } from "../../src/core/channel/channel-ref.ts";
import { PlatformError } from "../../src/core/errors.ts";
import { followKey, type Follow } from "../../src/core/follow/follow.ts";
import type { LocalizedText } from "../../src/core/localized-text.ts";
import type { StatusPost } from "../../src/core/ports/platform.ts";
import { FollowArchive } from "../../src/services/following/follow-archive.ts";
import { MemoryFollowIndex } from "../../src/services/following/indexing/memory-follow-index.ts";
import { FollowRegistry } from "../../src/services/following/follow-registry.ts";
import { StatusMessages } from "../../src/services/status/status-messages.ts";
import { StatusPace } from "../../src/services/status/status-pace.ts";
import { FakeClock } from "./fakes/fake-clock.ts";
import { createFakeLogger } from "./fakes/fake-logger.ts";
import { FakePlatformAdapter } from "./fakes/fake-platform.ts";
import { createFakeStore } from "./fakes/fake-store.ts";
import { aFollow } from "./follows.ts";

/** What a test of the status messages wants to be different. */
export interface StatusOptions {
  /** What an earlier process has stored. */
  readonly follows?: readonly Follow[];
  readonly isAllowed?: (channel: ChannelRef) => boolean;
  readonly delayReasonOf?: (follow: Follow) => LocalizedText | undefined;
}

/** The options of what shows status messages, on fakes of the ports, with the stored follows read. */
export async function startStatus({
  follows = [],
  isAllowed = () => true,
  delayReasonOf = () => undefined,
}: StatusOptions = {}) {
  const clock = new FakeClock();
  const log = createFakeLogger();
  const store = createFakeStore(follows);
  const discord = new RecordingPlatform();
  const archive = new FollowArchive({ clock });
  const registry = new FollowRegistry(store.follows, {
    archive,
    index: new MemoryFollowIndex({ clock }),
    isAllowed: () => true,
    log,
  });
  await registry.load();
  const options = {
    registry,
    adapters: new Map([["discord", discord]]),
    clock,
    log,
    nameOf: async ({ jobId }: Follow) => jobId,
    delayReasonOf,
    digest: (text: string) => text,
    isAllowed,
  };
  return { options, registry, store, discord, clock, log };
}

/** Notes how status messages are asked for. */
class RecordingPlatform extends FakePlatformAdapter {
  /** Every status message that was to be posted, with what is known of earlier attempts. */
  readonly wanted: Pick<StatusPost, "key" | "jobId" | "mayAlreadyExist" | "checkpoint">[] = [];

  override async postStatus(post: StatusPost) {
    const { key, jobId, mayAlreadyExist, checkpoint } = post;
    this.wanted.push({ key, jobId, mayAlreadyExist, ...(checkpoint && { checkpoint }) });
    return super.postStatus(post);
  }
}

/** What stays unaborted. */
export const unhurried = new AbortController().signal;

/** A follow of a job that runs. */
export const RUNNING = aFollow({
  createdAt: new FakeClock().now(),
  job: { status: "progress", percent: 10 },
});
/** An answer of a platform that is lost: the request may have taken effect. */
export const LOST_ANSWER = new PlatformError("unavailable", "no answer");
/** A message that was deleted. */
export const GONE = new PlatformError("message_lost", "the message is gone");

/** Status messages of {@link RUNNING}, or of the follows given. */
export async function startMessages(options: StatusOptions = {}) {
  const started = await startStatus({ follows: [RUNNING], ...options });
  const { registry } = started;
  const pace = new StatusPace(started.clock);
  const messages = new StatusMessages({ ...started.options, pace });
  const key = followKey(RUNNING);
  const change = async (changes: Partial<Follow>) =>
    registry.update(key, (current) => ({ ...current, ...changes }));
  const show = async (of = key): Promise<void> => messages.show(of, unhurried);
  return { ...started, messages, pace, change, show };
}

/** As {@link startMessages}, with a message in the channel; `shown` is its follow. */
export async function startShown(options: StatusOptions = {}) {
  const started = await startMessages(options);
  await started.show();
  const shown = await started.registry.get(followKey(RUNNING));
  if (!shown) throw new Error("there is no follow");
  return { ...started, shown };
}
