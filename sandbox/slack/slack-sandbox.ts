/**
 * The interface of the Slack stand-in for tests, the demo and the page. Types only; `createSlackSandbox` in
 * `create-slack-sandbox.ts` makes the server behind it and describes how it differs from the real Slack.
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
  SlackHttpTarget,
  SlackRequest,
  SlackSocketFaults,
  SlackViolation,
} from "./slack-sandbox-options.ts";
import type { SandboxChannel, SandboxMessage, SandboxPrivateReply, SandboxUser } from "./views.ts";

export type * from "./user-actions.ts";
export type * from "./slack-sandbox-options.ts";
export type * from "./views.ts";

/** A user to add to the workspace. */
export interface SandboxNewUser {
  readonly name: string;
  readonly isAdmin?: boolean;
  readonly isOwner?: boolean;
  readonly isGuest?: boolean;
  /** The id of another workspace, from {@link SlackSandbox.addTeam}. Default: the workspace with the app. */
  readonly teamId?: string;
  /** Default `en-US`. */
  readonly locale?: string;
}

/** A conversation to open. */
export interface SandboxNewChannel {
  readonly name: string;
  readonly kind?: "public" | "private" | "im";
  /** Members other than the bot. Default: the first user. */
  readonly members?: readonly string[];
  /** Default true. */
  readonly withBot?: boolean;
  /** Default: the first user. */
  readonly creator?: string;
  /** The other workspace that shares the channel (Slack Connect). */
  readonly sharedWith?: string;
  /** With `sharedWith`: the channel's home workspace. Default: the workspace with the app. */
  readonly homeTeamId?: string;
  /** Who may post. Default: every member. */
  readonly posting?: SandboxPosting;
}

/** Who may post in a channel. The bot may if `user` names it, or if every member may. */
export interface SandboxPosting {
  /** `ra`: every member; `regular`: members who are not guests; `admin`: workspace admins. */
  readonly type?: readonly string[];
  readonly user?: readonly string[];
  readonly subteam?: readonly string[];
}

/** The events that `on` subscribes to. */
export interface SlackSandboxEvents {
  message: [SandboxMessage];
  /** The message after the edit. */
  edit: [SandboxMessage];
  delete: [SandboxMessage];
  /** Shown to one user, or shown instead of the reply with the same `ts` (`replacedOriginal`). */
  "private-reply": [SandboxPrivateReply];
  "private-delete": [SandboxPrivateReply];
  command: [SandboxCommand];
  /** Includes commands. */
  interaction: [SandboxInteraction];
  request: [SlackRequest];
  violation: [SlackViolation];
  /** The number of sockets after one opened or closed. */
  sockets: [number];
}

/** Channels that every workspace starts with. */
export interface SlackDefaultChannels {
  /** Public, without the bot. */
  readonly publicNotJoined: string;
  /** Public, with the bot. */
  readonly publicJoined: string;
  /** Private, without the bot. */
  readonly privateWithoutBot: string;
  /** Private, with the bot. */
  readonly privateWithBot: string;
  /** Direct messages between the first user and the bot. */
  readonly directMessage: string;
}

/** A running stand-in for one Slack workspace with one installed app. */
export interface SlackSandbox extends AsyncDisposable {
  /** The value for SLACK_API_URL: `http://127.0.0.1:PORT/api/`. */
  readonly apiUrl: string;
  readonly port: number;
  readonly botToken: string;
  readonly appToken: string;
  readonly appId: string;
  readonly teamId: string;
  readonly botUserId: string;
  readonly botId: string;
  /** The first user of the workspace. */
  readonly userId: string;
  readonly scopes: readonly string[];
  readonly channels: SlackDefaultChannels;

  addChannel(channel: SandboxNewChannel): SandboxChannel;
  addUser(user: SandboxNewUser): SandboxUser;
  /** Adds another workspace, which does not have the app. Returns its id. */
  addTeam(): string;
  /** All users, including the bot. */
  readonly people: readonly SandboxUser[];
  readonly allChannels: readonly SandboxChannel[];
  /** Adds a user to a channel. */
  joinChannel(channelId: string, userId: string): void;
  /** Removes a user from a channel. */
  leaveChannel(channelId: string, userId: string): void;
  channel(channelId: string): SandboxChannel | undefined;
  archiveChannel(channelId: string): void;
  deleteChannel(channelId: string): void;
  kickBot(channelId: string): void;
  inviteBot(channelId: string): void;
  /** Posts a message as a user, for example to start a thread. */
  say(channelId: string, text: string, options?: SandboxSayOptions): SandboxMessage;
  /** Deletes a message, as its author or an admin does. */
  removeMessage(channelId: string, ts: string): void;
  /** Refuses the bot's token from now on with `error`, default `token_revoked`. */
  revokeBotToken(error?: "token_revoked" | "account_inactive" | "invalid_auth"): void;
  revokeAppToken(): void;
  restoreTokens(): void;
  setScopes(scopes: readonly string[]): void;

  /** Types a slash command as a user. Resolves once the envelope is sent; waits for a socket. */
  command(request: SandboxCommandRequest): Promise<SandboxCommand>;
  /** Presses a button and confirms it as a user. Resolves once the envelope is sent. */
  pressButton(press: SandboxPress): Promise<SandboxInteraction>;
  /** Chooses in a menu of conversations, channels or options as a user. */
  chooseConversation(choice: SandboxConversationChoice): Promise<SandboxInteraction>;
  chooseOption(choice: SandboxOptionChoice): Promise<SandboxInteraction>;
  /** Uses a message shortcut as a user. */
  useShortcut(use: SandboxShortcutUse): Promise<SandboxInteraction>;
  /** Posts a message that mentions the bot as a user. */
  mention(request: SandboxMentionRequest): Promise<SandboxMention>;
  /** Private replies that a user sees now, oldest first. */
  privateMessages(userId: string, channelId?: string): readonly SandboxPrivateReply[];
  /** All private replies ever shown to any user, oldest first. */
  readonly privateReplies: readonly SandboxPrivateReply[];
  /** Messages of a channel now, including threads, oldest first. */
  messages(channelId: string): readonly SandboxMessage[];
  /** The bytes of an uploaded file; `undefined` before the upload. */
  fileBytes(fileId: string): Buffer | undefined;
  /**
   * Resolves with the first message, in any channel, that matches now or after any later post or edit; rejects after
   * `timeoutMs` (default 5000) with a list of what is there.
   */
  waitFor(
    matches: (message: SandboxMessage) => boolean,
    timeoutMs?: number,
  ): Promise<SandboxMessage>;
  /** From now on, sends everything to the app by HTTP and not over sockets. */
  sendByHttp(target: SlackHttpTarget): void;
  /** Resolves once at least `count` (default 1) sockets are connected. */
  waitForSocket(count?: number, timeoutMs?: number): Promise<void>;
  readonly socketCount: number;

  on<E extends keyof SlackSandboxEvents>(
    event: E,
    listener: (...args: SlackSandboxEvents[E]) => void,
  ): () => void;

  /** Injects a fault. Faults for one method are used up first in, first out. */
  failNext(fault: SlackFault): void;
  clearFaults(): void;
  readonly socket: SlackSocketFaults;
  /** Delays later shares by `delayMs`; `"drop"` discards them although Slack says ok. */
  setShareDelay(delayMs: number | "drop"): void;
  /** Closes port and sockets but keeps the workspace. */
  pause(): Promise<void>;
  /** Opens the same port again. */
  resume(): Promise<void>;

  readonly violations: readonly SlackViolation[];
  readonly requests: readonly SlackRequest[];
  /** Requests to one method. */
  requestsOf(method: string): readonly SlackRequest[];

  /** Closes everything. May be called twice. */
  close(): Promise<void>;
}
