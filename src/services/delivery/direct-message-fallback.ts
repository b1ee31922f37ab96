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
 * One direct message after another on a platform: Slack opens some fifty conversations a minute, and Discord shuts out bots
 * that open many at once.
 */
const PACE_MS = 2_000;

/** The first person it was sent to, if any; or, if people are left, when the next turn is. */
export type FallbackResult =
  | { readonly sentTo?: string | undefined }
  | { readonly againMs: number };

/** Options of {@link DirectMessageFallback}. */
export interface DirectMessageFallbackOptions {
  readonly registry: FollowRegistry;
  readonly adapters: ReadonlyMap<string, PlatformAdapter>;
  readonly clock: Clock;
  readonly log: Logger;
  readonly isAllowed: (channel: ChannelRef) => boolean;
}

/** Sends the outcome of a channel that is gone to those who had asked there, as direct messages, where they take them. */
export class DirectMessageFallback {
  readonly #options: DirectMessageFallbackOptions;
  /** When the next one may be written to, monotonic, by platform. */
  readonly #nextTurnMs = new Map<string, number>();

  constructor(options: DirectMessageFallbackOptions) {
    this.#options = options;
  }

  /**
   * Sends it to one more requester and stores that; call it until nobody is left. A repeated call makes no second
   * message. The allow lists check the channel in which it was asked for: if that is no longer allowed, nobody gets it.
   * Rejects with a StoreError or a PlatformError that is worth another try.
   */
  async rescue(follow: Follow, reason: string, signal: AbortSignal): Promise<FallbackResult> {
    const { registry, isAllowed } = this.#options;
    if (!discardReasonFacts(reason).isSentPrivately || !isAllowed(follow.channel)) return {};
    if (follow.origin === "direct" || follow.outcome?.kind === "forgotten") return {};
    const { sent = {} } = follow.rescue ?? {};
    const [next, ...rest] = follow.requesters.filter((userId) => sent[userId] === undefined);
    if (next === undefined) return { sentTo: firstOf(follow) };
    const waitMs = this.#takeTurn(follow.channel);
    if (waitMs > 0) return { againMs: waitMs };
    const isSent = await this.#sendTo(next, follow, signal);
    const noted = await registry.updateOf(follow, (current) => ({
      ...current,
      rescue: { reason, sent: { ...current.rescue?.sent, [next]: isSent } },
    }));
    return rest.length > 0 ? { againMs: PACE_MS } : { sentTo: noted && firstOf(noted) };
  }

  /** How long it is until somebody on that platform can be written to; 0 takes the turn. */
  #takeTurn({ platform }: ChannelRef): number {
    const nowMs = this.#options.clock.monotonicMs();
    const waitMs = (this.#nextTurnMs.get(platform) ?? nowMs) - nowMs;
    if (waitMs <= 0) this.#nextTurnMs.set(platform, nowMs + PACE_MS);
    return waitMs;
  }

  async #sendTo(requester: string, follow: Follow, signal: AbortSignal): Promise<boolean> {
    const { registry, clock, log } = this.#options;
    const channel = await this.#openDirect(requester, follow, signal);
    // It was asked for in this very conversation.
    if (!channel || followKey({ ...follow, channel }) === followKey(follow)) return false;
    const direct = createDirectFollow(follow, { channel, requester, settledAt: clock.now() });
    const key = followKey(direct);
    // An earlier attempt, cut short before the follow of the lost channel was closed, or before somebody had it posted
    // again, has stored it already.
    const stored = registry.get(key) ?? (await registry.reread(key));
    if (stored?.id === direct.id && stored.state !== "discarded") return true;
    // They follow the same job in this conversation themselves.
    if (registry.get(key)) return true;
    if (!(await registry.insert(direct))) return true;
    log.info({ ...followFields(direct), userId: requester }, "follow.sent_privately");
    return true;
  }

  async #openDirect(
    requester: string,
    follow: Follow,
    signal: AbortSignal,
  ): Promise<ChannelRef | undefined> {
    const { platform } = follow.channel;
    try {
      return await this.#options.adapters.get(platform)?.openDirect(requester, signal);
    } catch (error) {
      if (!(error instanceof PlatformError) || error.retryable) throw error;
      this.#options.log.warn({ ...followFields(follow), err: error }, "direct.refused");
      return undefined;
    }
  }
}

const firstOf = ({ requesters, rescue }: Follow): string | undefined =>
  requesters.find((userId) => rescue?.sent[userId]);
