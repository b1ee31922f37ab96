import type { ChannelRef } from "../../../core/channel/channel-ref.ts";
import { nameCommands, type Message, type Span } from "../../../core/message.ts";
import type { Clock } from "../../../core/ports/clock.ts";
import type { Logger } from "../../../core/ports/logger.ts";

/** The ids of the commands, by the names that people type. */
export type CommandIds = ReadonlyMap<string, string>;

/** Options of {@link CommandMentions}. */
export interface CommandMentionsOptions {
  /** The only server that has the commands; `undefined` if all have them. */
  readonly guildId: string | undefined;
  /** What the names of the commands begin with. */
  readonly commandPrefix: string;
  /** Resolves with the ids of the commands that another process registers. Default: {@link CommandMentions.learn} alone tells them. */
  readonly readIds?: (() => Promise<CommandIds>) | undefined;
  readonly clock: Clock;
  readonly log: Logger;
}

/** How soon the ids are read again if one is still missing, in milliseconds. */
const READ_AGAIN_AFTER_MS = 60_000;

/** The commands in messages: under the names that people type, and clickable. */
export class CommandMentions {
  readonly #options: CommandMentionsOptions;
  #ids: CommandIds = new Map();
  #readAtMs: number | undefined;

  constructor(options: CommandMentionsOptions) {
    this.#options = options;
  }

  /** Stores the ids from Discord's answer to the registration. */
  learn(ids: CommandIds): void {
    this.#ids = ids;
  }

  /** Reads the ids if another process registers the commands. Never rejects: without its id, a command is not clickable. */
  async read(): Promise<void> {
    const { readIds, clock, log } = this.#options;
    if (!readIds) return;
    this.#readAtMs = clock.monotonicMs();
    try {
      this.#ids = await readIds();
    } catch (err) {
      log.warn({ platform: "discord", err }, "discord.commands_not_read");
    }
  }

  /** Returns the message with its commands as clickable mentions, if their ids are known and this server has them. */
  in({ workspace }: Pick<ChannelRef, "workspace">, original: Message): Message {
    const { guildId, commandPrefix } = this.#options;
    const message = nameCommands(original, commandPrefix);
    if (guildId !== undefined && workspace !== guildId) return message;
    const blocks = message.blocks.map((block) =>
      block.kind === "line"
        ? { ...block, spans: block.spans.map((span) => this.#withId(span)) }
        : block,
    );
    return { ...message, blocks };
  }

  #withId(span: Span): Span {
    if (typeof span === "string" || span.kind !== "command") return span;
    const { name, typedName = name, isClickable = true } = span;
    if (!isClickable) return span;
    const id = this.#ids.get(typedName);
    if (id === undefined) this.#readAgain();
    return { ...span, id };
  }

  /** For later messages: the process that registers the commands may start after this one. */
  #readAgain(): void {
    const readAtMs = this.#readAtMs ?? Number.NEGATIVE_INFINITY;
    if (this.#options.clock.monotonicMs() - readAtMs >= READ_AGAIN_AFTER_MS) void this.read();
  }
}
