/**
 * The users and conversations of the workspace with the app, and those of other workspaces that share a channel with it.
 * Not implemented: organisations, group messages, custom roles.
 */
import type {
  SandboxChannel,
  SandboxNewChannel,
  SandboxNewUser,
  SandboxPosting,
  SandboxUser,
  SlackDefaultChannels,
} from "../slack-sandbox.ts";
import type { SlackSandboxOptions } from "../slack-sandbox-options.ts";
import type { Ids } from "../ids.ts";

/** A conversation, as the stand-in stores it. */
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
  /** The locale of its conversations; users have their own. */
  readonly locale: string;
  readonly appId: string;
  readonly botId: string;
  readonly bot: SandboxUser;
  /** The user who acts unless another one is given. */
  readonly firstPerson: SandboxUser;
  readonly users = new Map<string, SandboxUser>();
  readonly channels = new Map<string, Channel>();
  readonly defaults: SlackDefaultChannels;
  readonly #ids: Ids;
  readonly #now: () => number;

  constructor(
    ids: Ids,
    now: () => number,
    options: Pick<SlackSandboxOptions, "teamId" | "locale">,
  ) {
    this.locale = options.locale ?? "en-US";
    this.#ids = ids;
    this.#now = now;
    const teamId = ids.next("T");
    this.teamId = options.teamId ?? teamId;
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

  /** Adds a user or a bot. */
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

  /** Adds another workspace. */
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

  /** Returns a user's direct messages with the bot; opens them if there are none. */
  openDirectMessage(userId: string): Channel {
    const open = [...this.channels.values()].find(
      ({ kind, members }) => kind === "im" && members.has(userId),
    );
    return open ?? this.addChannel({ name: "directmessage", kind: "im", members: [userId] });
  }

  /** Returns a conversation by its id. Throws if there is none, which is a mistake in the test. */
  mustGet(channelId: string): Channel {
    const channel = this.channels.get(channelId);
    if (channel === undefined) throw new Error(`the workspace has no channel ${channelId}`);
    return channel;
  }

  /** Whether the bot is a member. */
  hasBot(channel: Channel): boolean {
    return channel.members.has(this.bot.id);
  }

  /** Whether the bot can see the conversation at all. */
  botSees(channel: Channel): boolean {
    return channel.kind === "public" || this.hasBot(channel);
  }

  /** Whether a user can open the conversation: as a member, or, if it is public, as a full member of the workspace. */
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

  /** Returns a user's workspace. */
  teamOf(userId: string): string {
    return this.users.get(userId)?.teamId ?? this.teamId;
  }

  /** Throws if a user of another workspace uses what only this workspace's users have. */
  mustBeOurs(userId: string, what: string): void {
    // Slack does not share an app's commands and shortcuts with other workspaces.
    if (this.users.get(userId)?.teamId !== this.teamId) {
      throw new Error(`${what} is not there for people of another workspace`);
    }
  }

  /** Returns the conversation that a user acts in. Throws if the user cannot see it. */
  mustSee(userId: string, channelId: string): Channel {
    const channel = this.mustGet(channelId);
    if (!this.personSees(userId, channel)) throw new Error(`${userId} does not see ${channelId}`);
    return channel;
  }

  /** The `channel_name` of payloads. */
  nameInPayloads({ kind, name }: Channel): string {
    return kind === "private" ? "privategroup" : name;
  }

  /** Returns a user's id by name. */
  userIdByName(name: string): string | undefined {
    return [...this.users.values()].find((user) => user.name === name)?.id;
  }
}

/** A conversation as tests see it. */
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
