import {
  InteractionResponseType,
  MessageFlags,
  RequestMethod,
  RESTJSONErrorCodes,
  Routes,
} from "discord.js";
import { isAnsweredBeside } from "../../../core/actions.ts";
import { PlatformError } from "../../../core/errors.ts";
import type { Suggestion } from "../../../core/invocation.ts";
import type { Message } from "../../../core/message.ts";
import type { Clock } from "../../../core/ports/clock.ts";
import type { Logger } from "../../../core/ports/logger.ts";
import { cleanLine, cutText } from "../../../core/text.ts";
import { retry } from "../../../core/time/retry.ts";
import { withTimeout } from "../../../core/time/with-timeout.ts";
import type { DiscordApi } from "../api/api.ts";
import { discordCodeOf } from "../errors.ts";
import { parseCustomId } from "../messages/components.ts";
import { renderQuietly } from "../messages/render.ts";
import type { Component, Interaction, RepliableInteraction } from "./interaction.ts";

/** Discord allows 3 s from when it sends the interaction, including the time it takes to arrive. */
const ACKNOWLEDGE_WITHIN_MS = 2_700;
/** Delays before an acknowledgement that failed quickly is repeated. */
const ACKNOWLEDGE_DELAYS_MS = [100, 200, 400, 800];
/** Delays before an answer is repeated. */
const REPLY_DELAYS_MS = [300, 1_000];
/** The same if Discord knows no such interaction: an acknowledgement by HTTP may reach it later than the answer. */
const EARLY_REPLY_DELAYS_MS = [200, 400, 800, 1_600];
/** Most choices, and the longest name and value of one (Discord API: autocomplete). */
const MAX_CHOICES = 25;
const MAX_CHOICE_LENGTH = 100;

/** The interaction's token is expired or invalid, so it cannot be answered any more. */
const ANSWER_TOO_LATE: ReadonlySet<number | undefined> = new Set([
  RESTJSONErrorCodes.UnknownInteraction,
  RESTJSONErrorCodes.UnknownWebhook,
  RESTJSONErrorCodes.InvalidWebhookToken,
]);

/** The first answer to an interaction, in Discord's form. */
export interface Callback {
  readonly type: InteractionResponseType;
  readonly data?: Readonly<Record<string, unknown>>;
}

/** Sends the first answer, in one attempt that `signal` aborts. Rejects with a PlatformError. */
export type Respond = (callback: Callback, signal: AbortSignal) => Promise<void>;

/** Options of {@link InteractionReplies}. */
export interface InteractionRepliesOptions {
  readonly api: Pick<DiscordApi, "request">;
  readonly log: Logger;
  readonly clock: Clock;
}

/** Answers interactions: first the acknowledgement, then what it turns into. */
export class InteractionReplies {
  readonly #options: InteractionRepliesOptions;

  constructor(options: InteractionRepliesOptions) {
    this.#options = options;
  }

  /** Sends the first answer by a request of its own, as an interaction wants it that came over the gateway. */
  respondTo({ id, token }: Interaction): Respond {
    return async (body, signal) => {
      const route = Routes.interactionCallback(id, token);
      await this.#options.api.request({
        method: RequestMethod.Post,
        route,
        body,
        auth: false,
        signal,
      });
    };
  }

  /**
   * Acknowledges before anything else happens, because the answer may take longer than Discord waits. Resolves with whether
   * Discord took it. If that is uncertain it resolves with true: the person most likely sees "is thinking…" and waits for what
   * they asked for.
   */
  async acknowledge(
    interaction: RepliableInteraction,
    { callback, respond }: { readonly callback: Callback; readonly respond: Respond },
  ): Promise<boolean> {
    try {
      await this.#acknowledgeInTime((signal) => respond(callback, signal));
      return true;
    } catch (err) {
      const isUncertain = err instanceof PlatformError && err.retryable;
      const subject = interaction.kind === "component" ? "action" : "command";
      const event = isUncertain ? "acknowledgement.uncertain" : `${subject}.not_acknowledged`;
      this.#options.log.warn({ ...fieldsOf(interaction), err }, event);
      // Otherwise the person has seen "did not respond" and will try again; going ahead would surprise them.
      return isUncertain;
    }
  }

  /**
   * Sets the text of what was acknowledged. Doing so twice is the same as once, so it is tried again after a failure.
   * Rejects with a PlatformError; resolves if it is too late for an answer.
   */
  async reply(interaction: RepliableInteraction, answer: Message): Promise<void> {
    const { api, log, clock } = this.#options;
    const { applicationId, token } = interaction;
    const edit = () =>
      api.request({
        method: RequestMethod.Patch,
        route: Routes.webhookMessage(applicationId, token),
        body: renderQuietly(answer),
        auth: false,
      });
    try {
      await retry(edit, { clock, delayMs: replyDelayMs });
    } catch (err) {
      if (!ANSWER_TOO_LATE.has(discordCodeOf(err))) throw err;
      log.warn({ ...fieldsOf(interaction), err }, "reply.expired");
    }
  }

  /**
   * A slow attempt gets all the time there is; one that fails at once is repeated. Rejects with a PlatformError, a
   * retryable one at the deadline.
   */
  async #acknowledgeInTime(acknowledge: (signal: AbortSignal) => Promise<void>): Promise<void> {
    const { clock } = this.#options;
    const deadline = new AbortController();
    const { signal } = deadline;
    const attempt = async (count: number): Promise<void> => {
      try {
        await acknowledge(signal);
      } catch (error) {
        // An earlier attempt succeeded; only its answer was lost.
        const isDone =
          discordCodeOf(error) === RESTJSONErrorCodes.InteractionHasAlreadyBeenAcknowledged;
        if (count === 1 || !isDone) throw error;
      }
    };
    const delayMs = delaysOf(ACKNOWLEDGE_DELAYS_MS);
    // The signal alone is not enough: discord.js ignores it while it waits for a rate limit.
    await withTimeout(retry(attempt, { clock, delayMs, signal }), {
      clock,
      timeoutMs: ACKNOWLEDGE_WITHIN_MS,
      fallback: () => {
        deadline.abort();
        throw new PlatformError("unavailable", "Discord took too long to answer");
      },
    });
  }
}

/**
 * Every acknowledgement is private, because the answer is for one person. If the component is in a private message, the
 * answer replaces that message, unless it comes beside it.
 */
export function acknowledgementOf(interaction: RepliableInteraction): Callback {
  if (interaction.kind === "component" && isReplaced(interaction))
    return { type: InteractionResponseType.DeferredMessageUpdate };
  return {
    type: InteractionResponseType.DeferredChannelMessageWithSource,
    data: { flags: MessageFlags.Ephemeral },
  };
}

const isReplaced = ({ isInPrivateMessage, customId }: Component): boolean =>
  isInPrivateMessage && !isAnsweredBeside(parseCustomId(customId)?.name ?? "");

/** A whole private answer, for what is refused. A component's private message stays, so that the person can try again. */
export const refusalOf = (refusal: Message): Callback => ({
  type: InteractionResponseType.ChannelMessageWithSource,
  data: { ...renderQuietly(refusal), flags: MessageFlags.Ephemeral },
});

/** Offers choices. One that is too long to be chosen is left out: cut, it would name something else. */
export const choicesOf = (suggestions: readonly Suggestion[]): Callback => ({
  type: InteractionResponseType.ApplicationCommandAutocompleteResult,
  data: {
    choices: suggestions
      .filter(({ value }) => value !== "" && value.length <= MAX_CHOICE_LENGTH)
      .slice(0, MAX_CHOICES)
      .map(({ value, label }) => ({
        name: cutText(cleanLine(label), MAX_CHOICE_LENGTH) || value,
        value,
      })),
  },
});

const delaysOf =
  (delaysMs: readonly number[]) =>
  (error: unknown, attempt: number): number | undefined =>
    error instanceof PlatformError && error.code === "unavailable"
      ? delaysMs[attempt - 1]
      : undefined;

const replyDelayMs = (error: unknown, attempt: number): number | undefined =>
  discordCodeOf(error) === RESTJSONErrorCodes.UnknownWebhook
    ? EARLY_REPLY_DELAYS_MS[attempt - 1]
    : delaysOf(REPLY_DELAYS_MS)(error, attempt);

/** The log fields of an interaction. */
export const fieldsOf = (interaction: Interaction) => ({
  platform: "discord",
  channelId: interaction.channel.id,
  ...(interaction.kind === "component"
    ? { action: parseCustomId(interaction.customId)?.name }
    : { command: interaction.name }),
});
