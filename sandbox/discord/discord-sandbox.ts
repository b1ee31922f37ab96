/**
 * The interface of the Discord stand-in for tests, the demo and the page: user actions (type a command, read a channel),
 * administration (permissions, deleted channels) and fault injection.
 */
import type { FaultHandle, DiscordFault } from "./discord-fault.ts";
import type { GatewayControl } from "./gateway/gateway-control.ts";
import type { LoggedRequest, Violation, WireExchange } from "./request-log.ts";
import type {
  ButtonAction,
  ChoiceAction,
  CommandAction,
  CompletionAction,
  MenuAction,
  NewUser,
} from "./user-actions.ts";
import type { DiscordSandboxOptions } from "./discord-sandbox-options.ts";
import type { PermissionName } from "./permissions.ts";
import type {
  FeedEntry,
  InteractionReply,
  SandboxChannel,
  SandboxChoice,
  SandboxInteraction,
  SandboxMessage,
  SandboxUser,
} from "./views.ts";

export type { CommandAction, DiscordSandboxOptions, SandboxInteraction, SandboxMessage };

/** A command as the bot registered it. */
interface RegisteredCommand {
  readonly id: string;
  readonly name: string;
  readonly guildId: string | undefined;
  /** Discord's own object, as GET answers it. */
  readonly raw: Readonly<Record<string, unknown>>;
}

/** The address of an app that takes interactions by HTTP. */
export interface HttpTarget {
  readonly url: string;
  /** Default: fetch. */
  readonly send?: (request: Request) => Promise<Response>;
}

/** An interaction as it was sent by HTTP. */
export interface SentByHttp {
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** The events that `on` subscribes to. */
export interface DiscordSandboxEvents {
  /** A public message was posted. */
  message: [message: SandboxMessage];
  edit: [message: SandboxMessage];
  delete: [message: SandboxMessage];
  /** A user typed a command, or used a button or a select. */
  interaction: [interaction: SandboxInteraction, text: string];
  /** A user is typing an option, for which the bot offers choices. */
  completion: [interaction: SandboxInteraction, text: string];
  "interaction-reply": [interaction: SandboxInteraction, reply: InteractionReply];
  /** Every visible change, with the users who see it: enough to draw the channels. */
  feed: [entry: FeedEntry];
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
  /** The value for DISCORD_PUBLIC_KEY. */
  readonly publicKey: string;
  /** The default guild, its text channel, and two of its members. */
  readonly guildId: string;
  readonly channelId: string;
  readonly users: readonly [SandboxUser, SandboxUser];

  /** `hasBot: false`: the bot is not a member, as in a guild where the app is only user-installed. */
  addGuild(guild?: {
    name?: string;
    uploadLimitBytes?: number;
    hasBot?: boolean;
    preferredLocale?: string;
  }): string;
  setGuildLocale(guildId: string, locale: string): void;
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
  /** Opens the direct messages between a user and the bot. There is one such channel per user. */
  addDirectMessage(userId: string): string;
  addUser(user?: NewUser): SandboxUser;
  /** All users except the bot, in the order they were added. */
  people(): readonly SandboxUser[];
  setLocale(userId: string, locale: string): void;
  refuseDirectMessages(userId: string, refuses?: boolean): void;
  /** Replaces a user's permissions in a channel. A thread has its parent's. */
  setMemberPermissions(channelId: string, userId: string, names: readonly PermissionName[]): void;
  /** Replaces the bot's permissions in a channel. A thread has its parent's. */
  setBotPermissions(channelId: string, names: readonly PermissionName[]): void;
  botPermissions(channelId: string): readonly PermissionName[];
  setUploadLimit(guildId: string, maxBytes: number): void;
  updateThread(threadId: string, change: { archived?: boolean; locked?: boolean }): void;
  threadState(threadId: string): { readonly archived: boolean; readonly locked: boolean };
  deleteChannel(channelId: string): void;
  /** Removes the bot from the guild. */
  removeBot(guildId: string): void;
  /** Posts a message as a user. */
  say(channelId: string, userId: string, content: string): SandboxMessage;
  /** Deletes a message, as a moderator does. */
  deleteMessage(channelId: string, messageId: string): void;
  /** Makes a message older. */
  ageMessage(channelId: string, messageId: string, byMs: number): void;

  /** Types a command as a user. Rejects if the bot has not registered it or the options do not fit it. */
  command(action: CommandAction): Promise<SandboxInteraction>;
  /** Uses a command in the menu of a message. Rejects if the bot has not registered it, or the user sees no such message. */
  useMenu(action: MenuAction): Promise<SandboxInteraction>;
  /** Resolves with the choices offered for an option; "loading failed" without a valid answer within 3 s. */
  complete(action: CompletionAction): Promise<readonly SandboxChoice[] | "loading failed">;
  /** Presses a button as a user. Rejects if the user does not see it, or it is a link, or disabled. */
  pressButton(action: ButtonAction): Promise<SandboxInteraction>;
  /** Chooses channels in a select as a user. Rejects if Discord's client would not offer them. */
  chooseChannels(action: ChoiceAction): Promise<SandboxInteraction>;
  /** Chooses options in a select as a user. Rejects if Discord's client would not offer them. */
  chooseOptions(action: ChoiceAction): Promise<SandboxInteraction>;
  /** The slash commands that the bot has registered: global ones, or one guild's. */
  commands(guildId?: string): readonly RegisteredCommand[];
  /** The commands in the menu of messages, likewise. */
  messageCommands(guildId?: string): readonly RegisteredCommand[];
  /** Requests that wrote commands (PUT, POST, PATCH, DELETE), and how many commands each created. */
  readonly registrations: readonly { readonly method: string; readonly created: number }[];

  /** Public messages of a channel, oldest first. */
  messages(channelId?: string): readonly SandboxMessage[];
  /** Messages that one user sees there, including private answers and "thinking…", oldest first; none if they cannot see the channel. */
  messagesFor(userId: string, channelId?: string): readonly SandboxMessage[];
  /** Every channel, thread and direct message, in the order they were added. */
  channels(): readonly SandboxChannel[];
  /** Resolves with the first truthy value of `probe`, which runs now and after every change. Default time-out 10 s. */
  waitFor<T>(
    probe: (sandbox: DiscordSandbox) => T | undefined | null | false,
    timeoutMs?: number,
  ): Promise<T>;
  /** Subscribes to an event. Returns a function that unsubscribes. */
  on<E extends keyof DiscordSandboxEvents>(
    event: E,
    listener: (...args: DiscordSandboxEvents[E]) => void,
  ): () => void;

  /** Injects a fault into the next matching REST requests. The earliest fault that matches applies. */
  failNext(fault: DiscordFault): FaultHandle;
  readonly gateway: GatewayControl;
  /**
   * From now on, sends interactions to the app by HTTP and not over the gateway. Rejects if the address does not answer PING, or
   * takes a forged one, as the developer portal does.
   */
  sendByHttp(target: HttpTarget): Promise<void>;
  readonly sentByHttp: readonly SentByHttp[];
  /** The headers with which Discord would send a body. `timestamp` in Unix seconds; default: now. */
  signedHeaders(body: string, timestamp?: string): Record<string, string>;
  /** Resets every connection and refuses new ones until `resume`. */
  pause(): Promise<void>;
  /** Listens again on the same port, with the same state. */
  resume(): Promise<void>;
  /** Moves the stand-in's clock (token lifetimes, nonce window) without waiting. */
  advanceTime(byMs: number): void;

  readonly requests: readonly LoggedRequest[];
  /** Everything a client sent that the stand-in does not know or Discord would not accept. Empty in a correct run. */
  readonly violations: readonly Violation[];
  close(): Promise<void>;
}
