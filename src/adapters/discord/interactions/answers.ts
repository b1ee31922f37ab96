import { RequestMethod, Routes } from "discord.js";
import { PlatformError } from "../../../core/errors.ts";
import type { Message } from "../../../core/message.ts";
import type { Clock } from "../../../core/ports/clock.ts";
import type { Logger } from "../../../core/ports/logger.ts";
import { sleep } from "../../../core/time/sleep.ts";
import type { DiscordApi } from "../api/api.ts";
import { discordCodeOf } from "../errors.ts";
import {
  actionOf,
  channelIdOf,
  isComponentUse,
  type Deed,
  type Interaction,
} from "./interaction.ts";
import { renderQuietly } from "../messages/render.ts";

/** Discord gives 3 s from when it sent the interaction, the way here included. */
const ACKNOWLEDGE_WITHIN_MS = 2_700;
/** Waits before an acknowledgement that failed at once is tried again. */
const ACKNOWLEDGE_DELAYS_MS = [100, 200, 400, 800];
/** Waits before an answer is tried again. */
const REPLY_DELAYS_MS = [300, 1_000];

const UNKNOWN_INTERACTION = 10062;
const ALREADY_ACKNOWLEDGED = 40060;
/** The interaction's token has run out, or is none: there is nobody to answer any more. */
const ANSWER_TOO_LATE: ReadonlySet<number | undefined> = new Set([
  UNKNOWN_INTERACTION,
  10015,
  50027,
]);

/** What answering takes. */
export interface AnswersOptions {
  readonly api: DiscordApi;
  readonly log: Logger;
  readonly clock: Clock;
}

/** Answers interactions with their own tokens: first the acknowledgement, then what it turns into. */
export class DiscordAnswers {
  readonly #options: AnswersOptions;

  constructor(options: AnswersOptions) {
    this.#options = options;
  }

  /**
   * Before anything else: the answer may take longer than Discord waits. Resolves with whether Discord took it; where
   * nobody can tell, too: then the person most likely sees "is thinking…" and waits for what they asked for.
   */
  async acknowledge(interaction: Deed, body: Record<string, unknown>): Promise<boolean> {
    try {
      await this.#acknowledgeInTime(interaction, body);
      return true;
    } catch (err) {
      const isUncertain = err instanceof PlatformError && err.retryable;
      const subject = isComponentUse(interaction) ? "action" : "command";
      const event = isUncertain ? "acknowledgement.uncertain" : `${subject}.not_acknowledged`;
      this.#options.log.warn({ ...fieldsOf(interaction), err }, event);
      // Else the person has seen "did not respond" and will ask again; doing it all the same would surprise them.
      return isUncertain;
    }
  }

  /** One attempt at an answer that is of no use any more a moment later. Rejects with a PlatformError. */
  async callBack(
    interaction: Interaction,
    { body, signal }: { body: Record<string, unknown>; signal: AbortSignal },
  ): Promise<void> {
    const route = Routes.interactionCallback(interaction.id, interaction.token);
    await this.#options.api.request({
      method: RequestMethod.Post,
      route,
      body,
      auth: false,
      signal,
    });
  }

  /** Sets the text of what was acknowledged; doing so twice is the same as once, so it may be tried again. */
  async reply(interaction: Deed, answer: Message): Promise<void> {
    const { api, log, clock } = this.#options;
    const route = Routes.webhookMessage(interaction.application_id, interaction.token, "@original");
    const body = renderQuietly(answer);
    for (let attempt = 0; ; attempt += 1) {
      try {
        await api.request({ method: RequestMethod.Patch, route, body, auth: false });
        return;
      } catch (error) {
        if (ANSWER_TOO_LATE.has(discordCodeOf(error))) {
          log.warn({ ...fieldsOf(interaction), err: error }, "reply.expired");
          return;
        }
        const delayMs = REPLY_DELAYS_MS[attempt];
        if (delayMs === undefined || !isRetryable(error)) throw error;
        await sleep(clock, delayMs);
      }
    }
  }

  /**
   * A slow attempt gets all the time there is; one that fails at once is repeated. Rejects with a PlatformError, a
   * retryable one at the deadline.
   */
  async #acknowledgeInTime(interaction: Deed, body: Record<string, unknown>): Promise<void> {
    const deadline = new AbortController();
    const overdue = Promise.withResolvers<never>();
    const cancel = this.#options.clock.setTimer(ACKNOWLEDGE_WITHIN_MS, () => {
      overdue.reject(new PlatformError("unavailable", "Discord took too long to answer"));
      deadline.abort();
    });
    try {
      // Not by the signal alone: discord.js sits a rate limit out without minding it.
      await Promise.race([
        this.#tryToAcknowledge(interaction, { body, signal: deadline.signal }),
        overdue.promise,
      ]);
    } finally {
      cancel();
    }
  }

  async #tryToAcknowledge(
    interaction: Deed,
    callback: { body: Record<string, unknown>; signal: AbortSignal },
  ): Promise<void> {
    for (let attempt = 0; ; attempt += 1) {
      try {
        await this.callBack(interaction, callback);
        return;
      } catch (error) {
        // An earlier attempt got through, only its answer was lost.
        if (attempt > 0 && discordCodeOf(error) === ALREADY_ACKNOWLEDGED) return;
        const delayMs = ACKNOWLEDGE_DELAYS_MS[attempt];
        if (delayMs === undefined || !isRetryable(error)) throw error;
        await sleep(this.#options.clock, delayMs, callback.signal);
      }
    }
  }
}

const isRetryable = (error: unknown): boolean =>
  error instanceof PlatformError && error.code === "unavailable";

/** What a line of the log says of an interaction. */
export const fieldsOf = (interaction: Interaction) => ({
  platform: "discord",
  channelId: channelIdOf(interaction),
  ...(isComponentUse(interaction)
    ? { action: actionOf(interaction)?.name }
    : { command: interaction.data.name }),
});
