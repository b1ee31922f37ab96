/** What tests see of the stand-in's guilds: users, channels, messages, and the results of users' actions. */

/** A user. */
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
  /** A thread that started from a message has that message's id. */
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
  /** Discord's bit field: 8 for a spoiler. */
  readonly flags: number;
}

/** Whom a message notifies, by its content and `allowed_mentions`. Authors are never notified by their own messages. */
export interface Pings {
  readonly everyone: boolean;
  readonly users: readonly string[];
  readonly roles: readonly string[];
}

/** The current state of a message. */
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
  /** Discord's own objects, as sent. */
  readonly embeds: readonly unknown[];
  /** Discord's own objects, as GET answers them: rows of buttons and selects. */
  readonly components: readonly Readonly<Record<string, unknown>>[];
  /** Discord's bit field, including ephemeral (64), loading (128) and has thread (32). */
  readonly flags: number;
  readonly message_reference:
    | { readonly message_id: string; readonly channel_id: string; readonly guild_id?: string }
    | undefined;
  /** The thread that started from this message. */
  readonly thread: (SandboxChannel & { readonly messageCount: number }) | undefined;
  /** Determined when the message was posted; edits notify no one, as on Discord. */
  readonly pings: Pings;
  /** Earlier contents, oldest first, with the time of their replacement. */
  readonly edits: readonly { readonly content: string; readonly at: number }[];
  readonly nonce: string | undefined;
  /** Whether only the user of the interaction sees it; it is then not among the public messages. */
  readonly ephemeral: boolean;
  /** Whether a deferred reply still shows "is thinking…". */
  readonly loading: boolean;
  /** The interaction it answers. */
  readonly interactionId: string | undefined;
  readonly createdAt: number;
  readonly editedAt: number | undefined;
}

/** How and when an interaction was acknowledged. `type` is the callback type, such as 4 for a message and 5 for a deferred one. */
export interface Acknowledgement {
  readonly type: number;
  readonly ephemeral: boolean;
  readonly afterMs: number;
}

/** A change to an interaction's answers. */
export interface InteractionReply {
  readonly kind: "callback" | "edit" | "follow-up" | "delete";
  readonly messageId: string;
  readonly content: string;
  readonly ephemeral: boolean;
  readonly at: number;
}

/** A typed command or a used button or select, with its answers. */
export interface SandboxInteraction {
  readonly id: string;
  readonly token: string;
  readonly channelId: string;
  readonly userId: string;
  /** Rejects with "The application did not respond" after 3 s; need not be observed. */
  readonly acknowledged: Promise<Acknowledgement>;
  /**
   * The current text of the first answer; `undefined` before it, while "thinking" and once deleted. If the button's
   * own message is updated instead, that message is the answer from the first update on.
   */
  reply(): string | undefined;
  /** The first answer. */
  original(): SandboxMessage | undefined;
  /** Further answers that were not deleted. */
  followUps(): readonly SandboxMessage[];
  readonly replies: readonly InteractionReply[];
  /** Resolves with the first answer's text once there is one that `matches` (default: any). Default time-out 10 s. */
  waitForReply(matches?: RegExp | ((text: string) => boolean), timeoutMs?: number): Promise<string>;
}

/** A choice offered for an option. */
export interface SandboxChoice {
  readonly name: string;
  readonly value: string | number;
}

/** A change of what users see, including private answers and direct messages. */
export type FeedEntry = {
  /** Ids of the users who see it, without bots. */
  readonly visibleTo: readonly string[];
  readonly change: "created" | "edited" | "deleted";
} & ({ readonly message: SandboxMessage } | { readonly channel: SandboxChannel });
