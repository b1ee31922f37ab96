import type { ChannelRef } from "../../core/channel/channel-ref.ts";
import { PlatformError } from "../../core/errors.ts";
import { discardReasonFacts } from "../../core/follow/discard-reason.ts";
import { createDirectFollow } from "../../core/follow/direct-follow.ts";
import { followFields, followKey, type Follow } from "../../core/follow/follow.ts";
import type { Clock } from "../../core/ports/clock.ts";
import type { Logger } from "../../core/ports/logger.ts";
import type { PlatformAdapter } from "../../core/ports/platform.ts";
import type { FollowRegistry } from "../following/follow-registry.ts";

/**
 * Pause between two direct messages on a platform: Slack opens some fifty conversations a minute, and Discord blocks bots
 * that open many at once.
 */
const PAUSE_MS = 2_000;

/**
 * What one call did. `sentTo`: nobody is left, and this is the first requester who got the outcome, if anyone did.
 * `delayMs`: requesters are left, and the caller calls again after so many milliseconds.
 */
export type FallbackResult =
  | { readonly sentTo?: string | undefined }
  | { readonly delayMs: number };

/** Options of {@link DirectMessageFallback}. */
export interface DirectMessageFallbackOptions {
  readonly registry: FollowRegistry;
  /** By platform. On a platform without an adapter, nobody gets a direct message. */
  readonly adapters: ReadonlyMap<string, PlatformAdapter>;
  readonly clock: Clock;
  readonly log: Logger;
  /** Whether the allow lists contain a channel now. */
  readonly isAllowed: (channel: ChannelRef) => boolean;
}

/** Sends the outcome of a lost channel as direct messages to the people who asked for it there, if they accept them. */
export class DirectMessageFallback {
  readonly #options: DirectMessageFallbackOptions;
  /** By platform: from when on the next direct message may be sent, monotonic. */
  readonly #nextAtMs = new Map<string, number>();

  constructor(options: DirectMessageFallbackOptions) {
    this.#options = options;
  }

  /**
   * Sends the outcome to the next requester by storing a follow of their direct conversation, and notes that. Nobody gets
   * it for a reason that does not call for it, or if the channel in which they asked is no longer allowed. A call that is
   * repeated after a crash sends no second message. Rejects with a StoreError or a retryable PlatformError.
   */
  async sendToNextRequester(
    follow: Follow,
    reason: string,
    signal: AbortSignal,
  ): Promise<FallbackResult> {
    const { registry, isAllowed } = this.#options;
    if (!discardReasonFacts(reason).isSentPrivately || !isAllowed(follow.channel)) return {};
    if (follow.origin === "direct" || follow.outcome?.kind === "forgotten") return {};
    const { sent = {} } = follow.rescue ?? {};
    const [next, ...rest] = follow.requesters.filter((userId) => sent[userId] === undefined);
    if (next === undefined) return { sentTo: firstOf(follow) };
    const waitMs = this.#reserve(follow.channel);
    if (waitMs > 0) return { delayMs: waitMs };
    const isSent = await this.#sendTo(next, follow, signal);
    const noted = await registry.updateOf(follow, (current) => ({
      ...current,
      rescue: { reason, sent: { ...current.rescue?.sent, [next]: isSent } },
    }));
    return rest.length > 0 ? { delayMs: PAUSE_MS } : { sentTo: noted && firstOf(noted) };
  }

  /** Milliseconds until a direct message may be sent on this platform. If it may be sent now, starts the next pause. */
  #reserve({ platform }: ChannelRef): number {
    const nowMs = this.#options.clock.monotonicMs();
    const waitMs = (this.#nextAtMs.get(platform) ?? nowMs) - nowMs;
    if (waitMs <= 0) this.#nextAtMs.set(platform, nowMs + PAUSE_MS);
    return waitMs;
  }

  async #sendTo(requester: string, follow: Follow, signal: AbortSignal): Promise<boolean> {
    const { registry, clock, log } = this.#options;
    const channel = await this.#openDirect(requester, follow, signal);
    // They asked in this very conversation, which is lost.
    if (!channel || followKey({ ...follow, channel }) === followKey(follow)) return false;
    const direct = createDirectFollow(follow, { channel, requester, settledAt: clock.now() });
    const key = followKey(direct);
    // An earlier call has stored it already: it was interrupted before the lost channel's follow was closed, or before a
    // user had the result posted again.
    const stored = await registry.ofKey(key);
    if (stored?.id === direct.id && stored.state !== "discarded") return true;
    // They follow the same job in this conversation on their own.
    if (await registry.get(key)) return true;
    if (!(await registry.insert(direct))) return true;
    log.info({ ...followFields(direct), userId: requester }, "follow.sent_privately");
    return true;
  }

  async #openDirect(
    requester: string,
    follow: Follow,
    signal: AbortSignal,
  ): Promise<ChannelRef | undefined> {
    const { platform, workspace } = follow.channel;
    const request = { userId: requester, workspace, signal };
    try {
      return await this.#options.adapters.get(platform)?.openDirect(request);
    } catch (error) {
      if (!(error instanceof PlatformError) || error.retryable) throw error;
      this.#options.log.warn({ ...followFields(follow), err: error }, "direct.refused");
      return undefined;
    }
  }
}

const firstOf = ({ requesters, rescue }: Follow): string | undefined =>
  requesters.find((userId) => rescue?.sent[userId]);
