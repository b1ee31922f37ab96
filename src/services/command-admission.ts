import type { ChannelRef } from "../core/channel-ref.ts";
import { CommandPace } from "../core/command-pace.ts";
import { line, message, type Message } from "../core/message.ts";
import type { Clock, CommandInvocation, Logger } from "../core/ports.ts";
import { toUserKey, type Quotas } from "../core/quotas.ts";
import { durationWords } from "./words.ts";

/** What a {@link CommandAdmission} works with. */
export interface CommandAdmissionOptions {
  readonly isAllowed: (channel: ChannelRef) => boolean;
  readonly quotas: Quotas;
  readonly clock: Clock;
  readonly log: Logger;
}

const NOT_A_PERSON = message([line("I take commands from people only.")]);
const NOT_ALLOWED_HERE = message([
  line("I am not set up to be used here. Whoever runs this relay decides where it may be used."),
]);

/** Decides whether a command is looked at at all: from whom, from where, and how often. */
export class CommandAdmission {
  readonly #options: CommandAdmissionOptions;
  readonly #pace: CommandPace;

  constructor(options: CommandAdmissionOptions) {
    this.#options = options;
    this.#pace = new CommandPace(options.quotas.commandsPerMinute);
  }

  /** The private refusal, which tells nothing about any job or any other channel; undefined where all is well. */
  refuse(invocation: CommandInvocation): Message | undefined {
    const { isAllowed, clock } = this.#options;
    const { channel, userId, isBot = false } = invocation;
    if (isBot) return this.#note(invocation, "not_a_person", NOT_A_PERSON);
    // Before the pace: who may not use the relay anyway takes no place in its memory.
    if (!isAllowed(channel)) return this.#note(invocation, "channel_not_allowed", NOT_ALLOWED_HERE);
    const waitMs = this.#pace.take(toUserKey(channel, userId), clock.monotonicMs());
    return waitMs > 0 ? this.#note(invocation, "too_often", this.#tooOften(waitMs)) : undefined;
  }

  #note({ name, channel, userId }: CommandInvocation, reason: string, refusal: Message): Message {
    const { platform, workspace, channel: channelId } = channel;
    const fields = { command: name, platform, workspace, channelId, userId, reason };
    this.#options.log.warn(fields, "command.refused");
    return refusal;
  }

  #tooOften(waitMs: number): Message {
    const { commandsPerMinute: limit } = this.#options.quotas;
    const commands = limit === 1 ? "1 command" : `${limit} commands`;
    return message([
      line(
        `That was one too many: I take ${commands} a minute from one person. `,
        // Rounded up: who tries again at the moment named must not be refused again.
        `Please try again in ${durationWords(Math.ceil(waitMs / 1000) * 1000)}.`,
      ),
      line("Jobs that are followed already go on, and nothing was done about this one."),
    ]);
  }
}
