import type { ChannelRef } from "../../../core/channel/channel-ref.ts";

/** What a person did: a slash command, a button or a choice, the message shortcut, or a mention. */
export interface Interaction {
  /** The same for every repetition of the payload; `undefined` if nothing identifies it. */
  readonly key: string | undefined;
  readonly channel: ChannelRef;
  readonly userId: string;
  /** The person's workspace (`T…`); `undefined` if the payload does not say for certain. */
  readonly userTeam: string | undefined;
  /** Their handle, if the payload contains it. */
  readonly userName?: string | undefined;
  readonly isBot: boolean;
  /** Accepts private answers for half an hour. */
  readonly responseUrl?: string | undefined;
  /** The button was under a private message of ours, which the answer replaces. */
  readonly replaceOriginal: boolean;
  /** What they ask for. */
  readonly request: CommandRequest | ActionRequest;
}

interface CommandRequest {
  readonly kind: "command";
  readonly name: string;
  /** Raw values by option name; missing ones are absent. */
  readonly options: Readonly<Record<string, string>>;
  /** See `CommandInvocation` of src/core/invocation.ts. */
  readonly isFromMessage?: boolean | undefined;
}

interface ActionRequest {
  readonly kind: "action";
  readonly name: string;
  readonly argument: string;
  /** The channel's id, if a channel was chosen. */
  readonly value: string | undefined;
}
