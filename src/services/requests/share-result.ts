import type { ShareResult } from "../../core/command-context.ts";
import { createShare, followFields, followKey, type Follow } from "../../core/follow/follow.ts";
import type { ChannelRef } from "../../core/channel/channel-ref.ts";
import type { SharingAccess } from "../../core/invocation.ts";
import type { Clock } from "../../core/ports/clock.ts";
import type { Logger } from "../../core/ports/logger.ts";
import { localized } from "../../messages/translator.ts";
import type { FollowFinder } from "../following/follow-finder.ts";
import type { FollowRegistry } from "../following/follow-registry.ts";
import type { JobRequest } from "./forget-job.ts";
import { KeyedLock } from "../runtime/keyed-lock.ts";

/** A person who wants a result in another channel. */
export interface ShareRequest extends Omit<JobRequest, "canManageChannel"> {
  readonly channelId: string;
  readonly checkSharing: (channelId: string) => Promise<SharingAccess>;
}

/** Options of {@link ShareResults}. */
export interface ShareResultsOptions {
  readonly registry: FollowRegistry;
  readonly finder: FollowFinder;
  readonly clock: Clock;
  readonly log: Logger;
  readonly newId: () => string;
  /** Held by a follow's key while a command is about it. */
  readonly commandLock: KeyedLock;
  readonly isAllowed: (channel: ChannelRef) => boolean;
}

/** The use case behind `/pika-share`: a result goes to another channel the way it came to this one, and pings nobody. */
export class ShareResults {
  readonly #options: ShareResultsOptions;
  readonly #lock = new KeyedLock();

  constructor(options: ShareResultsOptions) {
    this.#options = options;
  }

  /** Rejects with a StoreError, or a PlatformError where the platform cannot tell who may post where. */
  async share({ target, channel, channelId, userId, ...ask }: ShareRequest): Promise<ShareResult> {
    const source = await this.#options.finder.find(channel, target);
    if (!source) return { kind: "not-found" };
    const { jobId, outcome } = source;
    if (!outcome) return { kind: "running", jobId, channelId };
    if (!SHAREABLE.has(outcome.kind)) return { kind: "not-found" };
    if (channelId === channel.channel) return { kind: "here", jobId, channelId };
    const access = await ask.checkSharing(channelId);
    switch (access.kind) {
      case "no-channel":
        return { kind: "no-channel" };
      case "person-may-not":
        return { kind: "person-may-not", channelId };
      case "relay-may-not":
        return { kind: "relay-may-not", channelId, problem: access.problem };
      case "ok":
        return this.#store(source, access, userId);
    }
  }

  async #store(
    source: Follow,
    { channel, uploadLimitBytes }: Extract<SharingAccess, { kind: "ok" }>,
    sharedBy: string,
  ): Promise<ShareResult> {
    const { registry, commandLock, clock, log, newId, isAllowed } = this.#options;
    const { jobId, api, locale } = source;
    const channelId = channel.channel;
    const key = followKey({ api, jobId, channel: registry.addressOf(channel, { api, jobId }) });
    if (!isAllowed(channel))
      return { kind: "relay-may-not", channelId, problem: localized("answer.not-allowed-here") };
    // What a command there has just begun may be taken back after its first look.
    if (registry.get(key)?.state === "pending") await commandLock.run(key, async () => {});
    // Of two people who share it at once, one does.
    return this.#lock.run(key, async () => {
      const there = registry.get(key) ?? (await registry.reread(key));
      if (there && hasResult(there)) return { kind: "already", jobId, channelId };
      const place = { id: newId(), channel, sharedBy, uploadLimitBytes, locale };
      const follow = createShare(source, { ...place, settledAt: clock.now() });
      if (!(await registry.insert(follow))) return { kind: "already", jobId, channelId };
      log.info({ ...followFields(follow), userId: sharedBy }, "follow.shared");
      return { kind: "shared", jobId, channelId };
    });
  }
}

/** Whether a channel has the result, or is about to get it. */
const hasResult = ({ state, outcome }: Follow): boolean =>
  state === "pending" || (state !== "discarded" && SHAREABLE.has(outcome?.kind ?? ""));

const SHAREABLE: ReadonlySet<string> = new Set(["completed", "failed", "cancelled", "moderated"]);
