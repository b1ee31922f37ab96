/**
 * The handle of the Slack stand-in: what tests and the demo see, order and wait for. Types only; the server behind it
 * is made by `createSlackSandbox` in `create-slack-sandbox.ts`, where its likeness to the real Slack is described.
 */

import type {
  SandboxCommand,
  SandboxCommandRequest,
  SandboxConversationChoice,
  SandboxInteraction,
  SandboxMention,
  SandboxMentionRequest,
  SandboxOptionChoice,
  SandboxPress,
  SandboxSayOptions,
  SandboxShortcutUse,
} from "./user-actions.ts";
import type {
  SlackFault,
  SlackRequest,
  SlackSocketFaults,
  SlackViolation,
} from "./slack-sandbox-options.ts";
import type { SandboxChannel, SandboxMessage, SandboxPrivateReply, SandboxUser } from "./views.ts";

export type * from "./user-actions.ts";
export type * from "./slack-sandbox-options.ts";
export type * from "./views.ts";

/** Who is taken into the workspace. */
export interface SandboxNewUser {
  readonly name: string;
  readonly isAdmin?: boolean;
  readonly isOwner?: boolean;
  readonly isGuest?: boolean;
  /** Another workspace, by what {@link SlackSandbox.addTeam} gave; default: the one with the app. */
  readonly teamId?: string;
  /** Default `en-US`. */
  readonly locale?: string;
}

/** A conversation to open. */
export interface SandboxNewChannel {
  readonly name: string;
  readonly kind?: "public" | "private" | "im";
  /** Users besides the bot; default: the first person. */
  readonly members?: readonly string[];
  /** Default true. */
  readonly withBot?: boolean;
  /** Default: the first person. */
  readonly creator?: string;
  /** The other workspace that it is shared with (Slack Connect). */
  readonly sharedWith?: string;
  /** With `sharedWith`: the workspace it is at home in; default: the one with the app. */
  readonly homeTeamId?: string;
  /** Who may post; default: everybody. */
  readonly posting?: SandboxPosting;
}

/** Who may post in a channel. The bot may where it is named in `user`, or where everybody may. */
export interface SandboxPosting {
  /** `ra` is everybody, `regular` members that are no guests, `admin` who runs the workspace. */
  readonly type?: readonly string[];
  readonly user?: readonly string[];
  readonly subteam?: readonly string[];
}

/** What a live transcript listens to. */
export interface SlackSandboxEvents {
  message: [SandboxMessage];
  /** The message after the edit. */
  edit: [SandboxMessage];
  delete: [SandboxMessage];
  /** Shown to one person, or in place of what had its `ts` (`replacedOriginal`). */
  "private-reply": [SandboxPrivateReply];
  "private-delete": [SandboxPrivateReply];
  command: [SandboxCommand];
  /** Commands too. */
  interaction: [SandboxInteraction];
  request: [SlackRequest];
  violation: [SlackViolation];
  /** Number of sockets after one came or went. */
  sockets: [number];
}

/** Channels every workspace starts with. */
export interface SlackDefaultChannels {
  /** Public, the bot is not in. */
  readonly publicNotJoined: string;
  /** Public, the bot is in. */
  readonly publicJoined: string;
  /** Private, the bot is not in. */
  readonly privateWithoutBot: string;
  /** Private, the bot is in. */
  readonly privateWithBot: string;
  /** Direct messages of the first person with the bot. */
  readonly directMessage: string;
}

/** A running stand-in for one Slack workspace with one installed app. */
export interface SlackSandbox extends AsyncDisposable {
  /** Value for SLACK_API_URL: `http://127.0.0.1:PORT/api/`. */
  readonly apiUrl: string;
  readonly port: number;
  readonly botToken: string;
  readonly appToken: string;
  readonly appId: string;
  readonly teamId: string;
  readonly botUserId: string;
  readonly botId: string;
  /** The first person of the workspace. */
  readonly userId: string;
  readonly scopes: readonly string[];
  readonly channels: SlackDefaultChannels;

  addChannel(channel: SandboxNewChannel): SandboxChannel;
  addUser(user: SandboxNewUser): SandboxUser;
  /** Another workspace, which does not have the app. Its id. */
  addTeam(): string;
  /** Everybody, the bot too. */
  readonly people: readonly SandboxUser[];
  readonly allChannels: readonly SandboxChannel[];
  /** A person joins, or is added. */
  joinChannel(channelId: string, userId: string): void;
  /** A person leaves, or is removed. */
  leaveChannel(channelId: string, userId: string): void;
  channel(channelId: string): SandboxChannel | undefined;
  archiveChannel(channelId: string): void;
  deleteChannel(channelId: string): void;
  kickBot(channelId: string): void;
  inviteBot(channelId: string): void;
  /** A message of a person, e.g. one to make a thread of. */
  say(channelId: string, text: string, options?: SandboxSayOptions): SandboxMessage;
  /** A person or an admin removes a message. */
  removeMessage(channelId: string, ts: string): void;
  /** From now on the bot's token is answered with `error`, default `token_revoked`. */
  revokeBotToken(error?: "token_revoked" | "account_inactive" | "invalid_auth"): void;
  revokeAppToken(): void;
  restoreTokens(): void;
  setScopes(scopes: readonly string[]): void;

  /** A person types a slash command; resolves once the envelope is on a socket (waits for one). */
  command(request: SandboxCommandRequest): Promise<SandboxCommand>;
  /** A person presses a button, their own confirmation included; resolves once the envelope is on a socket. */
  pressButton(press: SandboxPress): Promise<SandboxInteraction>;
  /** A person chooses from a menu of conversations or channels, or from one of options. */
  chooseConversation(choice: SandboxConversationChoice): Promise<SandboxInteraction>;
  chooseOption(choice: SandboxOptionChoice): Promise<SandboxInteraction>;
  /** A person uses a message shortcut. */
  useShortcut(use: SandboxShortcutUse): Promise<SandboxInteraction>;
  /** A person posts a message that names the bot. */
  mention(request: SandboxMentionRequest): Promise<SandboxMention>;
  /** What a person privately sees now, oldest first. */
  privateMessages(userId: string, channelId?: string): readonly SandboxPrivateReply[];
  /** All private replies ever shown, to whomever and wherever, oldest first. */
  readonly privateReplies: readonly SandboxPrivateReply[];
  /** What is in the channel now, oldest first, threads included. */
  messages(channelId: string): readonly SandboxMessage[];
  /** The bytes of an uploaded file; undefined while there are none. */
  fileBytes(fileId: string): Buffer | undefined;
  /**
   * Resolves with the first message, in any channel, that matches now or after any later post or edit; rejects after
   * `timeoutMs` (default 5000) with a list of what is there.
   */
  waitFor(
    matches: (message: SandboxMessage) => boolean,
    timeoutMs?: number,
  ): Promise<SandboxMessage>;
  /** Resolves once at least `count` (default 1) sockets are connected. */
  waitForSocket(count?: number, timeoutMs?: number): Promise<void>;
  readonly socketCount: number;

  on<E extends keyof SlackSandboxEvents>(
    event: E,
    listener: (...args: SlackSandboxEvents[E]) => void,
  ): () => void;

  /** Orders a fault. Several orders for one method are served one after the other. */
  failNext(fault: SlackFault): void;
  clearFaults(): void;
  readonly socket: SlackSocketFaults;
  /** Later shares take `delayMs`, or never happen though Slack said ok (`"drop"`). */
  setShareDelay(delayMs: number | "drop"): void;
  /** Closes port and sockets; the workspace is kept. */
  pause(): Promise<void>;
  /** Opens the same port again. */
  resume(): Promise<void>;

  readonly violations: readonly SlackViolation[];
  readonly requests: readonly SlackRequest[];
  /** Requests of one method. */
  requestsOf(method: string): readonly SlackRequest[];

  /** Ends everything. May be called twice. */
  close(): Promise<void>;
}
