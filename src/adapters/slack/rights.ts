import { PlatformError } from "../../core/errors.ts";
import { readConversation } from "./conversation.ts";
import { slackWordOf } from "./errors.ts";
import { belongsTo, isAdmin, readPerson } from "./person.ts";
import type { SlackWebApi } from "./web-api.ts";

/** Who asks, and where. */
export interface RightsQuestion {
  readonly api: SlackWebApi;
  readonly channel: string;
  readonly userId: string;
  /** The workspace that they belong to, where what they did tells it. */
  readonly home: string | undefined;
  /** The workspace that the bot belongs to. */
  readonly workspace: string;
  /** Ends the looking. */
  readonly signal: AbortSignal;
}

/**
 * Whether a person may manage a channel, asked now. Slack tells apps of no rights in a single channel, so those of the
 * bot's own workspace count who run it, and who made the channel; a direct message with the bot is the person's own. In a
 * channel that workspaces share, people of another one never count, whatever they are at home. Rejects with a PlatformError
 * where Slack tells too little to say no.
 */
export async function canManageChannel(question: RightsQuestion): Promise<boolean> {
  const { api, userId, home, workspace, signal } = question;
  const [place, asker] = await Promise.allSettled([
    readPlace(question),
    readPerson(api, userId, signal),
  ]);
  // A direct conversation that the bot can see is its own with this person.
  if (place.status === "fulfilled" && place.value?.is_im === true) return true;
  if (home !== undefined && home !== workspace) return false;
  const isCreator = place.status === "fulfilled" && place.value?.creator === userId;
  if (isCreator && home === workspace) return true;
  if (asker.status === "rejected") throw asker.reason;
  // A server that does not tell whose somebody is has only its own people.
  const isOurs = asker.value.team_id === undefined || belongsTo(asker.value, workspace);
  if (isOurs && (isCreator || isAdmin(asker.value))) return true;
  if (isOurs && place.status === "rejected") throw place.reason;
  return false;
}

/** `undefined` if it is not the bot's to see: then this person is not known to have made it. */
async function readPlace({ api, channel, signal }: RightsQuestion) {
  try {
    return await readConversation(api, channel, signal);
  } catch (error) {
    if (slackWordOf(error) === "channel_not_found") return undefined;
    throw error;
  }
}

/** The workspace of a person whose payload does not tell it: the bot's own, where they belong to it. */
export async function readHome(question: RightsQuestion): Promise<string> {
  const { api, userId, workspace, signal } = question;
  const person = await readPerson(api, userId, signal);
  if (belongsTo(person, workspace)) return workspace;
  if (person.team_id !== undefined) return person.team_id;
  throw new PlatformError("unavailable", "Slack does not say which workspace a person belongs to");
}
