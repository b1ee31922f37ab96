import { z } from "zod";
import type { ChannelRef } from "../../core/channel-ref.ts";

/** Something that a person did, as one of Slack's payloads tells it. */
export interface Act {
  readonly channel: ChannelRef;
  readonly userId: string;
  /** Their handle, where the payload tells it. */
  readonly userName?: string | undefined;
  readonly isBot: boolean;
  /** Where private answers go to, for half an hour. */
  readonly responseUrl?: string | undefined;
  /** They did it with a private message of ours, whose place the answer takes. */
  readonly replaces: boolean;
  readonly wish: Wish;
}

/** What they want. */
export type Wish =
  | {
      readonly kind: "command";
      readonly name: string;
      readonly options: Readonly<Record<string, string>>;
    }
  | {
      readonly kind: "action";
      readonly name: string;
      readonly argument: string;
      readonly value: string | undefined;
    };

/** What came over the socket, as it was read. */
export interface Arrival {
  /** The same for every repetition of the payload; undefined where it has nothing to tell it by. */
  readonly key: string | undefined;
  /** Undefined where the payload was not understood. */
  readonly act: Act | undefined;
}

/** An id in a payload. Addresses are made of these, and half a character has no encoding. */
export const idSchema = z
  .string()
  .min(1)
  .refine((value) => value.isWellFormed());

/** Where a payload came from. A thread's first message is in the channel, whatever was answered to it. */
export const toChannelRef = (
  place: { readonly workspace: string; readonly channel: string },
  message: { readonly ts?: string | undefined; readonly thread_ts?: string | undefined } = {},
): ChannelRef => ({
  platform: "slack",
  ...place,
  ...(message.thread_ts === undefined || message.thread_ts === message.ts
    ? {}
    : { thread: message.thread_ts }),
});
