import { z } from "zod";
import { PlatformError } from "../../../core/errors.ts";
import { parseAnswer, type SlackWebClient } from "../api/web-client.ts";

const flag = z.boolean().optional().catch(undefined);
const word = z.string().optional().catch(undefined);
const answerSchema = z.object({
  user: z.object({
    /** Their workspace. */
    team_id: word,
    /** If the workspace is part of an organisation: all its workspaces that they belong to. */
    enterprise_user: z
      .object({ teams: z.array(z.string()).optional().catch(undefined), enterprise_id: word })
      .optional()
      .catch(undefined),
    is_admin: flag,
    is_owner: flag,
    is_primary_owner: flag,
    /** A guest. */
    is_restricted: flag,
    /** A guest in a single channel. */
    is_ultra_restricted: flag,
    locale: word,
    name: word,
  }),
});

/** What Slack tells of a person in the workspace. */
export type User = z.infer<typeof answerSchema>["user"];

/** Whether a person belongs to a workspace, or to an organisation. People of others appear in shared channels. */
export const belongsTo = ({ team_id: team, enterprise_user: user }: User, workspace: string) =>
  [team, user?.enterprise_id, ...(user?.teams ?? [])].includes(workspace);

/** Whether a person is an admin or owner of their workspace. */
export const isAdmin = ({ is_admin, is_owner, is_primary_owner }: User): boolean =>
  is_admin === true || is_owner === true || is_primary_owner === true;

/** Asks about a person. Rejects with a PlatformError. */
export async function readUser(client: SlackWebClient, userId: string): Promise<User> {
  const answer = await client.users.info({ user: userId, include_locale: true });
  return parseAnswer(answerSchema, answer, "users.info").user;
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
