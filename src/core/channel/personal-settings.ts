import { z } from "zod";
import { PLATFORMS } from "./channel-ref.ts";
import { toUserKey } from "./quotas.ts";

/** What a person has chosen for themselves in one server or workspace. */
export const personalSettingsSchema = z.object({
  platform: z.enum(PLATFORMS),
  /** Discord server id (`@me` for direct messages) or Slack team id. */
  workspace: z.string().min(1),
  userId: z.string().min(1),
  /** Whether results notify them. Results name them either way. */
  ping: z.boolean(),
});
/** See {@link personalSettingsSchema}. */
export type PersonalSettings = Readonly<z.infer<typeof personalSettingsSchema>>;

/** The key of a person's settings record. */
export const personalSettingsKey = (settings: PersonalSettings): string =>
  toUserKey(settings, settings.userId);
