import { isAtHome, type AllowList } from "../../../core/channel/allow-list.ts";
import type { ChannelRef } from "../../../core/channel/channel-ref.ts";
import { CommandRateLimiter } from "../../../core/command-rate-limiter.ts";
import type { ActionInvocation, CommandInvocation, Invocation } from "../../../core/invocation.ts";
import { line, message, type Message } from "../../../core/message.ts";
import type { Translator } from "../../../messages/translator.ts";
import type { Clock } from "../../../core/ports/clock.ts";
import type { Logger } from "../../../core/ports/logger.ts";
import { toUserKey, type Quotas } from "../../../core/channel/quotas.ts";

/** Options of {@link CommandGuard}. */
export interface CommandGuardOptions {
  /** Whether the allow lists have a channel. */
  readonly isAllowed: (channel: ChannelRef) => boolean;
  /** The allow lists; of these, which workspaces people may belong to. */
  readonly allowed: AllowList;
  /** How many commands a minute one person may give. */
  readonly quotas: Pick<Quotas, "commandsPerMinute">;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Why a person does not count as one of the workspace, with what they are told. */
const STRANGERS = {
  other_workspace: "answer.other-workspace",
  unknown_workspace: "answer.platform-slow",
} as const;

/** Decides whether a command is answered at all: by whom it is given, where, and how often. */
export class CommandGuard {
  readonly #options: CommandGuardOptions;
  readonly #limiter: CommandRateLimiter;

  constructor(options: CommandGuardOptions) {
    this.#options = options;
    this.#limiter = new CommandRateLimiter(options.quotas.commandsPerMinute);
  }

  /** The private refusal, which tells nothing about any job or any other channel; `undefined` if the command may run. */
  async refuse(
    invocation: CommandInvocation | ActionInvocation,
    translator: Translator,
  ): Promise<Message | undefined> {
    const { isAllowed, clock } = this.#options;
    const { channel, userId, isBot = false } = invocation;
    const refuse = (reason: string, refusal: Message): Message => {
      this.#note(invocation, reason);
      return refusal;
    };
    if (isBot)
      return refuse("not_a_person", message([line(...translator.spans("answer.people-only"))]));
    // Before the limiter: a person who may not use the relay takes no place in its memory.
    if (!isAllowed(channel))
      return refuse(
        "channel_not_allowed",
        message([line(...translator.spans("answer.not-allowed-here"))]),
      );
    const stranger = await this.#findStranger(invocation);
    if (stranger !== undefined)
      return refuse(stranger, message([line(...translator.spans(STRANGERS[stranger]))]));
    const waitMs = this.#limiter.take(toUserKey(channel, userId), clock.monotonicMs());
    return waitMs > 0 ? refuse("too_often", this.#tooOften(waitMs, translator)) : undefined;
  }

  /** Why the person may not use the relay, if they are of another workspace, or of an unknown one. */
  async #findStranger(invocation: Invocation): Promise<keyof typeof STRANGERS | undefined> {
    const { channel } = invocation;
    try {
      const home = (await invocation.readHome?.()) ?? channel.workspace;
      return isAtHome(this.#options.allowed, channel, home) ? undefined : "other_workspace";
    } catch (err) {
      this.#options.log.warn({ platform: channel.platform, err }, "person.unknown");
      return "unknown_workspace";
    }
  }

  /** Whether a person gets suggestions while they type. They do not count as commands: each key asks for some. */
  mayComplete({ channel, isBot = false }: Pick<Invocation, "channel" | "isBot">): boolean {
    return !isBot && this.#options.isAllowed(channel);
  }

  #note({ name, channel, userId }: CommandInvocation | ActionInvocation, reason: string): void {
    const { platform, workspace, channel: channelId } = channel;
    const fields = { command: name, platform, workspace, channelId, userId, reason };
    this.#options.log.warn(fields, "command.refused");
  }

  #tooOften(waitMs: number, translator: Translator): Message {
    const commands = translator.count("commands", this.#options.quotas.commandsPerMinute);
    // Rounded up: a person who tries again at the moment named must not be refused again.
    const duration = translator.duration(Math.ceil(waitMs / 1000) * 1000);
    return message([
      line(...translator.spans("answer.too-often", { commands, duration })),
      line(...translator.spans("answer.too-often-rest")),
    ]);
  }
}
