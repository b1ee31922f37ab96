/**
 * The people and conversations of the workspace that has the app, with those of other workspaces that share a channel
 * with it. Real Slack also has organisations, group messages and custom roles; this one has none of them.
 */
import type {
  SandboxChannel,
  SandboxNewChannel,
  SandboxNewUser,
  SandboxPosting,
  SandboxUser,
  SlackDefaultChannels,
} from "../slack-sandbox.ts";
import type { Ids } from "../ids.ts";

/** A conversation, as the stand-in keeps it. */
export interface Channel {
  readonly id: string;
  readonly name: string;
  readonly kind: SandboxChannel["kind"];
  readonly createdAt: number;
  readonly creator: string;
  isArchived: boolean;
  readonly members: Set<string>;
  readonly homeTeamId: string;
  /** The other workspace that shares it. */
  readonly sharedWith: string | undefined;
  readonly posting: SandboxPosting;
}

/** See the file's header. */
export class Workspace {
  readonly teamId: string;
  readonly teamDomain = "pika-sandbox";
  /** Of its conversations; people have their own. */
  readonly locale: string;
  readonly appId: string;
  readonly botId: string;
  readonly bot: SandboxUser;
  /** The person who acts unless another is named. */
  readonly firstPerson: SandboxUser;
  readonly users = new Map<string, SandboxUser>();
  readonly channels = new Map<string, Channel>();
  readonly defaults: SlackDefaultChannels;
  readonly #ids: Ids;
  readonly #now: () => number;

  constructor(ids: Ids, now: () => number, locale = "en-US") {
    this.locale = locale;
    this.#ids = ids;
    this.#now = now;
    this.teamId = ids.next("T");
    this.appId = ids.next("A");
    this.botId = ids.next("B");
    this.bot = this.addUser({ name: "pika-relay", isBot: true });
    this.firstPerson = this.addUser({ name: "ada" });
    this.defaults = {
      publicNotJoined: this.addChannel({ name: "random", withBot: false }).id,
      publicJoined: this.addChannel({ name: "videos" }).id,
      privateWithoutBot: this.addChannel({ name: "directors", kind: "private", withBot: false }).id,
      privateWithBot: this.addChannel({ name: "studio", kind: "private" }).id,
      directMessage: this.openDirectMessage(this.firstPerson.id).id,
    };
  }

  /** Takes a person or a bot in. */
  addUser(user: SandboxNewUser & { readonly isBot?: boolean }): SandboxUser {
    const added: SandboxUser = {
      id: this.#ids.next("U"),
      isBot: false,
      teamId: this.teamId,
      isAdmin: user.isOwner ?? false,
      isOwner: false,
      isGuest: false,
      locale: "en-US",
      ...user,
    };
    this.users.set(added.id, added);
    return added;
  }

  /** Another workspace. */
  addTeam(): string {
    return this.#ids.next("T");
  }

  /** Opens a conversation. */
  addChannel(channel: SandboxNewChannel): Channel {
    const kind = channel.kind ?? "public";
    const members = new Set(channel.members ?? [this.firstPerson.id]);
    if (channel.withBot ?? true) members.add(this.bot.id);
    const prefix = kind === "im" ? "D" : "C";
    const added: Channel = {
      id: this.#ids.next(prefix),
      name: channel.name,
      kind,
      createdAt: this.#now(),
      creator: channel.creator ?? this.firstPerson.id,
      isArchived: false,
      members,
      homeTeamId: channel.homeTeamId ?? this.teamId,
      sharedWith: channel.sharedWith,
      posting: channel.posting ?? {},
    };
    this.channels.set(added.id, added);
    return added;
  }

  /** The direct messages of a person with the bot; opened when there are none. */
  openDirectMessage(userId: string): Channel {
    const open = [...this.channels.values()].find(
      ({ kind, members }) => kind === "im" && members.has(userId),
    );
    return open ?? this.addChannel({ name: "directmessage", kind: "im", members: [userId] });
  }

  /** A conversation by its id; throws for tests that name one which is not there. */
  mustGet(channelId: string): Channel {
    const channel = this.channels.get(channelId);
    if (channel === undefined) throw new Error(`the workspace has no channel ${channelId}`);
    return channel;
  }

  /** Whether the bot is in. */
  hasBot(channel: Channel): boolean {
    return channel.members.has(this.bot.id);
  }

  /** Whether the bot can know of the conversation at all. */
  botSees(channel: Channel): boolean {
    return channel.kind === "public" || this.hasBot(channel);
  }

  /** Whether a person can open the conversation: a member, or a full member of the workspace and it is public. */
  personSees(userId: string, channel: Channel): boolean {
    if (channel.members.has(userId)) return true;
    const user = this.users.get(userId);
    const isMember = user?.isGuest === false && user.teamId === this.teamId;
    return channel.kind === "public" && isMember;
  }

  /** Whether the channel's restriction lets a user post in it. */
  mayPost(userId: string, { posting }: Channel): boolean {
    const { type = [], user = [], subteam = [] } = posting;
    if (type.length + user.length + subteam.length === 0) return true;
    if (type.includes("ra") || user.includes(userId)) return true;
    const poster = this.users.get(userId);
    if (poster === undefined || poster.teamId !== this.teamId || poster.isBot) return false;
    return type.includes("regular") ? !poster.isGuest : type.includes("admin") && poster.isAdmin;
  }

  /** The workspace that somebody belongs to. */
  teamOf(userId: string): string {
    return this.users.get(userId)?.teamId ?? this.teamId;
  }

  /** Throws for tests that let somebody of another workspace use what only this one's people have. */
  mustBeOurs(userId: string, what: string): void {
    // Slack does not share an app's commands and shortcuts with other workspaces.
    if (this.users.get(userId)?.teamId !== this.teamId) {
      throw new Error(`${what} is not there for people of another workspace`);
    }
  }

  /** The conversation a person acts in; throws for tests that let somebody act where they see nothing. */
  mustSee(userId: string, channelId: string): Channel {
    const channel = this.mustGet(channelId);
    if (!this.personSees(userId, channel)) throw new Error(`${userId} does not see ${channelId}`);
    return channel;
  }

  /** `channel_name` of payloads. */
  nameInPayloads({ kind, name }: Channel): string {
    return kind === "private" ? "privategroup" : name;
  }

  /** The id of a user by name. */
  userIdByName(name: string): string | undefined {
    return [...this.users.values()].find((user) => user.name === name)?.id;
  }
}

/** What tests get to see of a conversation. */
export const toSandboxChannel = ({
  id,
  name,
  kind,
  isArchived,
  members,
  creator,
  homeTeamId,
}: Channel): SandboxChannel => ({
  id,
  name,
  kind,
  isArchived,
  members: [...members],
  creator,
  homeTeamId,
});
