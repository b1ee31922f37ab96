/**
 * What tests, the demo and the page see of the Slack stand-in: conversations, users, messages, files and private
 * replies. Types only.
 */

/** A conversation of the workspace. */
export interface SandboxChannel {
  readonly id: string;
  readonly name: string;
  readonly kind: "public" | "private" | "im";
  readonly isArchived: boolean;
  /** User ids, including the bot's if it is a member. */
  readonly members: readonly string[];
  /** The user who opened it. */
  readonly creator: string;
  /** Its home workspace: another one if that one shares it with this one. */
  readonly homeTeamId: string;
}

/** A user, or the bot. */
export interface SandboxUser {
  readonly id: string;
  readonly name: string;
  readonly isBot: boolean;
  /** The user's workspace; users of other workspaces are in shared channels only. */
  readonly teamId: string;
  readonly isAdmin: boolean;
  readonly isOwner: boolean;
  /** A guest sees only the conversations they are a member of, even public ones. */
  readonly isGuest: boolean;
  /** As in Slack's `locale`, e.g. `de-DE`. */
  readonly locale: string;
}

/** Whom a text notifies. A user mentioned twice is listed once. */
export interface SandboxPings {
  readonly users: readonly string[];
  readonly usergroups: readonly string[];
  readonly channel: boolean;
  readonly here: boolean;
  readonly everyone: boolean;
}

/** A file as the members of the channel see it. */
export interface SandboxFile {
  readonly id: string;
  readonly name: string;
  readonly title: string;
  readonly size: number;
  readonly mimetype: string;
  readonly sha256: string;
  readonly alt_txt?: string;
  /** `url_private`: download it with the bot token, or use {@link SlackSandbox.fileBytes}. */
  readonly url: string;
  /** The same bytes for a browser's video tag, without a token and with ranges. On real Slack the user's session allows that. */
  readonly viewUrl: string;
}

/** An earlier version of an edited message. */
interface SandboxEdit {
  readonly text: string;
  readonly blocks?: readonly unknown[];
  /** When it was replaced, as a Slack timestamp. */
  readonly replacedAt: string;
}

/** A public message. */
export interface SandboxMessage {
  readonly channelId: string;
  readonly ts: string;
  readonly text: string;
  readonly blocks?: readonly unknown[];
  readonly user?: string;
  readonly bot_id?: string;
  readonly thread_ts?: string;
  /** A reply in a thread that its channel shows, too (`reply_broadcast`). */
  readonly isBroadcast?: boolean;
  readonly files: readonly SandboxFile[];
  readonly metadata?: { readonly event_type: string; readonly event_payload: unknown };
  /** Oldest first; empty if the message was never edited. */
  readonly edits: readonly SandboxEdit[];
  readonly pings: SandboxPings;
  /** The values of unfurl_links and unfurl_media; `undefined` if left to Slack's default. */
  readonly unfurlLinks?: boolean;
  readonly unfurlMedia?: boolean;
}

/** A message that only one user sees. */
export interface SandboxPrivateReply {
  readonly channelId: string;
  readonly userId: string;
  /** A reply that replaced another one keeps its `ts`. */
  readonly ts: string;
  readonly thread_ts?: string;
  readonly text: string;
  readonly blocks?: readonly unknown[];
  readonly via: "ack" | "response_url" | "chat.postEphemeral";
  readonly at: number;
  /** Whether it replaced an earlier private reply (`replace_original`). */
  readonly replacedOriginal: boolean;
}
