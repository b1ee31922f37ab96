/**
 * What a test or the demo holds of the Discord stand-in: the people's side (type a command, look at a channel), the
 * operator's side (permissions, deleted channels) and the weather (faults to order).
 */
import type {
  FaultHandle,
  FaultOrder,
  GatewayControl,
  LoggedRequest,
  Violation,
  WireExchange,
} from "./faults.ts";
import type { PermissionName } from "./permissions.ts";

/** How a stand-in is set up; everything has a default. */
export interface DiscordSandboxOptions {
  readonly port?: number;
  readonly token?: string;
  /** Of the default guild. Default 10 MiB. */
  readonly uploadLimitBytes?: number;
  /** How long a nonce with `enforce_nonce` is remembered; Discord says "the past few minutes". Default 5 minutes. */
  readonly nonceWindowMs?: number;
  /** Announced in HELLO. Default 41,250. */
  readonly heartbeatIntervalMs?: number;
}

/** A person. */
export interface SandboxUser {
  readonly id: string;
  readonly username: string;
  readonly globalName: string;
}

/** A file of a message; `url` serves the bytes again. */
interface SandboxAttachment {
  readonly id: string;
  readonly filename: string;
  readonly size: number;
  readonly content_type: string | undefined;
  readonly description: string | undefined;
  readonly url: string;
  readonly sha256: string;
}

/** Whom a message notifies, from its content and `allowed_mentions`. Nobody is ever notified by their own message. */
export interface Pings {
  readonly everyone: boolean;
  readonly users: readonly string[];
  readonly roles: readonly string[];
}

/** A message as its channel shows it now. */
export interface SandboxMessage {
  readonly id: string;
  readonly channelId: string;
  readonly author: { readonly id: string; readonly username: string; readonly bot: boolean };
  readonly content: string;
  readonly attachments: readonly SandboxAttachment[];
  /** Discord's own objects, as they were sent. */
  readonly embeds: readonly unknown[];
  readonly message_reference:
    | { readonly message_id: string; readonly channel_id: string; readonly guild_id?: string }
    | undefined;
  /** Counted when the message appeared; edits notify nobody, on Discord too. */
  readonly pings: Pings;
  /** Earlier contents, oldest first, and when each was replaced. */
  readonly edits: readonly { readonly content: string; readonly at: number }[];
  readonly nonce: string | undefined;
  /** Only the person who typed the command sees it; never part of {@link DiscordSandbox.messages}. */
  readonly ephemeral: boolean;
  /** A deferred reply still shows "is thinking…". */
  readonly loading: boolean;
  /** The interaction it answers. */
  readonly interactionId: string | undefined;
  readonly createdAt: number;
  readonly editedAt: number | undefined;
}

/** A slash command as a person types it. */
export interface CommandOrder {
  readonly name: string;
  readonly options?: Readonly<Record<string, string | number | boolean>>;
  /** Default: the default channel. */
  readonly channelId?: string;
  /** Default: the first user. */
  readonly userId?: string;
  /** How the app got here. `user`: only this person installed it. Default `guild` (in a direct message `user`). */
  readonly installation?: "guild" | "user";
  readonly locale?: string;
  /** The person's own permissions here. Default: an ordinary member's. */
  readonly memberPermissions?: readonly PermissionName[];
}

/** How and when a command was acknowledged. `type` is the callback type: 4 a message, 5 deferred. */
export interface Acknowledgement {
  readonly type: number;
  readonly ephemeral: boolean;
  readonly afterMs: number;
}

/** One thing that happened to a command's answers. */
export interface InteractionReply {
  readonly kind: "callback" | "edit" | "follow-up" | "delete";
  readonly messageId: string;
  readonly content: string;
  readonly ephemeral: boolean;
  readonly at: number;
}

/** A typed command and what the person sees come back. */
export interface SandboxInteraction {
  readonly id: string;
  readonly token: string;
  readonly channelId: string;
  readonly userId: string;
  /** Rejects with "The application did not respond" after 3 s; safe to leave unobserved. */
  readonly acknowledged: Promise<Acknowledgement>;
  /** The text of the first answer as it is now; undefined before it comes, while "thinking" and once deleted. */
  reply(): string | undefined;
  /** The first answer as a whole. */
  original(): SandboxMessage | undefined;
  /** Further answers that still exist. */
  followUps(): readonly SandboxMessage[];
  readonly replies: readonly InteractionReply[];
  /** Resolves with the first answer's text once there is one that `matches` (default: any). Default time-out 10 s. */
  waitForReply(matches?: RegExp | ((text: string) => boolean), timeoutMs?: number): Promise<string>;
}

/** A slash command as the bot registered it. */
interface RegisteredCommand {
  readonly id: string;
  readonly name: string;
  readonly guildId: string | undefined;
  /** Discord's own object, as GET answers it. */
  readonly raw: Readonly<Record<string, unknown>>;
}

/** What a transcript listens to. */
export interface DiscordSandboxEvents {
  /** A message appeared in a channel for all to see. */
  message: [message: SandboxMessage];
  edit: [message: SandboxMessage];
  delete: [message: SandboxMessage];
  /** Somebody typed a command. */
  interaction: [interaction: SandboxInteraction, text: string];
  "interaction-reply": [interaction: SandboxInteraction, reply: InteractionReply];
  request: [request: LoggedRequest, wire: WireExchange];
  violation: [violation: Violation];
}

/** A running stand-in. */
export interface DiscordSandbox extends AsyncDisposable {
  /** The value for DISCORD_API_URL. */
  readonly apiUrl: string;
  readonly token: string;
  readonly applicationId: string;
  readonly botUserId: string;
  /** The default guild, its text channel, and two of its members. */
  readonly guildId: string;
  readonly channelId: string;
  readonly users: readonly [SandboxUser, SandboxUser];

  /** `hasBot: false`: the bot is no member, as where the app is only user-installed. */
  addGuild(guild?: { name?: string; uploadLimitBytes?: number; hasBot?: boolean }): string;
  addChannel(channel?: {
    guildId?: string;
    name?: string;
    botPermissions?: readonly PermissionName[];
  }): string;
  addThread(thread: {
    parentId: string;
    name?: string;
    archived?: boolean;
    locked?: boolean;
  }): string;
  addDirectMessage(userId: string): string;
  addUser(user?: { username?: string; globalName?: string }): SandboxUser;
  /** Replaces the bot's permissions in a channel; a thread has its parent's. */
  setBotPermissions(channelId: string, names: readonly PermissionName[]): void;
  botPermissions(channelId: string): readonly PermissionName[];
  setUploadLimit(guildId: string, maxBytes: number): void;
  updateThread(threadId: string, state: { archived?: boolean; locked?: boolean }): void;
  threadState(threadId: string): { readonly archived: boolean; readonly locked: boolean };
  deleteChannel(channelId: string): void;
  /** The bot is thrown out of the guild. */
  removeBot(guildId: string): void;
  /** A person writes into a channel. */
  say(channelId: string, userId: string, content: string): SandboxMessage;
  /** A moderator deletes a message. */
  deleteMessage(channelId: string, messageId: string): void;

  /** A person types a command. Rejects where the bot has not registered it or the options do not fit it. */
  command(order: CommandOrder): Promise<SandboxInteraction>;
  /** The commands the bot has registered: global ones, or one guild's. */
  commands(guildId?: string): readonly RegisteredCommand[];
  /** Requests that wrote commands (PUT, POST, PATCH, DELETE), and how many commands each created. */
  readonly registrations: readonly { readonly method: string; readonly created: number }[];

  /** What everybody in the channel sees, oldest first. */
  messages(channelId?: string): readonly SandboxMessage[];
  /** Resolves with the first truthy value of `probe`, asked now and after everything that happens. Default 10 s. */
  waitFor<T>(
    probe: (sandbox: DiscordSandbox) => T | undefined | null | false,
    timeoutMs?: number,
  ): Promise<T>;
  /** Returns the function that ends the listening. */
  on<E extends keyof DiscordSandboxEvents>(
    event: E,
    listener: (...args: DiscordSandboxEvents[E]) => void,
  ): () => void;

  /** Orders a fault for the next matching REST requests; the earliest order that matches applies. */
  failNext(order: FaultOrder): FaultHandle;
  readonly gateway: GatewayControl;
  /** Nothing listens any more: every connection is reset, new ones are refused. */
  pause(): Promise<void>;
  /** Listens again, on the same port, with everything it knew. */
  resume(): Promise<void>;
  /** Moves the stand-in's clock (token lifetimes, nonce window) without waiting. */
  advanceTime(byMs: number): void;

  readonly requests: readonly LoggedRequest[];
  /** Everything a client sent that the stand-in does not know or Discord would not take. Empty in a sound run. */
  readonly violations: readonly Violation[];
  close(): Promise<void>;
}
