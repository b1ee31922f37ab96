import * as fc from "fast-check";
import { anyJson, damaged } from "../../support/odd-json.ts";

/** The channel and the user of a valid Discord command. */
export interface DiscordPlace {
  readonly applicationId: string;
  readonly guildId: string;
  readonly channelId: string;
  readonly userId: string;
}

/** Interactions as Discord sends them and as it never would, in the order of a draw. */
export function oddInteractions(
  { applicationId, guildId, channelId, userId }: DiscordPlace,
  draw: <T>(values: fc.Arbitrary<T>) => T[],
): unknown[] {
  const command = {
    id: "900000000000000001",
    application_id: applicationId,
    token: "interaction-token",
    type: 2,
    version: 1,
    guild_id: guildId,
    channel_id: channelId,
    channel: { id: channelId, type: 0, guild_id: guildId },
    member: { user: { id: userId, username: "ann", bot: false }, permissions: "8", roles: [] },
    app_permissions: "274878008320",
    attachment_size_limit: 10_000_000,
    authorizing_integration_owners: { "0": guildId },
    context: 0,
    locale: "en-US",
    entitlements: [],
    data: {
      id: "1",
      name: "pika-status",
      type: 1,
      options: [{ type: 3, name: "jobid", value: "job:1", focused: true }],
    },
  };
  const typing = { ...command, type: 4 };
  const resolved = { channels: { "5": { id: "5", type: 0, permissions: "8" } } };
  const choice = {
    ...command,
    type: 3,
    message: { id: "6", flags: 64 },
    data: { component_type: 8, custom_id: "share:1", values: ["5"], resolved },
  };
  const message = {
    id: "7",
    content: "job:1",
    embeds: [{ url: "https://a.example/1", fields: [] }],
  };
  const menu = {
    ...command,
    data: {
      id: "2",
      name: "Follow this job",
      type: 3,
      target_id: message.id,
      resolved: { messages: { [message.id]: message } },
    },
  };
  const sound = fc.oneof(odd(command), odd(typing), odd(choice), odd(menu));
  return draw<unknown>(sound).map((event, index) =>
    withId(event, { key: "id", sound: command.id, id: `9${String(index).padStart(17, "0")}` }),
  );
}

/** Envelopes as Slack sends them and as it never would, in the order of a draw. */
export function oddEnvelopes(
  { teamId, channelId, userId }: { teamId: string; channelId: string; userId: string },
  draw: <T>(values: fc.Arbitrary<T>) => T[],
): unknown[] {
  const payload = {
    token: "verification-token",
    team_id: teamId,
    team_domain: "pika-sandbox",
    channel_id: channelId,
    channel_name: "videos",
    user_id: userId,
    user_name: "ada",
    command: "/pika-status",
    text: "job:1",
    api_app_id: "A1",
    is_enterprise_install: "false",
    response_url: "https://hooks.slack.test/commands/1/2/3",
    trigger_id: "1.1.a",
  };
  const sound = {
    envelope_id: "3e5f1c1e-0000-4000-8000-000000000000",
    type: "slash_commands",
    accepts_response_payload: true,
    payload,
  };
  const { trigger_id: triggerId } = payload;
  return draw(odd(sound)).map((frame, index) => {
    if (!isRecord(frame)) return frame;
    const own = { key: "trigger_id", sound: triggerId, id: `${index}.1.a` };
    return Object.assign(frame, { payload: withId(frame["payload"], own) });
  });
}

/** Mostly something sound that was damaged, now and then anything. */
const odd = (sound: Parameters<typeof damaged>[0]) =>
  fc.oneof({ weight: 9, arbitrary: damaged(sound) }, { weight: 1, arbitrary: anyJson });

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** With an id of its own if it is valid: otherwise all but the first would count as repetitions. */
const withId = (value: unknown, { key, sound, id }: { key: string; sound: string; id: string }) =>
  isRecord(value) && value[key] === sound ? { ...value, [key]: id } : value;
