/** Payloads as Slack never sends them: a reader understands them wholly or not at all, and never names another place. */
import * as fc from "fast-check";
import { expect, it } from "vitest";
import type { Interaction } from "../../../../../src/adapters/slack/events/interaction.ts";
import { readAction } from "../../../../../src/adapters/slack/events/read-action.ts";
import { readCommand } from "../../../../../src/adapters/slack/events/read-command.ts";
import { readMention } from "../../../../../src/adapters/slack/events/read-mention.ts";
import { readShortcut } from "../../../../../src/adapters/slack/events/read-shortcut.ts";
import { damaged } from "../../../../support/odd-json.ts";
import { offeredCommands } from "../../../../support/offered-commands.ts";

const identity = { teamId: "T1", botUserId: "UBOT" };
const [command] = offeredCommands;
const team = { id: "T1", domain: "pika" };
const user = { id: "U1", team_id: "T1", username: "ada", name: "ada" };
const thread = { ts: "2.2", thread_ts: "1.1" };
const known = { trigger_id: "1.1.a", response_url: "https://hooks.slack.test/1" };

const READERS = {
  command: {
    sound: {
      ...known,
      team_id: "T1",
      channel_id: "C1",
      user_id: "U1",
      text: "job:1",
      bot_id: "B1",
    },
    read: (body: object) => command && readCommand(command, body, identity),
    place: { channel: ["channel_id"] },
  },
  action: {
    sound: {
      ...known,
      team,
      user,
      container: { channel_id: "C1", message_ts: "2.2", thread_ts: "1.1", is_ephemeral: true },
      actions: [{ action_id: "share:1", selected_conversation: "C2" }],
    },
    read: (body: object) => readAction(body, identity),
    place: { channel: ["container", "channel_id"], thread: ["container", "thread_ts"] },
  },
  shortcut: {
    sound: { ...known, team, user, channel: { id: "C1" }, message: { ...thread, text: "job:1" } },
    read: (body: object) => readShortcut(body, identity),
    place: { channel: ["channel", "id"], thread: ["message", "thread_ts"] },
  },
  mention: {
    sound: {
      event_id: "Ev1",
      team_id: "T1",
      authorizations: [{ team_id: "T1" }],
      event: { channel: "C1", user: "U1", user_team: "T2", text: "<@UBOT> job:1", ...thread },
    },
    read: (body: object) => readMention(body, identity),
    place: { channel: ["event", "channel"], thread: ["event", "thread_ts"] },
  },
};

const at = (value: unknown, path: readonly string[] = []): unknown =>
  path.reduce<unknown>(
    (inner, key) => new Map(Object.entries(Object(inner) as object)).get(key),
    value,
  );
const isId = (value: unknown): boolean =>
  typeof value === "string" && value !== "" && value.isWellFormed();

function expectWhole({ channel, userId, request }: Interaction): void {
  for (const id of [channel.workspace, channel.channel, channel.thread ?? "x", userId])
    expect(isId(id)).toBe(true);
  const texts =
    request.kind === "command"
      ? Object.values(request.options)
      : [request.argument, request.value ?? ""];
  for (const text of [request.name, ...texts]) expect(text).toBeTypeOf("string");
}

it.each(Object.entries(READERS))(
  "ignores or understands a damaged %s",
  (_, { sound, read, place }) => {
    let understood = 0;
    fc.assert(
      fc.property(damaged(sound), (body) => {
        if (typeof body !== "object" || body === null) return;
        const interaction = read(body);
        if (!interaction) return;
        understood += 1;
        expectWhole(interaction);
        expect(interaction.channel.channel).toBe(at(body, place.channel));
        // Without the thread only if there is none, or if it is the thread's first message.
        const { thread: answered } = interaction.channel;
        const wanted = answered === undefined ? [undefined, ...timestampsIn(body)] : [answered];
        expect(wanted).toContain("thread" in place ? at(body, place.thread) : undefined);
      }),
      { numRuns: 5_000 },
    );
    expect(understood).toBeGreaterThan(500);
  },
);

/** The timestamps that a payload gives the message it is about. */
const timestampsIn = (body: unknown): unknown[] =>
  [
    ["container", "message_ts"],
    ["message", "ts"],
    ["event", "ts"],
  ].map((path) => at(body, path));
