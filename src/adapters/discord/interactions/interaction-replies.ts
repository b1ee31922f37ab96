import {
  MessageFlags,
  MessagePayload,
  RESTJSONErrorCodes,
  type AutocompleteInteraction,
  type MessageComponentInteraction,
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
import { discordCodeOf, toPlatformError } from "../errors.ts";
import { parseCustomId } from "../messages/components.ts";
import { renderQuietly, type RenderedMessage } from "../messages/render.ts";
import type { RepliableInteraction } from "../repliable-interaction.ts";
import { withSignal } from "../sdk/abortable-requests.ts";
import { withinRateLimits } from "../sdk/within-rate-limits.ts";

/** Discord allows 3 s from when it sends the interaction, including the time it takes to arrive. */
const ACKNOWLEDGE_WITHIN_MS = 2_700;
/** Delays before an acknowledgement that failed quickly is repeated. */
const ACKNOWLEDGE_DELAYS_MS = [100, 200, 400, 800];
/** Delays before an answer is repeated. */
const REPLY_DELAYS_MS = [300, 1_000];
/** Most choices, and the longest name and value of one (Discord API: autocomplete). */
const MAX_CHOICES = 25;
const MAX_CHOICE_LENGTH = 100;

/** The interaction's token is expired or invalid, so it cannot be answered any more. */
const ANSWER_TOO_LATE: ReadonlySet<number | undefined> = new Set([
  RESTJSONErrorCodes.UnknownInteraction,
  RESTJSONErrorCodes.UnknownWebhook,
  RESTJSONErrorCodes.InvalidWebhookToken,
]);

/** Options of {@link InteractionReplies}. */
export interface InteractionRepliesOptions {
  readonly log: Logger;
  readonly clock: Clock;
}

/** Answers interactions: first the acknowledgement, then what it turns into. */
export class InteractionReplies {
  readonly #options: InteractionRepliesOptions;

  constructor(options: InteractionRepliesOptions) {
    this.#options = options;
  }

  /**
   * Acknowledges before anything else happens, because the answer may take longer than Discord waits; with `refusal`, that
   * is the answer. Resolves with whether Discord took it. If that is uncertain it resolves with true: the person most
   * likely sees "is thinking…" and waits for what they asked for.
   */
  async acknowledge(interaction: RepliableInteraction, refusal?: Message): Promise<boolean> {
    try {
      await this.#acknowledgeInTime(interaction, () => sendAcknowledgement(interaction, refusal));
      return true;
    } catch (err) {
      const isUncertain = err instanceof PlatformError && err.retryable;
      const subject = interaction.isMessageComponent() ? "action" : "command";
      const event = isUncertain ? "acknowledgement.uncertain" : `${subject}.not_acknowledged`;
      this.#options.log.warn({ ...fieldsOf(interaction), err }, event);
      // discord.js refuses to edit a reply that it does not know about.
      interaction.deferred ||= isUncertain;
      // Otherwise the person has seen "did not respond" and will try again; going ahead would surprise them.
      return isUncertain;
    }
  }

  /**
   * Sets the text of what was acknowledged. Doing so twice is the same as once, so it is tried again after a failure.
   * Rejects with a PlatformError; resolves if it is too late for an answer.
   */
  async reply(interaction: RepliableInteraction, answer: Message): Promise<void> {
    const { log, clock } = this.#options;
    const edit = () =>
      send(interaction, () => interaction.editReply(toPayload(interaction, renderQuietly(answer))));
    try {
      await retry(edit, { clock, delayMs: delaysOf(REPLY_DELAYS_MS) });
    } catch (err) {
      if (!ANSWER_TOO_LATE.has(discordCodeOf(err))) throw err;
      log.warn({ ...fieldsOf(interaction), err }, "reply.expired");
    }
  }

  /** Sends choices, in one attempt that `signal` aborts. Rejects with a PlatformError. */
  async suggest(
    interaction: AutocompleteInteraction,
    suggestions: readonly Suggestion[],
    signal: AbortSignal,
  ): Promise<void> {
    const respond = () => send(interaction, () => interaction.respond(toChoices(suggestions)));
    await withSignal(signal, respond);
  }

  /**
   * A slow attempt gets all the time there is; one that fails at once is repeated. Rejects with a PlatformError, a
   * retryable one at the deadline.
   */
  async #acknowledgeInTime(
    interaction: RepliableInteraction,
    acknowledge: () => Promise<unknown>,
  ): Promise<void> {
    const { clock } = this.#options;
    const deadline = new AbortController();
    const attempt = async (count: number): Promise<void> => {
      try {
        await send(interaction, acknowledge);
      } catch (error) {
        // An earlier attempt succeeded; only its answer was lost.
        const isDone =
          discordCodeOf(error) === RESTJSONErrorCodes.InteractionHasAlreadyBeenAcknowledged;
        if (count === 1 || !isDone) throw error;
        interaction.deferred = true;
      }
    };
    const { signal } = deadline;
    const delayMs = delaysOf(ACKNOWLEDGE_DELAYS_MS);
    // The signal alone is not enough: discord.js ignores it while it waits for a rate limit.
    await withTimeout(
      withSignal(signal, () => retry(attempt, { clock, delayMs, signal })),
      {
        clock,
        timeoutMs: ACKNOWLEDGE_WITHIN_MS,
        fallback: () => {
          deadline.abort();
          throw new PlatformError("unavailable", "Discord took too long to answer");
        },
      },
    );
  }
}

/**
 * Every acknowledgement is private, because the answer is for one person. If the component is in a private message, the
 * answer replaces that message, unless it comes beside it; a refusal leaves it, so that the person can try again.
 */
function sendAcknowledgement(
  interaction: RepliableInteraction,
  refusal: Message | undefined,
): Promise<unknown> {
  const flags = MessageFlags.Ephemeral;
  if (refusal)
    return interaction.reply(toPayload(interaction, { ...renderQuietly(refusal), flags }));
  if (interaction.isMessageComponent() && isReplaced(interaction)) return interaction.deferUpdate();
  return interaction.deferReply({ flags });
}

const isReplaced = ({ message, customId }: MessageComponentInteraction): boolean =>
  message.flags.has(MessageFlags.Ephemeral) &&
  !isAnsweredBeside(parseCustomId(customId)?.name ?? "");

/** One request with the interaction's own token. Rejects with a PlatformError. */
async function send(
  { client }: RepliableInteraction | AutocompleteInteraction,
  request: () => Promise<unknown>,
): Promise<void> {
  try {
    await withinRateLimits(client.rest, request);
  } catch (error) {
    throw toPlatformError(error);
  }
}

/** A body without the fields that discord.js would add but Discord's API does not define for answers, such as `tts`. */
function toPayload(
  interaction: RepliableInteraction,
  body: RenderedMessage & { readonly flags?: MessageFlags },
): MessagePayload {
  const payload = new MessagePayload(interaction, {});
  payload.body = body;
  return payload;
}

/** A choice that is too long to be chosen is left out: cut, it would name something else. */
const toChoices = (suggestions: readonly Suggestion[]): { name: string; value: string }[] =>
  suggestions
    .filter(({ value }) => value !== "" && value.length <= MAX_CHOICE_LENGTH)
    .slice(0, MAX_CHOICES)
    .map(({ value, label }) => ({
      name: cutText(cleanLine(label), MAX_CHOICE_LENGTH) || value,
      value,
    }));

const delaysOf =
  (delaysMs: readonly number[]) =>
  (error: unknown, attempt: number): number | undefined =>
    error instanceof PlatformError && error.code === "unavailable"
      ? delaysMs[attempt - 1]
      : undefined;

/** The log fields of an interaction. */
export const fieldsOf = (interaction: RepliableInteraction | AutocompleteInteraction) => ({
  platform: "discord",
  channelId: interaction.channelId,
  ...(interaction.isMessageComponent()
    ? { action: parseCustomId(interaction.customId)?.name }
    : { command: interaction.commandName }),
});
