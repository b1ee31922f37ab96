/**
 * What tests, the demo and a page get to see of the Slack stand-in: conversations, people, messages, files and private
 * replies. Types only.
 */

/** A conversation of the workspace. */
export interface SandboxChannel {
  readonly id: string;
  readonly name: string;
  readonly kind: "public" | "private" | "im";
  readonly isArchived: boolean;
  /** User ids, the bot's own included where it is in. */
  readonly members: readonly string[];
  /** Who opened it. */
  readonly creator: string;
  /** The workspace that it is at home in; another one's where that shares it with this one. */
  readonly homeTeamId: string;
}

/** A person, or the bot. */
export interface SandboxUser {
  readonly id: string;
  readonly name: string;
  readonly isBot: boolean;
  /** Their workspace; another one's people are in shared channels only. */
  readonly teamId: string;
  readonly isAdmin: boolean;
  readonly isOwner: boolean;
  /** A guest sees only the conversations they are a member of, public ones too. */
  readonly isGuest: boolean;
  /** As in Slack's `locale`, e.g. `de-DE`. */
  readonly locale: string;
}

/** Whom a text notifies. A person named twice is listed once. */
export interface SandboxPings {
  readonly users: readonly string[];
  readonly usergroups: readonly string[];
  readonly channel: boolean;
  readonly here: boolean;
  readonly everyone: boolean;
}

/** A file as people in the channel can see it. */
export interface SandboxFile {
  readonly id: string;
  readonly name: string;
  readonly title: string;
  readonly size: number;
  readonly mimetype: string;
  readonly sha256: string;
  readonly alt_txt?: string;
  /** `url_private`; download it with the bot token, or take {@link SlackSandbox.fileBytes}. */
  readonly url: string;
  /** The same bytes for a browser's video tag: no token, ranges served. Real Slack has the person's session for that. */
  readonly viewUrl: string;
}

/** One earlier text of an edited message. */
interface SandboxEdit {
  readonly text: string;
  readonly blocks?: readonly unknown[];
  /** When it was replaced, as a Slack timestamp. */
  readonly replacedAt: string;
}

/** A message that everybody in the channel sees. */
export interface SandboxMessage {
  readonly channelId: string;
  readonly ts: string;
  readonly text: string;
  readonly blocks?: readonly unknown[];
  readonly user?: string;
  readonly bot_id?: string;
  readonly thread_ts?: string;
  readonly files: readonly SandboxFile[];
  readonly metadata?: { readonly event_type: string; readonly event_payload: unknown };
  /** Oldest first; empty when the message was never edited. */
  readonly edits: readonly SandboxEdit[];
  readonly pings: SandboxPings;
  /** Sent with unfurl_links / unfurl_media as given; `undefined` if left to Slack's default. */
  readonly unfurlLinks?: boolean;
  readonly unfurlMedia?: boolean;
}

/** A text that only one person sees. */
export interface SandboxPrivateReply {
  readonly channelId: string;
  readonly userId: string;
  /** One that took another's place has the other's. */
  readonly ts: string;
  readonly thread_ts?: string;
  readonly text: string;
  readonly blocks?: readonly unknown[];
  readonly via: "ack" | "response_url" | "chat.postEphemeral";
  readonly at: number;
  /** It took the place of the earlier private reply (`replace_original`). */
  readonly replacedOriginal: boolean;
}
