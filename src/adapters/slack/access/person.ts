import { z } from "zod";
import type { SlackWebApi } from "../api/web-api.ts";

const flag = z.boolean().optional().catch(undefined);
const word = z.string().optional().catch(undefined);
const userSchema = z.object({
  user: z.object({
    /** Their workspace. */
    team_id: word,
    /** If the workspace is part of an organisation: all its workspaces that they belong to. */
    enterprise_user: z
      .object({ teams: z.array(z.string()).optional().catch(undefined) })
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
  }),
});

/** What Slack tells of somebody in the workspace. */
export type Person = z.infer<typeof userSchema>["user"];

/** Whether a person belongs to a workspace. People of others appear in shared channels. */
export const belongsTo = ({ team_id: home, enterprise_user: user }: Person, workspace: string) =>
  home === workspace || (user?.teams ?? []).includes(workspace);

/** Whether a person is an admin or owner of their workspace. */
export const isAdmin = ({ is_admin, is_owner, is_primary_owner }: Person): boolean =>
  is_admin === true || is_owner === true || is_primary_owner === true;

/** Asks about a person. Rejects with a PlatformError. */
export async function readPerson(
  api: SlackWebApi,
  userId: string,
  signal?: AbortSignal,
): Promise<Person> {
  const args = { user: userId, include_locale: true };
  const { user } = await api.call("users.info", { args, answer: userSchema, signal });
  return user;
}
