/**
 * The actions of users in the Slack stand-in, and their results: commands, buttons, choices, shortcuts,
 * mentions. Types only.
 */
import type { SandboxMessage, SandboxPrivateReply } from "./views.ts";

/** What every action has. */
interface ActionContext {
  /** Default: the first user. */
  readonly userId?: string;
  /** How long the action waits for a socket, in ms (default 10000). Slack does not wait: without a socket the action is lost. */
  readonly socketWaitMs?: number;
}

/** Typing a slash command. */
export interface SandboxCommandRequest extends ActionContext {
  /** With its slash, for example `/pika-status`. */
  readonly command: string;
  readonly text: string;
  /** Default: the public channel with the bot. */
  readonly channelId?: string;
  /** The thread it is typed in. Refused, because Slack runs no app commands in threads. */
  readonly threadTs?: string;
  /** The command's `should_escape`. Default: the manifest's value, else false. */
  readonly shouldEscape?: boolean;
}

/** How a user's message is posted. */
export interface SandboxSayOptions {
  /** Default: the first user. */
  readonly userId?: string;
  readonly threadTs?: string;
  /** Whether the text is as typed, so that Slack converts it to control sequences. Default false: the text is as stored. */
  readonly isTyped?: boolean;
}

/** An action on a message. */
interface MessageAction extends ActionContext {
  readonly channel: string;
  readonly ts: string;
}

/** Pressing an element of a public message or of a private one. */
export interface SandboxPress extends MessageAction {
  readonly actionId: string;
  /** Required if several blocks have an element of that name. */
  readonly blockId?: string;
}

/** Choosing in a menu of conversations or channels. */
export interface SandboxConversationChoice extends SandboxPress {
  /** The conversation's id. */
  readonly conversation: string;
}

/** Choosing in a menu of options. */
export interface SandboxOptionChoice extends SandboxPress {
  /** The option's value. */
  readonly option: string;
}

/** Using a message shortcut. */
export interface SandboxShortcutUse extends MessageAction {
  readonly callbackId: string;
}

/** Posting a message that mentions the bot. */
export interface SandboxMentionRequest extends ActionContext {
  readonly channel: string;
  /** The text as typed: `@name` and `#channel` become control sequences. The bot's name is put in front if it is missing. */
  readonly text: string;
  readonly threadTs?: string;
}

/** A mention of the bot, and its event. */
export interface SandboxMention {
  /** The posted message. */
  readonly message: SandboxMessage;
  /** `undefined` if Slack sends no event; {@link notSent} then says why. */
  readonly eventId: string | undefined;
  readonly notSent?: "not_in_channel" | "direct_message" | "not_subscribed" | "missing_scope";
  /** Resolves at the app's first ack, with the time it took. Rejects if there is no event or no ack in time. */
  readonly acknowledged: Promise<{ readonly afterMs: number }>;
  /** Sends the event again, as Slack does when it is not sure: same event_id, incremented `retry_attempt`. */
  resend(times?: number): void;
}

/** The state of an acknowledgement. */
export type SandboxAck =
  | { readonly kind: "waiting" }
  | { readonly kind: "acknowledged"; readonly afterMs: number; readonly payload: unknown }
  /** No ack in time, so the user sees "did not respond". `lateAfterMs` is set if an ack still arrives. */
  | { readonly kind: "timed out"; readonly lateAfterMs?: number };

/** A user's action that the app has to answer: a command, a button, a choice, a shortcut. */
export interface SandboxInteraction {
  readonly kind: "command" | "action" | "shortcut";
  readonly envelopeId: string;
  readonly triggerId: string;
  readonly channelId: string;
  readonly userId: string;
  readonly responseUrl: string;
  /** The current state of the acknowledgement. */
  readonly ack: SandboxAck;
  /** Resolves at the ack; rejects at the time-out. */
  readonly acknowledged: Promise<{ readonly afterMs: number; readonly payload: unknown }>;
  /** Private replies to it that the user sees now, oldest first, without Slack's own "did not respond". */
  readonly privateReplies: readonly SandboxPrivateReply[];
  /** All private replies ever shown for it, including replaced and deleted ones. */
  readonly privateReplyHistory: readonly SandboxPrivateReply[];
  /** What Slack itself told the user, for example that the app did not respond. */
  readonly notices: readonly string[];
  /** Resolves with the first private reply that matches (default: any); rejects after `timeoutMs` (default 5000). */
  waitForPrivateReply(
    matches?: (reply: SandboxPrivateReply) => boolean,
    timeoutMs?: number,
  ): Promise<SandboxPrivateReply>;
  /** Sends the same envelope again, as Slack does when it is not sure (with an incremented `retry_attempt`). */
  resend(times?: number): void;
}

/** A command in progress. */
export type SandboxCommand = SandboxInteraction;
