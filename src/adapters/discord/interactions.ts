import {
  ApplicationCommandType,
  InteractionResponseType,
  InteractionType,
  MessageFlags,
  RequestMethod,
  Routes,
  type APIChatInputApplicationCommandInteraction,
  type APIInteraction,
} from "discord.js";
import { PlatformError } from "../../core/errors.ts";
import { line, message, type Message } from "../../core/message.ts";
import type { Clock, CommandHandler, CommandInvocation, Logger } from "../../core/ports.ts";
import { judgeAccess, type MissingInChannel } from "./access.ts";
import type { DiscordApi } from "./api.ts";
import { discordCodeOf } from "./errors.ts";
import { renderQuietly } from "./render.ts";
import { wait } from "./wait.ts";

/** Discord gives 3 s to acknowledge; three tries fit in. */
const ACKNOWLEDGE_TRIES = 3;
const ACKNOWLEDGE_TIMEOUT_MS = 900;
/** Waits before an answer is tried again. */
const REPLY_DELAYS_MS = [300, 1_000];
/** A resumed gateway session may bring an interaction again; long after that its id is of no use. */
const MAX_REMEMBERED = 1_000;

const UNKNOWN_INTERACTION = 10062;
const ALREADY_ACKNOWLEDGED = 40060;
/** The interaction's token has run out, or is none: there is nobody to answer any more. */
const ANSWER_TOO_LATE: ReadonlySet<number | undefined> = new Set([
  UNKNOWN_INTERACTION,
  10015,
  50027,
]);

const RESTARTING = message([line("I am restarting. Please try again in a moment.")]);

/** What taking in commands needs. */
export interface InteractionsOptions {
  readonly api: DiscordApi;
  readonly onCommand: CommandHandler;
  readonly missingInChannel: MissingInChannel;
  /** Known once connected. */
  readonly applicationId: () => string | undefined;
  readonly log: Logger;
  readonly clock: Clock;
}

/** Takes in slash commands: acknowledges each at once and hands it on. */
export class DiscordInteractions {
  readonly #options: InteractionsOptions;
  readonly #seen = new Set<string>();
  #accepting = true;

  constructor(options: InteractionsOptions) {
    this.#options = options;
  }

  /** Later commands are told to try again in a moment. */
  stopCommands(): void {
    this.#accepting = false;
  }

  /** Everything that is not a slash command is ignored. Never rejects. */
  async take(event: APIInteraction): Promise<void> {
    if (!isSlashCommand(event) || this.#isRepeated(event.id)) return;
    const interaction = this.#withApplication(event);
    const { log, onCommand } = this.#options;
    const accepted = this.#accepting;
    try {
      await this.#acknowledge(interaction, accepted);
    } catch (err) {
      // The person has seen "did not respond" and will ask again; doing it all the same would surprise them.
      log.warn({ ...fieldsOf(interaction), err }, "command.not_acknowledged");
      return;
    }
    if (accepted) await onCommand(this.#toInvocation(interaction));
  }

  // Discord always names the application; servers of the same API exist that leave it out, and answers need it.
  #withApplication(
    event: APIChatInputApplicationCommandInteraction,
  ): APIChatInputApplicationCommandInteraction {
    const given = event.application_id as string | undefined;
    return { ...event, application_id: given ?? this.#options.applicationId() ?? "" };
  }

  #isRepeated(id: string): boolean {
    if (this.#seen.has(id)) return true;
    this.#seen.add(id);
    const [oldest] = this.#seen;
    if (this.#seen.size > MAX_REMEMBERED && oldest !== undefined) this.#seen.delete(oldest);
    return false;
  }

  /** Before anything else, and privately: the answer may take longer than Discord waits. */
  async #acknowledge(
    interaction: APIChatInputApplicationCommandInteraction,
    accepted: boolean,
  ): Promise<void> {
    const flags = MessageFlags.Ephemeral;
    const body = accepted
      ? { type: InteractionResponseType.DeferredChannelMessageWithSource, data: { flags } }
      : {
          type: InteractionResponseType.ChannelMessageWithSource,
          data: { flags, ...renderQuietly(RESTARTING) },
        };
    for (let attempt = 1; ; attempt += 1) {
      try {
        await this.#options.api.request({
          method: RequestMethod.Post,
          route: Routes.interactionCallback(interaction.id, interaction.token),
          body,
          auth: false,
          signal: AbortSignal.timeout(ACKNOWLEDGE_TIMEOUT_MS),
        });
        return;
      } catch (error) {
        // An earlier try got through, only its answer was lost.
        if (attempt > 1 && discordCodeOf(error) === ALREADY_ACKNOWLEDGED) return;
        if (attempt === ACKNOWLEDGE_TRIES || !isRetryable(error)) throw error;
      }
    }
  }

  #toInvocation(interaction: APIChatInputApplicationCommandInteraction): CommandInvocation {
    const { data, guild_id: guildId, attachment_size_limit: uploadLimitBytes } = interaction;
    const options = (data.options ?? []).flatMap((option) =>
      "value" in option ? [[option.name, String(option.value)] as const] : [],
    );
    return {
      name: data.name,
      options: Object.fromEntries(options),
      channel: {
        platform: "discord",
        workspace: guildId ?? "@me",
        channel: channelIdOf(interaction),
      },
      userId: userIdOf(interaction),
      ...(uploadLimitBytes > 0 && { uploadLimitBytes }),
      checkAccess: async () => judgeAccess(interaction, this.#options.missingInChannel),
      reply: (answer) => this.#reply(interaction, answer),
    };
  }

  /** Sets the text of the acknowledgement; doing so twice is the same as once, so it may be tried again. */
  async #reply(
    interaction: APIChatInputApplicationCommandInteraction,
    answer: Message,
  ): Promise<void> {
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
        await wait(clock, delayMs);
      }
    }
  }
}

function isSlashCommand(
  interaction: APIInteraction,
): interaction is APIChatInputApplicationCommandInteraction {
  return (
    interaction.type === InteractionType.ApplicationCommand &&
    // The type of the command, where it is left out, is a slash command's.
    ((interaction.data as { type?: ApplicationCommandType }).type ??
      ApplicationCommandType.ChatInput) === ApplicationCommandType.ChatInput
  );
}

const isRetryable = (error: unknown): boolean =>
  error instanceof PlatformError && error.code === "unavailable";

function channelIdOf(interaction: APIChatInputApplicationCommandInteraction): string {
  // `channel` is documented as always there; servers of the same API exist that send only the older field.
  const channel = interaction.channel as { id: string } | undefined;
  return channel?.id ?? interaction.channel_id;
}

function userIdOf(interaction: APIChatInputApplicationCommandInteraction): string {
  return interaction.member?.user.id ?? interaction.user?.id ?? "";
}

const fieldsOf = (interaction: APIChatInputApplicationCommandInteraction) => ({
  platform: "discord",
  channelId: channelIdOf(interaction),
  command: interaction.data.name,
});
