import { z } from "zod";
import type { ChannelRef } from "../../../core/channel/channel-ref.ts";
import type { SlackIdentity } from "../api/identity.ts";

/** Something that a person did, as one of Slack's payloads tells it. */
export interface Act {
  readonly channel: ChannelRef;
  readonly userId: string;
  /** The workspace that they belong to; `undefined` if the payload does not tell for certain. */
  readonly home: string | undefined;
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
  /** The same for every repetition of the payload; `undefined` if it has nothing to tell it by. */
  readonly key: string | undefined;
  /** `undefined` if the payload was not understood. */
  readonly act: Act | undefined;
}

/** A person belongs to a workspace (`T…`); some payloads name only their organisation (`E…`), which may be ours. */
export function toHome(
  team: string | undefined,
  { enterpriseId }: SlackIdentity,
): string | undefined {
  return team !== undefined && team === enterpriseId ? undefined : team;
}

/**
 * The workspace of a person of whom a payload names only its own workspace. That may be the one that hosts a shared
 * channel: then it says nothing about the person.
 */
export const ownTeam = (team: string | undefined, workspace: string): string | undefined =>
  team === workspace ? team : undefined;

/** An id in a payload. Addresses are made of these, and half a character has no encoding. */
export const idSchema = z
  .string()
  .min(1)
  .refine((value) => value.isWellFormed());

/**
 * Where a payload came from. The workspace is the bot token's own, whichever the payload names: a shared channel is one
 * channel. A thread's first message counts as in the channel, even if it has replies.
 */
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
