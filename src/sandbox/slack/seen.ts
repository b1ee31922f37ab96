/**
 * What tests and the demo get to see of the Slack stand-in: conversations, people, messages, files, private replies and
 * slash commands under way. Types only.
 */

/** A conversation of the workspace. */
export interface SandboxChannel {
  readonly id: string;
  readonly name: string;
  readonly kind: "public" | "private" | "im";
  readonly isArchived: boolean;
  /** User ids, the bot's own included where it is in. */
  readonly members: readonly string[];
}

/** A person, or the bot. */
export interface SandboxUser {
  readonly id: string;
  readonly name: string;
  readonly isBot: boolean;
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
  /** Sent with unfurl_links / unfurl_media as given; undefined where left to Slack's default. */
  readonly unfurlLinks?: boolean;
  readonly unfurlMedia?: boolean;
}

/** A text that only one person sees. */
export interface SandboxPrivateReply {
  readonly channelId: string;
  readonly userId: string;
  readonly text: string;
  readonly blocks?: readonly unknown[];
  readonly via: "ack" | "response_url" | "chat.postEphemeral";
  readonly at: number;
  /** It took the place of the earlier private reply (`replace_original`). */
  readonly replacedOriginal: boolean;
}

/** What a person types. */
export interface SandboxCommandRequest {
  /** With its slash, e.g. `/pika-status`. */
  readonly command: string;
  readonly text: string;
  /** Default: the public channel that the bot is in. */
  readonly channelId?: string;
  /** Default: the first person. */
  readonly userId?: string;
  /** How long it may wait for a socket (default 10000). Slack does not wait: the command of a person is then lost. */
  readonly socketWaitMs?: number;
}

/** What became of a command's acknowledgement. */
export type SandboxAck =
  | { readonly kind: "waiting" }
  | { readonly kind: "acknowledged"; readonly afterMs: number; readonly payload: unknown }
  /** No ack in time: the person sees "did not respond". `lateAfterMs` is set should one still come. */
  | { readonly kind: "timed out"; readonly lateAfterMs?: number };

/** A command under way. */
export interface SandboxCommand {
  readonly envelopeId: string;
  readonly triggerId: string;
  readonly channelId: string;
  readonly userId: string;
  readonly responseUrl: string;
  /** Looks at the acknowledgement now. */
  readonly ack: SandboxAck;
  /** Resolves at the ack; rejects once the command timed out. */
  readonly acknowledged: Promise<{ readonly afterMs: number; readonly payload: unknown }>;
  /** What the person who typed the command privately sees now, oldest first, Slack's own "did not respond" excluded. */
  readonly privateReplies: readonly SandboxPrivateReply[];
  /** All the private replies ever shown for it, replaced and deleted ones included. */
  readonly privateReplyHistory: readonly SandboxPrivateReply[];
  /** What Slack itself told the person, e.g. that the app did not respond. */
  readonly notices: readonly string[];
  /** Resolves with the first private reply that matches (default: any); rejects after `timeoutMs` (default 5000). */
  waitForPrivateReply(
    matches?: (reply: SandboxPrivateReply) => boolean,
    timeoutMs?: number,
  ): Promise<SandboxPrivateReply>;
  /** Sends the same envelope again, as Slack does when it is not sure (`retry_attempt` counts up). */
  resend(times?: number): void;
}
