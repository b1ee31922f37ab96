import { InteractionResponseType, MessageFlags } from "discord.js";
import { LRUCache } from "lru-cache";
import type { Handlers, Suggestion } from "../../../core/invocation.ts";
import { line, message, type Message } from "../../../core/message.ts";
import { translatorFor } from "../../../messages/translator.ts";
import { cleanLine, cutText } from "../../../core/text.ts";
import { withTimeout } from "../../../core/time/with-timeout.ts";
import { DiscordAnswers, fieldsOf, type AnswersOptions } from "./answers.ts";
import type { CommandMentions } from "../messages/command-mentions.ts";
import {
  actionOf,
  chosenOf,
  isComponentUse,
  isOnPrivateMessage,
  isTyping,
  optionsOf,
  readInteraction,
  toTag,
  type Deed,
  type Interaction,
  type Typing,
} from "./interaction.ts";
import { toCompletionRequest, toInvocation, type ChannelCache } from "./invocation.ts";
import { renderQuietly } from "../messages/render.ts";

/** A resumed gateway session may bring an interaction again; long after that its id is of no use. */
const MAX_REMEMBERED = 1_000;
/** Discord waits 3 s for what it can offer, the way here included; a person who types has moved on by then. */
const COMPLETE_WITHIN_MS = 2_500;
/** Of which the services get so much. */
const THINK_WITHIN_MS = 2_000;
/** Most choices, and the longest name and value of one (Discord API: autocomplete). */
const MAX_CHOICES = 25;
const MAX_CHOICE_LENGTH = 100;

/** What taking in interactions needs. */
export interface InteractionsOptions extends AnswersOptions {
  readonly handlers: Handlers;
  readonly cache: ChannelCache;
  /** Default: commands in answers are not clickable. */
  readonly mentions?: CommandMentions;
  /** Known once connected. */
  readonly applicationId: () => string | undefined;
}

type Refusal = "answer.restarting" | "answer.unknown-command";

/** Takes in what people do: acknowledges each at once and hands it on. */
export class DiscordInteractions {
  readonly #options: InteractionsOptions;
  readonly #answers: DiscordAnswers;
  readonly #seen = new LRUCache<string, true>({ max: MAX_REMEMBERED });
  #accepting = true;

  constructor(options: InteractionsOptions) {
    this.#options = options;
    this.#answers = new DiscordAnswers(options);
  }

  /** What is not handed on yet is told to try again in a moment. */
  stopCommands(): void {
    this.#accepting = false;
  }

  /** Everything that the relay offers nobody is ignored. Never rejects, whatever it is given. */
  async take(event: unknown): Promise<void> {
    const read = readInteraction(event);
    if (read === "malformed")
      return this.#options.log.warn({ platform: "discord" }, "command.not_understood");
    if (read === undefined || this.#isRepeated(read.id)) return;
    const interaction = this.#withApplication(read);
    return isTyping(interaction) ? this.#offer(interaction) : this.#do(interaction);
  }

  async #do(deed: Deed): Promise<void> {
    const handOn = this.#handlerOf(deed);
    const refusal = this.#refusalOf(handOn);
    const isAcknowledged = await this.#answers.acknowledge(deed, toAcknowledgement(deed, refusal));
    if (!isAcknowledged || refusal || !handOn) return;
    if (this.#accepting) return handOn();
    // Stopped meanwhile: "is thinking…" must not be the last that the person sees.
    await this.#answers
      .reply(deed, sayIn(deed.locale, "answer.restarting"))
      .catch((err: unknown) => {
        this.#options.log.warn({ ...fieldsOf(deed), err }, "reply.failed");
      });
  }

  /** Undefined for a component that the relay did not make. */
  #handlerOf(deed: Deed): (() => Promise<void>) | undefined {
    const { handlers, cache, mentions } = this.#options;
    const workspace = deed.guild_id ?? "@me";
    const reply = (answer: Message): Promise<void> =>
      this.#answers.reply(deed, mentions?.in({ workspace }, answer) ?? answer);
    const invocation = toInvocation(deed, { cache, reply });
    if (!isComponentUse(deed)) {
      const { name } = deed.data;
      return () => handlers.command({ ...invocation, name, options: optionsOf(deed) });
    }
    const action = actionOf(deed);
    return action && (() => handlers.action({ ...invocation, ...action, value: chosenOf(deed) }));
  }

  #refusalOf(handOn: (() => Promise<void>) | undefined): Refusal | undefined {
    if (!handOn) return "answer.unknown-command";
    return this.#accepting ? undefined : "answer.restarting";
  }

  /** Nothing is offered where the services, or Discord, take too long: the person types on. */
  async #offer(typing: Typing): Promise<void> {
    const { clock, log } = this.#options;
    const deadline = new AbortController();
    const offered = this.#suggestionsFor(typing).then((suggestions) => {
      const data = { choices: toChoices(suggestions) };
      const body = { type: InteractionResponseType.ApplicationCommandAutocompleteResult, data };
      return this.#answers.callBack(typing, { body, signal: deadline.signal });
    });
    try {
      await withTimeout(offered, { clock, timeoutMs: COMPLETE_WITHIN_MS });
    } catch (err) {
      log.debug({ ...fieldsOf(typing), err }, "completion.failed");
    } finally {
      deadline.abort();
    }
  }

  async #suggestionsFor(typing: Typing): Promise<readonly Suggestion[]> {
    const { handlers, clock, log } = this.#options;
    const request = toCompletionRequest(typing);
    if (!request || !this.#accepting) return [];
    try {
      return (
        (await withTimeout(handlers.complete(request), { clock, timeoutMs: THINK_WITHIN_MS })) ?? []
      );
    } catch (err) {
      log.warn({ ...fieldsOf(typing), err }, "completion.failed");
      return [];
    }
  }

  // Discord always names the application; servers of the same API exist that leave it out, and answers need it.
  #withApplication<T extends Interaction>(event: T): T {
    const given = event.application_id as string | undefined;
    return { ...event, application_id: given ?? this.#options.applicationId() ?? "" };
  }

  #isRepeated(id: string): boolean {
    if (this.#seen.has(id)) return true;
    this.#seen.set(id, true);
    return false;
  }
}

/**
 * Private, whatever it is about: what comes of it is for the person alone. A component of a private message has that
 * message replaced; a refusal leaves it as it is, so that the person can try again.
 */
function toAcknowledgement(deed: Deed, refusal: Refusal | undefined): Record<string, unknown> {
  const flags = MessageFlags.Ephemeral;
  if (refusal) {
    const data = { flags, ...renderQuietly(sayIn(deed.locale, refusal)) };
    return { type: InteractionResponseType.ChannelMessageWithSource, data };
  }
  if (isComponentUse(deed) && isOnPrivateMessage(deed))
    return { type: InteractionResponseType.DeferredMessageUpdate };
  return { type: InteractionResponseType.DeferredChannelMessageWithSource, data: { flags } };
}

const sayIn = (locale: unknown, key: Refusal): Message =>
  message([line(...translatorFor(toTag(locale), "discord").spans(key))]);

/** What is too long to be chosen is left out: cut, it would name something else. */
const toChoices = (suggestions: readonly Suggestion[]): { name: string; value: string }[] =>
  suggestions
    .filter(({ value }) => value !== "" && value.length <= MAX_CHOICE_LENGTH)
    .slice(0, MAX_CHOICES)
    .map(({ value, label }) => ({
      name: cutText(cleanLine(label), MAX_CHOICE_LENGTH) || value,
      value,
    }));
