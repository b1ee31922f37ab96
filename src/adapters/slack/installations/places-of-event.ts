import { z } from "zod";

const id = z.string().min(1).optional().catch(undefined);
const withId = z.object({ id }).nullish().catch(undefined);
const flag = z
  .union([z.boolean(), z.enum(["true", "false"])])
  .optional()
  .catch(undefined);
const eventSchema = z.object({
  type: id,
  team_id: id,
  enterprise_id: id,
  is_enterprise_install: flag,
  team: withId,
  enterprise: withId,
  user: z.object({ team_id: id }).optional().catch(undefined),
  message: z
    .object({ bot_profile: z.object({ team_id: id }).optional().catch(undefined) })
    .optional()
    .catch(undefined),
  authorizations: z
    .array(z.object({ team_id: id, enterprise_id: id, is_enterprise_install: flag }))
    .optional()
    .catch(undefined),
});

/**
 * The ids under which the app may be installed for an event, the likeliest first: of workspaces, and of the organisation.
 * A shared channel belongs to several workspaces, and an event of one names the app's own where it can.
 */
export function placesOfEvent(event: object): string[] {
  const { data } = eventSchema.safeParse(event);
  if (!data) return [];
  const [authorization] = data.authorizations ?? [];
  const isOrganisation = isSet(authorization?.is_enterprise_install ?? data.is_enterprise_install);
  const workspaces = [
    authorization?.team_id,
    // The message whose button was pressed is the app's own. That of a shortcut may be anyone's.
    data.type === "block_actions" ? data.message?.bot_profile?.team_id : undefined,
    data.team?.id,
    data.team_id,
    data.user?.team_id,
  ];
  const organisations = [authorization?.enterprise_id, data.enterprise?.id, data.enterprise_id];
  const places = isOrganisation
    ? [...organisations, ...workspaces]
    : [...workspaces, ...organisations];
  return [...new Set(places.filter((place) => place !== undefined))];
}

const isSet = (value: boolean | "true" | "false" | undefined): boolean =>
  value === true || value === "true";
