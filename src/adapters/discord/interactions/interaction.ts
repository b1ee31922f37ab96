import type { PermissionsBitField } from "discord.js";
import type { MessageParts } from "./message-text.ts";

/** What all interactions have in common. */
export interface InteractionCommon {
  readonly id: string;
  /** For the answers; a secret that expires after 15 minutes. */
  readonly token: string;
  readonly applicationId: string;
  /** `undefined` in a direct message. */
  readonly guildId: string | undefined;
  readonly channel: InteractionChannel;
  readonly user: { readonly id: string; readonly isBot: boolean };
  readonly locale: string | undefined;
  readonly guildLocale: string | undefined;
  /** What the bot may do in the channel. */
  readonly appPermissions: Readonly<PermissionsBitField>;
  /** What the person may do there; `undefined` in a direct message, or if Discord does not say. */
  readonly memberPermissions: Readonly<PermissionsBitField> | undefined;
  /** Whether the person installed the app only for themselves, not for the server. */
  readonly isOnlyUserInstalled: boolean;
  /** Largest file that the channel accepts, if Discord says so. */
  readonly uploadLimitBytes: number | undefined;
}

/** The channel that an interaction comes from. */
interface InteractionChannel {
  readonly id: string;
  readonly isThread: boolean;
  /** Whether this is a thread that only those who manage threads can reopen. */
  readonly isLocked: boolean;
}

/** A channel that a person chose in an option or a menu. */
export interface ChosenChannel {
  /** Discord's number for the type. */
  readonly type: number | undefined;
  readonly isThread: boolean;
  readonly isLocked: boolean;
  /** What the person may do there. */
  readonly permissions: Readonly<PermissionsBitField> | undefined;
}

/** A slash command. */
export interface SlashCommand extends InteractionCommon {
  readonly kind: "command";
  readonly name: string;
  /** What was typed, by the options' names. */
  readonly options: Readonly<Record<string, string>>;
  /** By id. */
  readonly chosen: ReadonlyMap<string, ChosenChannel>;
}

/** A command in the menu of a message. */
export interface MenuCommand extends InteractionCommon {
  readonly kind: "menu";
  readonly name: string;
  /** The message whose menu was used. */
  readonly target: MessageParts;
}

/** A button or a menu under one of our messages. */
export interface Component extends InteractionCommon {
  readonly kind: "component";
  readonly customId: string;
  /** The channel that was chosen in a menu. */
  readonly value: string | undefined;
  readonly chosen: ReadonlyMap<string, ChosenChannel>;
  /** Whether only the person sees the message. */
  readonly isInPrivateMessage: boolean;
}

/** A person is typing an option. */
export interface Completion extends InteractionCommon {
  readonly kind: "completion";
  readonly name: string;
  /** `undefined` if Discord does not say which option. */
  readonly focused: { readonly name: string; readonly value: string } | undefined;
}

/** An interaction that is acknowledged first and then answered. */
export type RepliableInteraction = SlashCommand | MenuCommand | Component;

/** What a person does with the app, as far as the relay offers it: checked, whichever way it arrived. */
export type Interaction = RepliableInteraction | Completion;
