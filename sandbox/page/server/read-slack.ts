/** Reads the state of the Slack stand-in in the page's form. */
import type {
  SandboxChannel,
  SandboxMessage,
  SandboxPrivateReply,
} from "../../slack/slack-sandbox.ts";
import { toNotice } from "./to-notice.ts";
import type { Person, Place, PlatformView, PostView } from "../page-views.ts";
import type { StandIns } from "../../stand-ins.ts";

/** Reads everything except the messages. */
export function readSlack({ slack, manifest, administrators }: StandIns): PlatformView {
  const people = slack.people
    .filter(({ isBot }) => !isBot)
    .map(({ id, name }): Person => ({
      id,
      name,
      role: administrators.has(id) ? "administrator" : "member",
    }));
  const { slash_commands: commands, shortcuts = [] } = manifest.features;
  return {
    workspaceName: "Film club",
    botId: slack.botUserId,
    people,
    places: slack.allChannels
      .filter(({ isArchived }) => !isArchived)
      .map((channel) => toPlace(channel, people, slack.botUserId)),
    commands: commands.map(({ command, description, usage_hint: hint = "" }) => ({
      name: command.slice(1),
      description,
      hint,
      isInDirect: true,
      options: [],
    })),
    shortcuts: shortcuts.map(({ callback_id: id, name }) => ({ id, name })),
  };
}

function toPlace(channel: SandboxChannel, people: readonly Person[], botId: string): Place {
  const { id, name, kind, members } = channel;
  return {
    id,
    name: kind === "im" ? "pika-relay" : name,
    kind: ({ public: "channel", private: "private", im: "direct" } as const)[kind],
    visibleTo: kind === "public" ? people.map((person) => person.id) : members,
    hasBot: members.includes(botId),
  };
}

/** A Slack timestamp is the message's id, and its time in seconds. */
const toMs = (ts: string): number => Number(ts) * 1_000;

/** Reads messages, and keeps Slack's own notices, which are not messages. */
export class SlackReader {
  readonly #standIns: StandIns;
  readonly #notices: PostView[] = [];

  constructor(standIns: StandIns, changed: () => void) {
    this.#standIns = standIns;
    standIns.slack.on("interaction", (interaction) => {
      const { channelId, userId } = interaction;
      interaction.acknowledged.catch((error: Error) => {
        const to = { placeId: channelId, personId: userId, from: "Slackbot" };
        this.#notices.push(toNotice(error.message, to));
        changed();
      });
    });
  }

  /** All messages, including private ones. */
  posts(): PostView[] {
    const { slack } = this.#standIns;
    const messages = slack.allChannels.flatMap(({ id }) => slack.messages(id));
    const roots = new Set(messages.map(({ thread_ts: root }) => root));
    const privately = slack.people.flatMap(({ id }) => slack.privateMessages(id));
    return [
      ...messages.map((message) => this.#toPost(message, roots)),
      ...privately.map((message) => this.#toPrivatePost(message)),
      ...this.#notices,
    ];
  }

  #toPost(message: SandboxMessage, roots: ReadonlySet<string | undefined>): PostView {
    const { ts, channelId, text, blocks = [], files, edits } = message;
    return {
      id: ts,
      placeId: channelId,
      threadId: message.thread_ts ?? (roots.has(ts) ? ts : undefined),
      isBroadcast: message.isBroadcast,
      author: this.#authorOf(message.user),
      atMs: toMs(ts),
      isEdited: edits.length > 0,
      content: { kind: "slack", text, blocks },
      files: files.map((file) => ({
        id: file.id,
        name: file.title,
        sizeBytes: file.size,
        mediaType: file.mimetype,
        alternativeText: file.alt_txt,
        url: file.viewUrl,
        isSpoiler: false,
      })),
      pings: message.pings.users,
    };
  }

  #toPrivatePost(message: SandboxPrivateReply): PostView {
    const { ts, channelId, userId, text, blocks = [], thread_ts: threadId } = message;
    return {
      id: ts,
      placeId: channelId,
      threadId,
      author: this.#authorOf(this.#standIns.slack.botUserId),
      atMs: toMs(ts),
      isEdited: false,
      onlyFor: userId,
      content: { kind: "slack", text, blocks },
      files: [],
      pings: [],
    };
  }

  #authorOf(userId: string | undefined): PostView["author"] {
    const { slack } = this.#standIns;
    const user = slack.people.find(({ id }) => id === userId);
    return { id: userId ?? "", name: user?.name ?? "pika-relay", isApp: user?.isBot ?? true };
  }
}
