import { readConversation } from "./conversation.ts";
import { slackWordOf } from "./errors.ts";
import { readPerson } from "./person.ts";
import type { SlackWebApi } from "./web-api.ts";

/** Who asks, and where. */
export interface RightsQuestion {
  readonly api: SlackWebApi;
  readonly channel: string;
  readonly userId: string;
}

/**
 * Whether a person may manage a channel, asked now. Slack tells apps of no rights in a single channel, so those count
 * who run the workspace, and who made the channel; a direct message with the bot is the person's own. Rejects with a
 * PlatformError where Slack tells too little to say no.
 */
export async function canManageChannel(question: RightsQuestion): Promise<boolean> {
  const answers = await Promise.allSettled([ownsChannel(question), runsWorkspace(question)]);
  if (answers.some((answer) => answer.status === "fulfilled" && answer.value)) return true;
  for (const answer of answers) if (answer.status === "rejected") throw answer.reason;
  return false;
}

async function ownsChannel({ api, channel, userId }: RightsQuestion): Promise<boolean> {
  try {
    const { is_im: isDirect, creator } = await readConversation(api, channel);
    // A direct conversation that the bot can see is its own with this person.
    return isDirect === true || creator === userId;
  } catch (error) {
    // Not the bot's to see: then this person is not known to have made it.
    if (slackWordOf(error) === "channel_not_found") return false;
    throw error;
  }
}

async function runsWorkspace({ api, userId }: RightsQuestion): Promise<boolean> {
  const person = await readPerson(api, userId);
  return person.is_admin === true || person.is_owner === true || person.is_primary_owner === true;
}
