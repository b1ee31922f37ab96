/** What a test, the demo or a page asks of the stand-in: how it is set up, and what people do. */
import type { PermissionName } from "./permissions.ts";

/** How a stand-in is set up; everything has a default. */
export interface DiscordSandboxOptions {
  readonly port?: number;
  readonly token?: string;
  /** Of the default guild. Default 10 MiB. */
  readonly uploadLimitBytes?: number;
  /** How long a nonce with `enforce_nonce` is remembered; Discord says "the past few minutes". Default 5 minutes. */
  readonly nonceWindowMs?: number;
  /** Announced in HELLO. Default 41,250. */
  readonly heartbeatIntervalMs?: number;
  /** Refuses with 429 what exceeds 50 requests a second, or 5 posts (or edits) in 5 s in one channel. Default false. */
  readonly rateLimits?: boolean;
  /** Edits of messages older than an hour that one channel takes in an hour, then 30046; Discord does not tell. Default 30. */
  readonly maxOldEdits?: number;
}

/** A person to be; everything has a default. */
export interface PersonOrder {
  readonly username?: string;
  readonly globalName?: string;
  /** Default en-US. */
  readonly locale?: string;
  /** Another app's bot: takes no direct messages and clicks nothing. */
  readonly isBot?: boolean;
  readonly refusesDirectMessages?: boolean;
}

interface Doer {
  /** Default: the default channel. */
  readonly channelId?: string;
  /** Default: the first user. */
  readonly userId?: string;
  /** How the app got here. `user`: only this person installed it. Default `guild` (in a direct message `user`). */
  readonly installation?: "guild" | "user";
  /** Default: the person's own. */
  readonly locale?: string;
  /** The person's own permissions here. Default: what they were given, or else an ordinary member's. */
  readonly memberPermissions?: readonly PermissionName[];
}

/** What options of a command are typed, by their names; a channel by its id. */
export type TypedValues = Readonly<Record<string, string | number | boolean>>;

/** A slash command as a person types it. */
export interface CommandOrder extends Doer {
  readonly name: string;
  readonly options?: TypedValues;
}

/** A slash command while a person types its option `focused`, whose value is what is there so far. */
export interface CompletionOrder extends Doer {
  readonly command: string;
  readonly options?: TypedValues;
  readonly focused: string;
}

/** A button of a message in a channel, or of a private answer. */
export interface ButtonOrder extends Doer {
  readonly messageId: string;
  readonly customId: string;
}

/** What a person chooses in a select: ids of channels, or values of its options. */
export interface ChoiceOrder extends ButtonOrder {
  readonly values: readonly string[];
}

/** An order with its defaults filled in. */
export type Full<T extends Doer> = T & { readonly channelId: string; readonly userId: string };
