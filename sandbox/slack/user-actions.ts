/**
 * What people do in the Slack stand-in, and what comes of it: commands typed, buttons pressed, conversations chosen,
 * shortcuts used, the bot mentioned. Types only.
 */
import type { SandboxMessage, SandboxPrivateReply } from "./views.ts";

/** What every act has. */
interface Act {
  /** Default: the first person. */
  readonly userId?: string;
  /** How long it may wait for a socket (default 10000). Slack does not wait: what a person did is then lost. */
  readonly socketWaitMs?: number;
}

/** What a person types. */
export interface SandboxCommandRequest extends Act {
  /** With its slash, e.g. `/pika-status`. */
  readonly command: string;
  readonly text: string;
  /** Default: the public channel that the bot is in. */
  readonly channelId?: string;
  /** A thread it is typed in: refused, Slack runs no app's commands there. */
  readonly threadTs?: string;
  /** The command's `should_escape`; default: what the manifest says of it, else false. */
  readonly shouldEscape?: boolean;
}

/** How a message of a person is posted. */
export interface SandboxSayOptions {
  /** Default: the first person. */
  readonly userId?: string;
  readonly threadTs?: string;
  /** As it is typed, so that Slack still makes control sequences of it; default false: as Slack keeps it. */
  readonly isTyped?: boolean;
}

/** A message somebody acts on. */
interface ActOnMessage extends Act {
  readonly channel: string;
  readonly ts: string;
}

/** Which element of a message, its own or a private one's. */
export interface SandboxPress extends ActOnMessage {
  readonly actionId: string;
  /** Needed only where several blocks have an element of that name. */
  readonly blockId?: string;
}

/** A choice from a menu of conversations or channels. */
export interface SandboxConversationChoice extends SandboxPress {
  /** Its id. */
  readonly conversation: string;
}

/** A choice from a menu of options. */
export interface SandboxOptionChoice extends SandboxPress {
  /** Its value. */
  readonly option: string;
}

/** A message shortcut from a message's menu. */
export interface SandboxShortcutUse extends ActOnMessage {
  readonly callbackId: string;
}

/** A message that names the bot. */
export interface SandboxMentionRequest extends Act {
  readonly channel: string;
  /** As it is typed: `@name` and `#channel` become what Slack writes; without the bot's name it is put in front. */
  readonly text: string;
  readonly threadTs?: string;
}

/** A mention of the bot, and the event made of it. */
export interface SandboxMention {
  /** What the person posted. */
  readonly message: SandboxMessage;
  /** `undefined` if Slack sends the app nothing; {@link notSent} then says why. */
  readonly eventId: string | undefined;
  readonly notSent?: "not_in_channel" | "direct_message" | "not_subscribed" | "missing_scope";
  /** Resolves at the app's first ack, with how long it took; rejects when there is no event or none came in time. */
  readonly acknowledged: Promise<{ readonly afterMs: number }>;
  /** Sends the event again, as Slack does when it is not sure: same event_id, `retry_attempt` counts up. */
  resend(times?: number): void;
}

/** What became of an acknowledgement. */
export type SandboxAck =
  | { readonly kind: "waiting" }
  | { readonly kind: "acknowledged"; readonly afterMs: number; readonly payload: unknown }
  /** No ack in time: the person sees "did not respond". `lateAfterMs` is set should one still come. */
  | { readonly kind: "timed out"; readonly lateAfterMs?: number };

/** Something a person asked of the app and waits for: a command, a press, a choice, a shortcut. */
export interface SandboxInteraction {
  readonly kind: "command" | "action" | "shortcut";
  readonly envelopeId: string;
  readonly triggerId: string;
  readonly channelId: string;
  readonly userId: string;
  readonly responseUrl: string;
  /** Looks at the acknowledgement now. */
  readonly ack: SandboxAck;
  /** Resolves at the ack; rejects once it timed out. */
  readonly acknowledged: Promise<{ readonly afterMs: number; readonly payload: unknown }>;
  /** What the person privately sees of it now, oldest first, Slack's own "did not respond" excluded. */
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

/** A command under way. */
export type SandboxCommand = SandboxInteraction;
