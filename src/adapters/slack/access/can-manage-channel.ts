import { readConversation } from "./conversation.ts";
import { slackErrorOf } from "../errors.ts";
import { belongsTo, isAdmin, readUser } from "./user.ts";
import type { SlackWebClient } from "../api/web-client.ts";

/** A person who wants to manage a channel. */
export interface RightsCheck {
  readonly client: SlackWebClient;
  readonly channel: string;
  readonly userId: string;
  /** The workspace that they belong to, if the payload says so. */
  readonly userTeam: string | undefined;
  /** The workspace that the bot belongs to. */
  readonly workspace: string;
}

/**
 * Whether a person may manage a channel, asked now. Slack tells apps nothing about rights in a single channel, so the
 * admins of the bot's own workspace count, and the channel's creator; a direct message with the bot is the person's
 * own. In a shared channel, people of another workspace never count, whatever their role at home. Rejects with a
 * PlatformError if Slack tells too little to say no.
 */
export async function canManageChannel(check: RightsCheck): Promise<boolean> {
  const { client, userId, userTeam, workspace } = check;
  const [place, asker] = await Promise.allSettled([readPlace(check), readUser(client, userId)]);
  // A direct conversation that the bot can see is its own with this person.
  if (place.status === "fulfilled" && place.value?.is_im === true) return true;
  if (userTeam !== undefined && userTeam !== workspace) return false;
  const isCreator = place.status === "fulfilled" && place.value?.creator === userId;
  if (isCreator && userTeam === workspace) return true;
  if (asker.status === "rejected") throw asker.reason;
  // A server that does not say which workspace a person belongs to has only its own people.
  const isOurs = asker.value.team_id === undefined || belongsTo(asker.value, workspace);
  if (isOurs && (isCreator || isAdmin(asker.value))) return true;
  if (isOurs && place.status === "rejected") throw place.reason;
  return false;
}

/** The channel's creator; `undefined` if the bot can't see the channel. */
async function readPlace({ client, channel }: RightsCheck) {
  try {
    return await readConversation(client, channel);
  } catch (error) {
    if (slackErrorOf(error) === "channel_not_found") return undefined;
    throw error;
  }
}
