import type { webApi } from "@slack/bolt";
import { PlatformError } from "../../../core/errors.ts";
import { required, type SlackWebClient } from "../api/web-client.ts";

/** What Slack tells of a person in the workspace. */
export type User = NonNullable<webApi.UsersInfoResponse["user"]>;

/** Whether a person belongs to a workspace. People of others appear in shared channels. */
export const belongsTo = ({ team_id: team, enterprise_user: user }: User, workspace: string) =>
  team === workspace || (user?.teams ?? []).includes(workspace);

/** Whether a person is an admin or owner of their workspace. */
export const isAdmin = ({ is_admin, is_owner, is_primary_owner }: User): boolean =>
  is_admin === true || is_owner === true || is_primary_owner === true;

/** Asks about a person. Rejects with a PlatformError. */
export async function readUser(client: SlackWebClient, userId: string): Promise<User> {
  const { user } = await client.users.info({ user: userId, include_locale: true });
  return required(user, "users.info");
}

/**
 * The workspace of a person whose payload does not say: the bot's own, if they belong to it. Rejects with a PlatformError
 * if Slack does not say either.
 */
export async function readHome(
  client: SlackWebClient,
  userId: string,
  workspace: string,
): Promise<string> {
  const user = await readUser(client, userId);
  if (belongsTo(user, workspace)) return workspace;
  if (user.team_id !== undefined) return user.team_id;
  throw new PlatformError("unavailable", "Slack does not say which workspace a person belongs to");
}
