import { z } from "zod";
import type { SlackWebApi } from "./web-api.ts";

const flag = z.boolean().optional().catch(undefined);
const userSchema = z.object({
  user: z.object({
    is_admin: flag,
    is_owner: flag,
    is_primary_owner: flag,
    locale: z.string().optional().catch(undefined),
  }),
});

/** What Slack tells of somebody in the workspace. */
export type Person = z.infer<typeof userSchema>["user"];

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
