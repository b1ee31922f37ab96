import type { ChannelRef } from "../../../core/channel/channel-ref.ts";
import type { SlackIdentity } from "../api/identity.ts";
import type { Interaction } from "./interaction.ts";
import { isId, toText, type Unchecked } from "./unchecked.ts";

/** The parts of a payload that make an {@link Interaction}, as they arrived and unchecked. */
export interface PayloadParts {
  /** The same for every repetition of the payload. Default: `responseUrl`. */
  readonly key: unknown;
  /** The workspace that the payload names, for when the bot token's own is not known. */
  readonly workspace: unknown;
  readonly channel: unknown;
  /** The message that was used or written; its `thread_ts` tells the thread. Default: none, so not in a thread. */
  readonly message?: Unchecked<{ readonly ts?: string; readonly thread_ts?: string }> | undefined;
  readonly userId: unknown;
  /** The workspace or organisation of the person; `undefined` if the payload has no field for it. */
  readonly userTeam: unknown;
  /** The payload's own team, for when it has no `userTeam`. Default: it says nothing about the person. */
  readonly payloadTeam?: unknown;
  readonly userName?: unknown;
  readonly isBot?: boolean;
  readonly responseUrl?: unknown;
  readonly replaceOriginal?: boolean;
}

/** The interaction that a payload tells of; `undefined` if the payload does not say who did it, or where. */
export function toInteraction(
  parts: PayloadParts,
  identity: SlackIdentity,
  request: Interaction["request"],
): Interaction | undefined {
  const { userId, payloadTeam, isBot = false, replaceOriginal = false } = parts;
  const channel = toChannelRef(parts, identity);
  if (!channel || !isId(userId)) return undefined;
  const userTeam = parts.userTeam === undefined ? ifOurs(payloadTeam, channel) : parts.userTeam;
  const responseUrl = toText(parts.responseUrl);
  return {
    key: toText(parts.key) ?? responseUrl,
    channel,
    userId,
    userTeam: toUserTeam(userTeam, identity),
    userName: toText(parts.userName),
    isBot,
    responseUrl,
    replaceOriginal,
    request,
  };
}

/**
 * A person belongs to a workspace (`T…`). Some payloads name only their organisation (`E…`), which may be ours: then the
 * workspace is not known. If the app is installed for an organisation, a payload does not tell whether the person's
 * workspace is part of it.
 */
const toUserTeam = (
  team: unknown,
  { enterpriseId, isOrganisation = false }: SlackIdentity,
): string | undefined =>
  isId(team) && team !== enterpriseId && !isOrganisation ? team : undefined;

/**
 * A payload's own team, if it is our workspace. Any other may be the host of a shared channel, which says nothing about the
 * person.
 */
const ifOurs = (team: unknown, { workspace }: ChannelRef): unknown =>
  team === workspace ? team : undefined;

/**
 * Where a payload came from; `undefined` unless it says so completely, because an answer may only go there. The workspace
 * (or the organisation) is the bot token's own, whatever the payload names: a shared channel is one channel. A thread's first message counts
 * as in the channel, even if it has replies.
 */
function toChannelRef(
  { workspace: named, channel, message }: PayloadParts,
  { teamId }: SlackIdentity,
): ChannelRef | undefined {
  const workspace = teamId ?? named;
  if (!isId(workspace) || !isId(channel)) return undefined;
  const place = { platform: "slack", workspace, channel } as const;
  const thread = message?.thread_ts;
  if (thread === undefined || thread === message?.ts) return place;
  return isId(thread) ? { ...place, thread } : undefined;
}
