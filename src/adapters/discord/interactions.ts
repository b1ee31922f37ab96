import { InteractionResponseType, MessageFlags, RequestMethod, Routes } from "discord.js";
import { PlatformError } from "../../core/errors.ts";
import { line, message, type Message } from "../../core/message.ts";
import type { Clock, CommandHandler, CommandInvocation, Logger } from "../../core/ports.ts";
import { judgeAccess, type MissingInChannel } from "./access.ts";
import type { DiscordApi } from "./api.ts";
import { discordCodeOf } from "./errors.ts";
import { renderQuietly } from "./render.ts";
import {
  channelIdOf,
  optionsOf,
  readSlashCommand,
  uploadLimitOf,
  userOf,
  type SlashCommand,
} from "./slash-command.ts";
import { wait } from "./wait.ts";

/** Discord gives 3 s from when it sent the command, the way here included. */
const ACKNOWLEDGE_WITHIN_MS = 2_700;
/** Waits before an acknowledgement that failed at once is tried again. */
const ACKNOWLEDGE_DELAYS_MS = [100, 200, 400, 800];
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

  /** Commands not handed on yet are told to try again in a moment. */
  stopCommands(): void {
    this.#accepting = false;
  }

  /** Everything that is not a slash command is ignored. Never rejects, whatever it is given. */
  async take(event: unknown): Promise<void> {
    const command = readSlashCommand(event);
    if (command === "malformed")
      return this.#options.log.warn({ platform: "discord" }, "command.not_understood");
    if (command === undefined || this.#isRepeated(command.id)) return;
    const interaction = this.#withApplication(command);
    const accepted = this.#accepting;
    if (!(await this.#isAcknowledged(interaction, accepted)) || !accepted) return;
    if (this.#accepting) return this.#options.onCommand(this.#toInvocation(interaction));
    // Stopped meanwhile: "is thinking…" must not be the last that the person sees.
    await this.#reply(interaction, RESTARTING).catch((err: unknown) => {
      this.#options.log.warn({ ...fieldsOf(interaction), err }, "reply.failed");
    });
  }

  // Discord always names the application; servers of the same API exist that leave it out, and answers need it.
  #withApplication(event: SlashCommand): SlashCommand {
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

  /** Where nobody can tell, too: then the person most likely sees "is thinking…" and waits for what they asked for. */
  async #isAcknowledged(interaction: SlashCommand, accepted: boolean): Promise<boolean> {
    const { log } = this.#options;
    try {
      await this.#acknowledge(interaction, accepted);
      return true;
    } catch (err) {
      const isUncertain = err instanceof PlatformError && err.retryable;
      const event = isUncertain ? "acknowledgement.uncertain" : "command.not_acknowledged";
      log.warn({ ...fieldsOf(interaction), err }, event);
      // Else the person has seen "did not respond" and will ask again; doing it all the same would surprise them.
      return isUncertain;
    }
  }

  /**
   * Before anything else, and privately: the answer may take longer than Discord waits. A slow attempt gets all the
   * time there is; one that fails at once is repeated. Rejects with a PlatformError, a retryable one at the deadline.
   */
  async #acknowledge(interaction: SlashCommand, accepted: boolean): Promise<void> {
    const deadline = new AbortController();
    const overdue = Promise.withResolvers<never>();
    const cancel = this.#options.clock.setTimer(ACKNOWLEDGE_WITHIN_MS, () => {
      overdue.reject(new PlatformError("unavailable", "Discord took too long to answer"));
      deadline.abort();
    });
    try {
      // Not by the signal alone: discord.js sits a rate limit out without minding it.
      await Promise.race([
        this.#tryToAcknowledge(interaction, { accepted, signal: deadline.signal }),
        overdue.promise,
      ]);
    } finally {
      cancel();
    }
  }

  async #tryToAcknowledge(
    interaction: SlashCommand,
    { accepted, signal }: { accepted: boolean; signal: AbortSignal },
  ): Promise<void> {
    const { api, clock } = this.#options;
    const route = Routes.interactionCallback(interaction.id, interaction.token);
    const body = toAcknowledgement(accepted);
    for (let attempt = 0; ; attempt += 1) {
      try {
        await api.request({ method: RequestMethod.Post, route, body, auth: false, signal });
        return;
      } catch (error) {
        // An earlier attempt got through, only its answer was lost.
        if (attempt > 0 && discordCodeOf(error) === ALREADY_ACKNOWLEDGED) return;
        const delayMs = ACKNOWLEDGE_DELAYS_MS[attempt];
        if (delayMs === undefined || !isRetryable(error)) throw error;
        await wait(clock, delayMs, signal);
      }
    }
  }

  #toInvocation(interaction: SlashCommand): CommandInvocation {
    const uploadLimitBytes = uploadLimitOf(interaction);
    return {
      name: interaction.data.name,
      options: optionsOf(interaction),
      channel: {
        platform: "discord",
        workspace: interaction.guild_id ?? "@me",
        channel: channelIdOf(interaction),
      },
      userId: userOf(interaction)?.id ?? "",
      isBot: userOf(interaction)?.bot === true,
      ...(uploadLimitBytes !== undefined && { uploadLimitBytes }),
      checkAccess: async () => judgeAccess(interaction, this.#options.missingInChannel),
      reply: (answer) => this.#reply(interaction, answer),
    };
  }

  /** Sets the text of the acknowledgement; doing so twice is the same as once, so it may be tried again. */
  async #reply(interaction: SlashCommand, answer: Message): Promise<void> {
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

function toAcknowledgement(accepted: boolean): Record<string, unknown> {
  const flags = MessageFlags.Ephemeral;
  if (accepted)
    return { type: InteractionResponseType.DeferredChannelMessageWithSource, data: { flags } };
  return {
    type: InteractionResponseType.ChannelMessageWithSource,
    data: { flags, ...renderQuietly(RESTARTING) },
  };
}

const isRetryable = (error: unknown): boolean =>
  error instanceof PlatformError && error.code === "unavailable";

const fieldsOf = (interaction: SlashCommand) => ({
  platform: "discord",
  channelId: channelIdOf(interaction),
  command: interaction.data.name,
});
