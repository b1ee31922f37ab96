/**
 * Whether a person may post in a channel, as far as Slack tells apps: by the channel's own restriction
 * (https://docs.slack.dev/reference/objects/conversation-object, `posting_restricted_to`), whose kinds are those of
 * https://docs.slack.dev/reference/methods/admin.conversations.setConversationPrefs. Apps can't see who is in a user
 * group, who is an administrator of the organisation only, or a workspace's preference for its #general: a restriction
 * to a group or to an organisation's administrators lets nobody post, and the preference is not checked.
 */
import type { Conversation } from "./conversation.ts";
import { belongsTo, isAdmin, readPerson } from "./person.ts";
import type { SlackWebApi } from "../api/web-api.ts";

/** The kind that means everybody, guests and people of other workspaces included. */
const EVERYBODY = "ra";
/** Members of the workspace who are not guests. */
const MEMBERS = "regular";
const ADMINS = "admin";

/** Who wants to post. */
export interface PostingQuestion {
  readonly api: SlackWebApi;
  readonly userId: string;
  readonly workspace: string;
  readonly signal: AbortSignal;
}

/** Whether a member of the channel may post there. Rejects with a PlatformError if Slack does not answer. */
export async function mayPost(question: PostingQuestion, info: Conversation): Promise<boolean> {
  const { type = [], user = [], subteam = [] } = info.properties?.posting_restricted_to ?? {};
  const isOpen = type.length + user.length + subteam.length === 0;
  if (isOpen || type.includes(EVERYBODY) || user.includes(question.userId)) return true;
  if (!type.includes(MEMBERS) && !type.includes(ADMINS)) return false;
  const person = await readPerson(question.api, question.userId, question.signal);
  const isOurs = person.team_id === undefined || belongsTo(person, question.workspace);
  if (!isOurs) return false;
  if (isAdmin(person)) return true;
  const isGuest = person.is_restricted === true || person.is_ultra_restricted === true;
  return type.includes(MEMBERS) && !isGuest;
}
