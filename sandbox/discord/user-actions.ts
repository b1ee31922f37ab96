/** The actions of users that the stand-in can perform. */
import type { PermissionName } from "./permissions.ts";

/** A user to add; everything has a default. */
export interface NewUser {
  readonly username?: string;
  readonly globalName?: string;
  /** Default en-US. */
  readonly locale?: string;
  /** Another app's bot: takes no direct messages and clicks nothing. */
  readonly isBot?: boolean;
  readonly refusesDirectMessages?: boolean;
}

interface ActionContext {
  /** Default: the default channel. */
  readonly channelId?: string;
  /** Default: the first user. */
  readonly userId?: string;
  /** How the app was installed. `user`: only by this user. Default `guild` (in a direct message `user`). */
  readonly installation?: "guild" | "user";
  /** Default: the user's own. */
  readonly locale?: string;
  /** The user's permissions in the channel. Default: those set for them, or else an ordinary member's. */
  readonly memberPermissions?: readonly PermissionName[];
}

/** Values of a command's options by name; a channel is given by its id. */
export type TypedValues = Readonly<Record<string, string | number | boolean>>;

/** Typing a slash command. */
export interface CommandAction extends ActionContext {
  readonly name: string;
  readonly options?: TypedValues;
}

/** Choosing a command in the menu of a message. */
export interface MenuAction extends ActionContext {
  /** The command's name as it was registered, whatever the user's language. */
  readonly name: string;
  readonly messageId: string;
}

/** Typing the option `focused` of a slash command; its value is the text so far. */
export interface CompletionAction extends ActionContext {
  readonly command: string;
  readonly options?: TypedValues;
  readonly focused: string;
}

/** Pressing a button of a public message or of a private answer. */
export interface ButtonAction extends ActionContext {
  readonly messageId: string;
  readonly customId: string;
}

/** Choosing in a select: channel ids, or values of its options. */
export interface ChoiceAction extends ButtonAction {
  readonly values: readonly string[];
}

/** An action with its defaults filled in. */
export type WithDefaults<T extends ActionContext> = T & {
  readonly channelId: string;
  readonly userId: string;
};
