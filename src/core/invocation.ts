import type { ChannelRef } from "./channel/channel-ref.ts";
import type { Message } from "./message.ts";
import type { LocalizedText } from "./localized-text.ts";

/**
 * Whether the relay can post results in a channel, with sentences for the person who asked. `weakness`: it can, but
 * something may go wrong there; says what, and how to fix it.
 */
export type ChannelAccess =
  | { readonly ok: true; readonly weakness?: LocalizedText }
  | { readonly ok: false; readonly problem: LocalizedText; readonly cure: LocalizedText };

/** Whether a result can be shared into another channel of the same server or workspace. */
export type SharingAccess =
  | { readonly kind: "ok"; readonly channel: ChannelRef; readonly uploadLimitBytes?: number }
  /** No such channel that the person sees in this server or workspace. */
  | { readonly kind: "no-channel" }
  | { readonly kind: "person-may-not" }
  | { readonly kind: "relay-may-not"; readonly problem: LocalizedText };

/** A command or button press of a person, already acknowledged by the adapter. */
export interface Invocation {
  readonly channel: ChannelRef;
  readonly userId: string;
  /** The platform says that a bot did it. */
  readonly isBot?: boolean;
  /** The languages of the person and of their server or workspace, as BCP 47 tags, if the event has them. */
  readonly locale?: string | undefined;
  readonly workspaceLocale?: string | undefined;
  /** Largest file that this channel accepts, in bytes, if the platform says so. */
  readonly uploadLimitBytes?: number;
  /**
   * The workspace that the person belongs to. In a shared channel it may differ from the channel's. Absent if it is always
   * the channel's. Rejects with a PlatformError if the platform cannot tell.
   */
  readHome?(): Promise<string>;
  /** Asks the platform for languages that the event did not contain. Never rejects. */
  readLocales?(): Promise<{ person?: string | undefined; workspace?: string | undefined }>;
  /** Whether the person may manage this channel. Rejects with a PlatformError if the platform cannot tell. */
  canManageChannel(): Promise<boolean>;
  /** Asks the platform (and joins a public Slack channel). Rejects with a PlatformError if it cannot tell. */
  checkAccess(): Promise<ChannelAccess>;
  /** Whether this person and the bot may both post in another channel. Rejects with a PlatformError if it cannot tell. */
  checkSharing(channelId: string): Promise<SharingAccess>;
  /**
   * Answers privately; call it at most four times. A later answer replaces the earlier one if the platform allows it. If the
   * button was under a private answer, the new answer replaces that one, unless the action is answered beside it. Rejects with
   * a PlatformError.
   */
  reply(message: Message): Promise<void>;
}

/** A command that a person gave. */
export interface CommandInvocation extends Invocation {
  /** As the person typed it, without the slash; under any prefix. */
  readonly name: string;
  /** Raw values by option name; missing ones are absent. */
  readonly options: Readonly<Record<string, string>>;
  /** The options are what a message says, and were not typed for the command. Default: false. */
  readonly isFromMessage?: boolean | undefined;
}

/** A press of a button, or a choice from a menu, under one of our messages. */
export interface ActionInvocation extends Invocation {
  readonly name: string;
  readonly argument: string;
  /** The id of the channel that was chosen; absent for a button. */
  readonly value?: string | undefined;
}

/** A person is typing an option of a command. */
export interface CompletionRequest {
  /** See {@link CommandInvocation.name}. */
  readonly command: string;
  readonly option: string;
  readonly typed: string;
  readonly channel: ChannelRef;
  readonly userId: string;
  readonly isBot?: boolean;
  readonly locale?: string | undefined;
}

/** A value that is offered while a person types. */
export interface Suggestion {
  readonly value: string;
  /** One line; cut by the adapter as needed. */
  readonly label: string;
}

/** What an adapter calls when people do something. None of them rejects. */
export interface Handlers {
  command(invocation: CommandInvocation): Promise<void>;
  action(invocation: ActionInvocation): Promise<void>;
  /** At most 25, best first. Answered from memory, because platforms wait for it while the person types. */
  complete(request: CompletionRequest): Promise<readonly Suggestion[]>;
}
