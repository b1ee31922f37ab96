/** Reads the state of the Discord stand-in in the page's form. */
import type { SandboxChannel, SandboxMessage } from "../../discord/views.ts";
import { toNotice } from "./to-notice.ts";
import type {
  CommandInfo,
  OptionInfo,
  Person,
  Place,
  PlatformView,
  PostView,
} from "../page-views.ts";
import type { StandIns } from "../../stand-ins.ts";

/** Discord's numbers. */
const CHANNEL_OPTION = 7;
const DIRECT_MESSAGE = 1;
const IS_SPOILER = 8;

/** The visible part of a registered option. */
interface RawOption {
  readonly name: string;
  readonly type: number;
  readonly description?: string;
  readonly required?: boolean;
  readonly autocomplete?: boolean;
  readonly choices?: readonly { readonly value: unknown }[];
}

/** The visible part of a registered command. */
interface RawCommand {
  readonly name: string;
  readonly description: string;
  readonly contexts?: readonly number[] | null;
  readonly options?: readonly RawOption[];
}

/** Reads everything except the messages. */
export function readDiscord({ discord, administrators }: StandIns): PlatformView {
  const people = discord.people().map(({ id, globalName }): Person => ({
    id,
    name: globalName,
    role: administrators.has(id) ? "administrator" : "member",
  }));
  return {
    workspaceName: "Film club",
    botId: discord.botUserId,
    people,
    places: discord.channels().map((channel) => toPlace(channel, people)),
    commands: discord.commands().map(({ raw }) => toCommand(raw as unknown as RawCommand)),
    shortcuts: discord.messageCommands().map(({ name }) => ({ id: name, name })),
  };
}

function toPlace(channel: SandboxChannel, people: readonly Person[]): Place {
  const { id, kind, name, parentId, recipientId } = channel;
  return {
    id,
    name: kind === "dm" ? "Pika Relay" : name,
    kind: ({ text: "channel", thread: "thread", dm: "direct" } as const)[kind],
    parentId,
    visibleTo: kind === "dm" ? [recipientId ?? ""] : people.map((person) => person.id),
    hasBot: true,
  };
}

const toCommand = ({ name, description, contexts, options = [] }: RawCommand): CommandInfo => ({
  name,
  description,
  isInDirect: contexts?.includes(DIRECT_MESSAGE) ?? true,
  options: options.map(toOption),
});

const toOption = (option: RawOption): OptionInfo => ({
  name: option.name,
  description: option.description ?? "",
  isRequired: option.required ?? false,
  isCompleted: option.autocomplete ?? false,
  choices: (option.choices ?? []).map(({ value }) => String(value)),
  isChannel: option.type === CHANNEL_OPTION,
});

/** Reads messages, and keeps what a message alone does not contain. */
export class DiscordReader {
  readonly #standIns: StandIns;
  /** The used command, by interaction id. */
  readonly #usedCommands = new Map<
    string,
    { readonly personName: string; readonly command: string }
  >();
  /** Every read returns a new link, and a player would restart; so the first link is kept. */
  readonly #urls = new Map<string, string>();
  readonly #notices: PostView[] = [];

  constructor(standIns: StandIns, changed: () => void) {
    this.#standIns = standIns;
    standIns.discord.on("interaction", ({ id, userId, channelId, acknowledged }, text) => {
      acknowledged.catch((error: Error) => {
        const to = { placeId: channelId, personId: userId, from: "Discord" };
        this.#notices.push(toNotice(error.message, to));
        changed();
      });
      // Discord shows which command was used; an answer to a button is a reply to its message.
      const [command = ""] = text.split(" ");
      const person = standIns.discord.people().find((each) => each.id === userId);
      if (command.startsWith("/"))
        this.#usedCommands.set(id, {
          personName: person?.globalName ?? "Somebody",
          command,
        });
    });
  }

  /** All messages, including private answers. */
  posts(): PostView[] {
    const { discord } = this.#standIns;
    const posts = new Map<string, PostView>();
    for (const { id: channelId } of discord.channels()) {
      for (const message of discord.messages(channelId))
        posts.set(message.id, this.#toPost(message, undefined));
      for (const { id: userId } of discord.people())
        for (const message of discord.messagesFor(userId, channelId))
          if (message.ephemeral) posts.set(message.id, this.#toPost(message, userId));
    }
    return [...posts.values(), ...this.#notices];
  }

  #toPost(message: SandboxMessage, onlyFor: string | undefined): PostView {
    const { id, channelId, author, content, components, attachments, thread } = message;
    return {
      id,
      placeId: channelId,
      author: { id: author.id, name: author.globalName, isApp: author.bot },
      atMs: message.createdAt,
      isEdited: message.editedAt !== undefined,
      onlyFor,
      isThinking: message.loading,
      answers: this.#usedCommands.get(message.interactionId ?? ""),
      repliesTo: message.message_reference?.message_id,
      content: { kind: "discord", text: content, components },
      files: attachments.map((file) => ({
        id: file.id,
        name: file.filename,
        sizeBytes: file.size,
        mediaType: file.content_type ?? "",
        alternativeText: file.description,
        url: this.#urlOf(file),
        isSpoiler: file.flags === IS_SPOILER,
      })),
      ...(thread && {
        thread: { placeId: thread.id, name: thread.name, count: thread.messageCount },
      }),
      pings: message.pings.users,
    };
  }

  #urlOf({ id, url }: { readonly id: string; readonly url: string }): string {
    const known = this.#urls.get(id);
    if (known !== undefined) return known;
    this.#urls.set(id, url);
    return url;
  }
}
