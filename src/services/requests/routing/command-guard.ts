import { isAtHome, type AllowList } from "../../../core/channel/allow-list.ts";
import type { ChannelRef } from "../../../core/channel/channel-ref.ts";
import type { CommandRateLimiter } from "../../../core/command-rate-limiter.ts";
import type { ActionInvocation, CommandInvocation, Invocation } from "../../../core/invocation.ts";
import { line, message, type Message } from "../../../core/message.ts";
import type { Translator } from "../../../messages/translator.ts";
import type { Clock } from "../../../core/ports/clock.ts";
import type { Logger } from "../../../core/ports/logger.ts";
import { toUserKey } from "../../../core/channel/quotas.ts";

/** Options of {@link CommandGuard}. */
export interface CommandGuardOptions {
  /** Whether the relay may be used in a channel. */
  readonly isAllowed: (channel: ChannelRef) => boolean;
  /** The allow lists, for the workspaces that people may belong to. */
  readonly allowed: AllowList;
  /** Counts the commands of each person. */
  readonly limiter: CommandRateLimiter;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Why a person of a shared channel is refused (the reason in the log), with the sentence for them. */
const STRANGERS = {
  other_workspace: "answer.other-workspace",
  unknown_workspace: "answer.platform-slow",
} as const;

/** Decides whether a command or action may run: who gives it, where, and how often. */
export class CommandGuard {
  readonly #options: CommandGuardOptions;

  constructor(options: CommandGuardOptions) {
    this.#options = options;
  }

  /**
   * Resolves with `undefined` if the command may run, otherwise with the private refusal, which says nothing about any job or
   * other channel. A command that passes counts towards the person's rate. Never rejects.
   */
  async refuse(
    invocation: CommandInvocation | ActionInvocation,
    translator: Translator,
  ): Promise<Message | undefined> {
    const { isAllowed, limiter, clock } = this.#options;
    const { channel, userId, isBot = false } = invocation;
    const refuse = (reason: string, refusal: Message): Message => {
      this.#logRefusal(invocation, reason);
      return refusal;
    };
    if (isBot)
      return refuse("not_a_person", message([line(...translator.spans("answer.people-only"))]));
    // Before the rate limiter, which remembers only people who may use the relay.
    if (!isAllowed(channel))
      return refuse(
        "channel_not_allowed",
        message([line(...translator.spans("answer.not-allowed-here"))]),
      );
    const stranger = await this.#findStranger(invocation);
    if (stranger !== undefined)
      return refuse(stranger, message([line(...translator.spans(STRANGERS[stranger]))]));
    const waitMs = limiter.take(toUserKey(channel, userId), clock.monotonicMs());
    return waitMs > 0 ? refuse("too_often", this.#tooOften(waitMs, translator)) : undefined;
  }

  /** Why the person may not use the relay: they belong to another workspace, or the platform cannot tell to which. */
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

  /** Whether a person gets suggestions while they type. Suggestions are not rate limited: every key press asks for some. */
  mayComplete({ channel, isBot = false }: Pick<Invocation, "channel" | "isBot">): boolean {
    return !isBot && this.#options.isAllowed(channel);
  }

  #logRefusal(
    { name, channel, userId }: CommandInvocation | ActionInvocation,
    reason: string,
  ): void {
    const { platform, workspace, channel: channelId } = channel;
    const fields = { command: name, platform, workspace, channelId, userId, reason };
    this.#options.log.warn(fields, "command.refused");
  }

  #tooOften(waitMs: number, translator: Translator): Message {
    const commands = translator.count("commands", this.#options.limiter.perMinute);
    // Rounded up to seconds, so that a person who tries again after the time shown is not refused again.
    const duration = translator.duration(Math.ceil(waitMs / 1000) * 1000);
    return message([
      line(...translator.spans("answer.too-often", { commands, duration })),
      line(...translator.spans("answer.too-often-rest")),
    ]);
  }
}
