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
import type {
  ButtonOrder,
  ChoiceOrder,
  CommandOrder,
  CompletionOrder,
  DiscordSandboxOptions,
  PersonOrder,
} from "./user-actions.ts";
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

export type { CommandOrder, DiscordSandboxOptions, SandboxInteraction, SandboxMessage };

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
  /** Somebody typed a command, or used a button or a select. */
  interaction: [interaction: SandboxInteraction, text: string];
  /** Somebody types an option and is to be offered choices. */
  completion: [interaction: SandboxInteraction, text: string];
  "interaction-reply": [interaction: SandboxInteraction, reply: InteractionReply];
  /** Everything that anybody sees change, with who sees it: enough to draw the channels. */
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
  /** The default guild, its text channel, and two of its members. */
  readonly guildId: string;
  readonly channelId: string;
  readonly users: readonly [SandboxUser, SandboxUser];

  /** `hasBot: false`: the bot is no member, as where the app is only user-installed. */
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
  /** The direct messages between a person and the bot; there is only one such channel for each person. */
  addDirectMessage(userId: string): string;
  addUser(user?: PersonOrder): SandboxUser;
  /** Everybody but the bot, in the order they came. */
  people(): readonly SandboxUser[];
  setLocale(userId: string, locale: string): void;
  refuseDirectMessages(userId: string, refuses?: boolean): void;
  /** Replaces a person's permissions in a channel (not in a thread: it has its parent's). */
  setMemberPermissions(channelId: string, userId: string, names: readonly PermissionName[]): void;
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
  /** Makes a message older than it is. */
  ageMessage(channelId: string, messageId: string, byMs: number): void;

  /** A person types a command. Rejects where the bot has not registered it or the options do not fit it. */
  command(order: CommandOrder): Promise<SandboxInteraction>;
  /** What a person is offered while typing an option; "loading failed" without a sound answer within 3 s. */
  complete(order: CompletionOrder): Promise<readonly SandboxChoice[] | "loading failed">;
  /** A person presses a button. Rejects where they do not see it, or it is a link, or disabled. */
  pressButton(order: ButtonOrder): Promise<SandboxInteraction>;
  /** A person chooses in a channel select. Rejects where Discord's client would not offer these. */
  chooseChannels(order: ChoiceOrder): Promise<SandboxInteraction>;
  /** A person chooses in a select of texts. Rejects likewise. */
  chooseOptions(order: ChoiceOrder): Promise<SandboxInteraction>;
  /** The commands the bot has registered: global ones, or one guild's. */
  commands(guildId?: string): readonly RegisteredCommand[];
  /** Requests that wrote commands (PUT, POST, PATCH, DELETE), and how many commands each created. */
  readonly registrations: readonly { readonly method: string; readonly created: number }[];

  /** What everybody in the channel sees, oldest first. */
  messages(channelId?: string): readonly SandboxMessage[];
  /** What one person sees there, private answers and "thinking…" included, oldest first; nothing where they see no channel. */
  messagesFor(userId: string, channelId?: string): readonly SandboxMessage[];
  /** Every channel, thread and direct message, in the order they came. */
  channels(): readonly SandboxChannel[];
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
