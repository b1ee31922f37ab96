import type { AutocompleteInteraction, Interaction } from "discord.js";
import { LRUCache } from "lru-cache";
import { toFollowCommand } from "../../../core/follow-command.ts";
import type { Handlers, Suggestion } from "../../../core/invocation.ts";
import { line, message, type Message } from "../../../core/message.ts";
import { findJobText } from "../../../core/source/words/find-job-text.ts";
import { withTimeout } from "../../../core/time/with-timeout.ts";
import { translatorFor } from "../../../messages/translator.ts";
import type { CommandMentions } from "../messages/command-mentions.ts";
import { parseCustomId } from "../messages/components.ts";
import {
  fieldsOf,
  InteractionReplies,
  type InteractionRepliesOptions,
} from "./interaction-replies.ts";
import type { RepliableInteraction } from "../repliable-interaction.ts";
import { toMessageText } from "./message-text.ts";
import { optionsOf, toCompletionRequest, toInvocation } from "./invocation.ts";

/** How many interactions are remembered, because a resumed gateway session may repeat some. */
const MAX_REMEMBERED = 1_000;
/** Discord waits 3 s for suggestions, including the time the request takes to arrive. */
const COMPLETE_WITHIN_MS = 2_500;
/** The part of that time that the services get. */
const THINK_WITHIN_MS = 2_000;

/** Options of {@link DiscordInteractions}. */
export interface InteractionsOptions extends InteractionRepliesOptions {
  readonly handlers: Handlers;
  /** Default: commands in answers are not clickable. */
  readonly mentions?: CommandMentions;
}

type Refusal = "answer.restarting" | "answer.unknown-command";

/** Acknowledges each interaction of discord.js at once, and passes it to the handlers. */
export class DiscordInteractions {
  readonly #options: InteractionsOptions;
  readonly #replies: InteractionReplies;
  readonly #seen = new LRUCache<string, true>({ max: MAX_REMEMBERED });
  #accepting = true;

  constructor(options: InteractionsOptions) {
    this.#options = options;
    this.#replies = new InteractionReplies(options);
  }

  /** From now on, every interaction is answered with "try again in a moment". */
  stopCommands(): void {
    this.#accepting = false;
  }

  /** Handles one interaction; ignores kinds that the relay does not offer. Never rejects. */
  async take(interaction: Interaction): Promise<void> {
    if (this.#isRepeated(interaction.id)) return;
    if (interaction.isAutocomplete()) return this.#complete(interaction);
    const isComponent = interaction.isButton() || interaction.isChannelSelectMenu();
    const isCommand = interaction.isChatInputCommand() || interaction.isMessageContextMenuCommand();
    if (isComponent || isCommand) return this.#invoke(interaction);
  }

  async #invoke(interaction: RepliableInteraction): Promise<void> {
    const { log } = this.#options;
    const handOn = this.#handlerOf(interaction);
    const refusal = this.#refusalOf(handOn);
    const isAcknowledged = await this.#replies.acknowledge(
      interaction,
      refusal && sayIn(interaction.locale, refusal),
    );
    if (!isAcknowledged || refusal || !handOn) return;
    if (this.#accepting) return handOn();
    // Stopped in the meantime: "is thinking…" must not be the last thing the person sees.
    await this.#replies
      .reply(interaction, sayIn(interaction.locale, "answer.restarting"))
      .catch((err: unknown) => log.warn({ ...fieldsOf(interaction), err }, "reply.failed"));
  }

  /** `undefined` for a component that the relay did not make. */
  #handlerOf(interaction: RepliableInteraction): (() => Promise<void>) | undefined {
    const { handlers, mentions } = this.#options;
    const workspace = interaction.guildId ?? "@me";
    const reply = (answer: Message): Promise<void> =>
      this.#replies.reply(interaction, mentions?.in({ workspace }, answer) ?? answer);
    const invocation = toInvocation(interaction, reply);
    if (interaction.isChatInputCommand()) {
      const { commandName: name } = interaction;
      return () => handlers.command({ ...invocation, name, options: optionsOf(interaction) });
    }
    if (interaction.isMessageContextMenuCommand()) {
      return () => {
        const job = findJobText(toMessageText(interaction.targetMessage));
        return handlers.command({ ...invocation, ...toFollowCommand(job) });
      };
    }
    const action = parseCustomId(interaction.customId);
    const value = interaction.isChannelSelectMenu() ? interaction.values[0] : undefined;
    return action && (() => handlers.action({ ...invocation, ...action, value }));
  }

  #refusalOf(handOn: (() => Promise<void>) | undefined): Refusal | undefined {
    if (!handOn) return "answer.unknown-command";
    return this.#accepting ? undefined : "answer.restarting";
  }

  /** Suggests nothing if the services or Discord take too long; the person just keeps typing. */
  async #complete(interaction: AutocompleteInteraction): Promise<void> {
    const { clock, log } = this.#options;
    const deadline = new AbortController();
    const offered = this.#suggestionsFor(interaction).then((suggestions) =>
      this.#replies.suggest(interaction, suggestions, deadline.signal),
    );
    try {
      await withTimeout(offered, { clock, timeoutMs: COMPLETE_WITHIN_MS });
    } catch (err) {
      log.debug({ ...fieldsOf(interaction), err }, "completion.failed");
    } finally {
      deadline.abort();
    }
  }

  async #suggestionsFor(interaction: AutocompleteInteraction): Promise<readonly Suggestion[]> {
    const { handlers, clock, log } = this.#options;
    const request = toCompletionRequest(interaction);
    if (!request || !this.#accepting) return [];
    try {
      return (
        (await withTimeout(handlers.complete(request), { clock, timeoutMs: THINK_WITHIN_MS })) ?? []
      );
    } catch (err) {
      log.warn({ ...fieldsOf(interaction), err }, "completion.failed");
      return [];
    }
  }

  #isRepeated(id: string): boolean {
    if (this.#seen.has(id)) return true;
    this.#seen.set(id, true);
    return false;
  }
}

const sayIn = (locale: string | undefined, key: Refusal): Message =>
  message([line(...translatorFor(locale, "discord").spans(key))]);
