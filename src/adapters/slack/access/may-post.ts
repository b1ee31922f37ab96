/**
 * Whether a person may post in a channel, as far as Slack tells apps: by the channel's own restriction
 * (https://docs.slack.dev/reference/objects/conversation-object, `posting_restricted_to`), whose kinds are those of
 * https://docs.slack.dev/reference/methods/admin.conversations.setConversationPrefs. Apps can't see who is in a user
 * group, who is an administrator of the organisation only, or a workspace's preference for its #general: a restriction
 * to a group or to an organisation's administrators lets nobody post, and the preference is not checked.
 */
import type { Conversation } from "./conversation.ts";
import { belongsTo, isAdmin, readUser } from "./user.ts";
import type { SlackWebClient } from "../api/web-client.ts";

/** The kind that includes everyone, even guests and people of other workspaces. */
const EVERYBODY = "ra";
/** Members of the workspace who are not guests. */
const MEMBERS = "regular";
const ADMINS = "admin";

/** A person who wants to post. */
export interface PostingCheck {
  readonly client: SlackWebClient;
  readonly userId: string;
  readonly workspace: string;
}

/** Whether a member of the channel may post there. Rejects with a PlatformError if Slack does not answer. */
export async function mayPost(check: PostingCheck, info: Conversation): Promise<boolean> {
  const { type = [], user = [], subteam = [] } = info.properties?.posting_restricted_to ?? {};
  const isOpen = type.length + user.length + subteam.length === 0;
  if (isOpen || type.includes(EVERYBODY) || user.includes(check.userId)) return true;
  if (!type.includes(MEMBERS) && !type.includes(ADMINS)) return false;
  const person = await readUser(check.client, check.userId);
  const isOurs = person.team_id === undefined || belongsTo(person, check.workspace);
  if (!isOurs) return false;
  if (isAdmin(person)) return true;
  const isGuest = person.is_restricted === true || person.is_ultra_restricted === true;
  return type.includes(MEMBERS) && !isGuest;
}
