import { isAtHome, type AllowList } from "../../core/channel/allow-list.ts";
import type { ChannelRef } from "../../core/channel/channel-ref.ts";
import { CommandRateLimiter } from "../../core/command-rate-limiter.ts";
import type { Invocation } from "../../core/invocation.ts";
import { line, message, type Message } from "../../core/message.ts";
import type { Translator } from "../../messages/translator.ts";
import type { Clock } from "../../core/ports/clock.ts";
import type { Logger } from "../../core/ports/logger.ts";
import { toUserKey, type Quotas } from "../../core/channel/quotas.ts";

/** Options of {@link CommandGuard}. */
export interface CommandGuardOptions {
  readonly isAllowed: (channel: ChannelRef) => boolean;
  readonly allowed: AllowList;
  readonly quotas: Quotas;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Why somebody is a stranger, with what they are told. */
const STRANGERS = {
  other_workspace: "answer.other-workspace",
  unknown_workspace: "answer.platform-slow",
} as const;

/** Decides whether a command is looked at at all: from whom, from where, and how often. */
export class CommandGuard {
  readonly #options: CommandGuardOptions;
  readonly #pace: CommandRateLimiter;

  constructor(options: CommandGuardOptions) {
    this.#options = options;
    this.#pace = new CommandRateLimiter(options.quotas.commandsPerMinute);
  }

  /** The private refusal, which tells nothing about any job or any other channel; `undefined` if all is well. */
  async refuse(
    name: string,
    invocation: Invocation,
    translator: Translator,
  ): Promise<Message | undefined> {
    const { isAllowed, clock } = this.#options;
    const { channel, userId, isBot = false } = invocation;
    const refuse = (reason: string, refusal: Message): Message => {
      this.#note(name, invocation, reason);
      return refusal;
    };
    if (isBot)
      return refuse("not_a_person", message([line(...translator.spans("answer.people-only"))]));
    // Before the pace: who may not use the relay anyway takes no place in its memory.
    if (!isAllowed(channel))
      return refuse(
        "channel_not_allowed",
        message([line(...translator.spans("answer.not-allowed-here"))]),
      );
    const stranger = await this.#isStranger(invocation);
    if (stranger !== undefined)
      return refuse(stranger, message([line(...translator.spans(STRANGERS[stranger]))]));
    const waitMs = this.#pace.take(toUserKey(channel, userId), clock.monotonicMs());
    return waitMs > 0 ? refuse("too_often", this.#tooOften(waitMs, translator)) : undefined;
  }

  /** Somebody of another workspace who may not use the relay, or of whom nobody knows; `undefined` if they may. */
  async #isStranger(invocation: Invocation): Promise<keyof typeof STRANGERS | undefined> {
    const { channel } = invocation;
    try {
      const home = (await invocation.readHome?.()) ?? channel.workspace;
      return isAtHome(this.#options.allowed, channel, home) ? undefined : "other_workspace";
    } catch (err) {
      this.#options.log.warn({ platform: channel.platform, err }, "person.unknown");
      return "unknown_workspace";
    }
  }

  /** Whether a person is helped while they type. That is not counted: it happens at every key. */
  mayComplete({ channel, isBot = false }: Pick<Invocation, "channel" | "isBot">): boolean {
    return !isBot && this.#options.isAllowed(channel);
  }

  #note(name: string, { channel, userId }: Invocation, reason: string): void {
    const { platform, workspace, channel: channelId } = channel;
    const fields = { command: name, platform, workspace, channelId, userId, reason };
    this.#options.log.warn(fields, "command.refused");
  }

  #tooOften(waitMs: number, translator: Translator): Message {
    const commands = translator.count("commands", this.#options.quotas.commandsPerMinute);
    // Rounded up: who tries again at the moment named must not be refused again.
    const duration = translator.duration(Math.ceil(waitMs / 1000) * 1000);
    return message([
      line(...translator.spans("answer.too-often", { commands, duration })),
      line(...translator.spans("answer.too-often-rest")),
    ]);
  }
}
