import type { ChannelRef } from "../../../core/channel/channel-ref.ts";
import type { Message } from "../../../core/message.ts";

/** Discord's ids of our commands, from its answer to the registration. */
export class CommandMentions {
  readonly #guildId: string | undefined;
  #ids: ReadonlyMap<string, string> = new Map();

  /** `guildId`: the only server that has the commands; `undefined` if all have them. */
  constructor(guildId: string | undefined) {
    this.#guildId = guildId;
  }

  /** Stores the ids, by command name. */
  learn(ids: ReadonlyMap<string, string>): void {
    this.#ids = ids;
  }

  /** The message with its commands as clickable mentions, if their ids are known and this server has them. */
  in({ workspace }: Pick<ChannelRef, "workspace">, message: Message): Message {
    if (this.#guildId !== undefined && workspace !== this.#guildId) return message;
    const blocks = message.blocks.map((block) =>
      block.kind === "line"
        ? {
            ...block,
            spans: block.spans.map((span) =>
              typeof span === "object" && span.kind === "command"
                ? { ...span, id: this.#ids.get(span.name) }
                : span,
            ),
          }
        : block,
    );
    return { ...message, blocks };
  }
}
