import type { ChannelRef } from "../core/channel-ref.ts";
import { PlatformError } from "../core/errors.ts";
import { createDirect, followFields, followKey, type Follow } from "../core/follow.ts";
import type { Clock, Logger, PlatformAdapter } from "../core/ports.ts";
import type { FollowRegistry } from "./follow-registry.ts";

/** Requesters who get a result privately; a job that more people wait for is rare. */
const MAX_DIRECT = 10;

/** What a {@link ResultRescue} works with. */
export interface ResultRescueOptions {
  readonly registry: FollowRegistry;
  readonly adapters: ReadonlyMap<string, PlatformAdapter>;
  readonly clock: Clock;
  readonly log: Logger;
  readonly isAllowed: (channel: ChannelRef) => boolean;
  /** Called after a follow was stored whose outcome is known. */
  readonly onSettled: (follow: Follow) => void;
}

/** Sends the outcome of a channel that is gone to those who had asked there, as direct messages, where they take them. */
export class ResultRescue {
  readonly #options: ResultRescueOptions;

  constructor(options: ResultRescueOptions) {
    this.#options = options;
  }

  /**
   * Resolves with the first of them who gets it, undefined where nobody does. Doing it again makes no second message.
   * Rejects with a StoreError or a PlatformError that is worth another try.
   */
  async rescue(follow: Follow, signal: AbortSignal): Promise<string | undefined> {
    if (follow.origin !== "command" || follow.outcome?.kind === "forgotten") return undefined;
    let first: string | undefined;
    for (const requester of follow.requesters.slice(0, MAX_DIRECT))
      if (await this.#sendTo(requester, follow, signal)) first ??= requester;
    return first;
  }

  async #sendTo(requester: string, follow: Follow, signal: AbortSignal): Promise<boolean> {
    const { registry, clock, log, isAllowed, onSettled } = this.#options;
    const channel = await this.#openDirect(requester, follow, signal);
    if (!channel || !isAllowed(channel)) return false;
    const direct = createDirect(follow, { channel, requester, settledAt: clock.now() });
    const key = followKey(direct);
    // An earlier attempt, cut short before the follow of the lost channel was closed, has stored it already.
    const stored = registry.get(key) ?? (await registry.reread(key));
    if (stored?.id === direct.id) return true;
    // They follow the same job in this conversation themselves.
    if (registry.get(key)) return true;
    if (!(await registry.insert(direct))) return true;
    log.info({ ...followFields(direct), userId: requester }, "follow.sent_privately");
    onSettled(direct);
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
