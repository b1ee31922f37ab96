import type { ChannelRef } from "../../../core/channel/channel-ref.ts";
import { nameCommands, type Message, type Span } from "../../../core/message.ts";

/** Options of {@link CommandMentions}. */
export interface CommandMentionsOptions {
  /** The only server that has the commands; `undefined` if all have them. */
  readonly guildId: string | undefined;
  /** What the names of the commands begin with. */
  readonly commandPrefix: string;
}

/** The commands in messages: under the names that people type, and clickable. */
export class CommandMentions {
  readonly #options: CommandMentionsOptions;
  #ids: ReadonlyMap<string, string> = new Map();

  constructor(options: CommandMentionsOptions) {
    this.#options = options;
  }

  /** Stores the ids from Discord's answer to the registration, by typed name. */
  learn(ids: ReadonlyMap<string, string>): void {
    this.#ids = ids;
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
    return isClickable ? { ...span, id: this.#ids.get(typedName) } : span;
  }
}
