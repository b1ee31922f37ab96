import type { ChannelRef } from "../../core/channel/channel-ref.ts";
import type { JobTarget, ShareResult } from "../../core/command-context.ts";
import { followFields, followKey, type Follow } from "../../core/follow/follow.ts";
import { createShare } from "../../core/follow/create-follow.ts";
import type { SharingAccess } from "../../core/invocation.ts";
import { isJobsEnd } from "../../core/job/outcome.ts";
import type { Clock } from "../../core/ports/clock.ts";
import type { Logger } from "../../core/ports/logger.ts";
import { localized } from "../../messages/translator.ts";
import type { FollowFinder } from "../following/follow-finder.ts";
import type { FollowRegistry } from "../following/follow-registry.ts";
import type { KeyedLock } from "../runtime/keyed-lock.ts";
import type { Asker } from "./asker.ts";

/** A request to post a result of the person's channel in another channel, too. */
export interface ShareRequest extends Pick<Asker, "channel" | "userId" | "checkSharing"> {
  readonly target: JobTarget;
  /** The platform's id of the other channel. */
  readonly channelId: string;
}

/** Dependencies of {@link shareResult}. */
export interface ShareResultDeps {
  readonly registry: FollowRegistry;
  /** Finds the follow, in the person's own channel only. */
  readonly finder: FollowFinder;
  readonly clock: Clock;
  readonly log: Logger;
  /** Returns a globally unique id. */
  readonly newId: () => string;
  /** Held under a follow's key while a command handles it. */
  readonly commandLock: KeyedLock;
  /** Held under the key of the new follow while it is stored, so that two simultaneous requests share a result once. */
  readonly shareLock: KeyedLock;
  /** Whether the relay may be used in a channel. */
  readonly isAllowed: (channel: ChannelRef) => boolean;
}

/**
 * `/pika-share` and the button "Share…": stores a settled follow of the other channel, so that the result is delivered there,
 * too, and pings no one. Resolves with the result. Rejects with a StoreError, or with a PlatformError if the platform
 * cannot tell who may post in that channel.
 */
export async function shareResult(
  deps: ShareResultDeps,
  { target, channel, channelId, userId, checkSharing }: ShareRequest,
): Promise<ShareResult> {
  const source = await deps.finder.find(channel, target);
  if (!source) return { kind: "not-found" };
  const { jobId, outcome } = source;
  if (!outcome) return { kind: "running", jobId, channelId };
  if (!isJobsEnd(outcome)) return { kind: "not-found" };
  if (channelId === channel.channel) return { kind: "here", jobId, channelId };
  const access = await checkSharing(channelId);
  switch (access.kind) {
    case "no-channel":
      return { kind: "no-channel" };
    case "person-may-not":
      return { kind: "person-may-not", channelId };
    case "relay-may-not":
      return { kind: "relay-may-not", channelId, problem: access.problem };
    case "ok":
      return store(deps, source, { ...access, sharedBy: userId });
  }
}

async function store(
  { registry, commandLock, shareLock, clock, log, newId, isAllowed }: ShareResultDeps,
  shared: Follow,
  {
    channel,
    uploadLimitBytes,
    sharedBy,
  }: Extract<SharingAccess, { kind: "ok" }> & { readonly sharedBy: string },
): Promise<ShareResult> {
  const { jobId, locale } = shared;
  const channelId = channel.channel;
  const key = followKey({
    ...shared,
    origin: "share",
    channel: await registry.addressOf(channel, shared),
  });
  if (!isAllowed(channel))
    return { kind: "relay-may-not", channelId, problem: localized("answer.not-allowed-here") };
  // A command may have just stored a follow there, and may withdraw it after the first poll: wait for that command.
  if ((await registry.get(key))?.state === "pending") await commandLock.run(key, async () => {});
  return shareLock.run(key, async () => {
    const there = await registry.ofKey(key);
    if (there && hasResult(there)) return { kind: "already", jobId, channelId };
    const target = { id: newId(), channel, sharedBy, uploadLimitBytes, locale };
    const follow = createShare(shared, { ...target, settledAt: clock.now() });
    // Another process may have shared it since.
    const insertion = await registry.insert(follow, (ended) => !hasResult(ended));
    if (!insertion) return { kind: "already", jobId, channelId };
    log.info({ ...followFields(follow), userId: sharedBy }, "follow.shared");
    return { kind: "shared", jobId, channelId };
  });
}

/** Whether a channel has the result already, or will get it. */
const hasResult = ({ state, outcome }: Follow): boolean =>
  state === "pending" || (state !== "discarded" && outcome !== undefined && isJobsEnd(outcome));
