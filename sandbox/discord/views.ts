/** What people see of the stand-in's guilds: themselves, channels, messages, and what becomes of what they do. */

/** A person. */
export interface SandboxUser {
  readonly id: string;
  readonly username: string;
  readonly globalName: string;
}

/** A text channel, a thread in one, or a direct message between the bot and `recipientId`. */
export interface SandboxChannel {
  readonly id: string;
  readonly kind: "text" | "thread" | "dm";
  readonly name: string;
  readonly guildId: string | undefined;
  /** A thread that began at a message has the id of that message. */
  readonly parentId: string | undefined;
  readonly recipientId: string | undefined;
  readonly archived: boolean;
  readonly locked: boolean;
}

/** A file of a message; `url` serves the bytes again, whole or in ranges. */
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
  readonly author: {
    readonly id: string;
    readonly username: string;
    readonly globalName: string;
    readonly bot: boolean;
  };
  readonly content: string;
  readonly attachments: readonly SandboxAttachment[];
  /** Discord's own objects, as they were sent. */
  readonly embeds: readonly unknown[];
  /** Discord's own objects, as GET answers them: rows of buttons and selects. */
  readonly components: readonly Readonly<Record<string, unknown>>[];
  /** Discord's bit field, ephemeral (64), loading (128) and has thread (32) included. */
  readonly flags: number;
  readonly message_reference:
    | { readonly message_id: string; readonly channel_id: string; readonly guild_id?: string }
    | undefined;
  /** The thread that began at this message. */
  readonly thread: (SandboxChannel & { readonly messageCount: number }) | undefined;
  /** Counted when the message appeared; edits notify nobody, on Discord too. */
  readonly pings: Pings;
  /** Earlier contents, oldest first, and when each was replaced. */
  readonly edits: readonly { readonly content: string; readonly at: number }[];
  readonly nonce: string | undefined;
  /** Only the person who typed the command sees it; never part of what everybody sees. */
  readonly ephemeral: boolean;
  /** A deferred reply still shows "is thinking…". */
  readonly loading: boolean;
  /** The interaction it answers. */
  readonly interactionId: string | undefined;
  readonly createdAt: number;
  readonly editedAt: number | undefined;
}

/** How and when an interaction was acknowledged. `type` is the callback type, like 4 for a message and 5 for a deferred one. */
export interface Acknowledgement {
  readonly type: number;
  readonly ephemeral: boolean;
  readonly afterMs: number;
}

/** One thing that happened to an interaction's answers. */
export interface InteractionReply {
  readonly kind: "callback" | "edit" | "follow-up" | "delete";
  readonly messageId: string;
  readonly content: string;
  readonly ephemeral: boolean;
  readonly at: number;
}

/** A typed command or a used button or select, and what the person sees come back. */
export interface SandboxInteraction {
  readonly id: string;
  readonly token: string;
  readonly channelId: string;
  readonly userId: string;
  /** Rejects with "The application did not respond" after 3 s; safe to leave unobserved. */
  readonly acknowledged: Promise<Acknowledgement>;
  /**
   * The text of the first answer as it is now; undefined before it comes, while "thinking" and once deleted. Where a button's
   * own message is updated instead, that message is the answer, from the first update on.
   */
  reply(): string | undefined;
  /** The first answer as a whole. */
  original(): SandboxMessage | undefined;
  /** Further answers that still exist. */
  followUps(): readonly SandboxMessage[];
  readonly replies: readonly InteractionReply[];
  /** Resolves with the first answer's text once there is one that `matches` (default: any). Default time-out 10 s. */
  waitForReply(matches?: RegExp | ((text: string) => boolean), timeoutMs?: number): Promise<string>;
}

/** A proposal while an option is typed. */
export interface SandboxChoice {
  readonly name: string;
  readonly value: string | number;
}

/** One change of what people see, private answers and direct messages included. */
export type FeedEntry = {
  /** The ids of the people who see it; bots are nobody. */
  readonly visibleTo: readonly string[];
  readonly change: "created" | "edited" | "deleted";
} & ({ readonly message: SandboxMessage } | { readonly channel: SandboxChannel });
