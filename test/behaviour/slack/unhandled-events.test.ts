/**
 * Events without a listener used to get no ack: Slack showed the user a warning sign, and the log
 * said nothing.
 */
import { expect, it } from "vitest";
import { openWorkspace } from "../../support/slack/workspace.ts";

const team = { id: "T1" };
const user = { id: "U1", team_id: "T1" };
const channel = { id: "C1" };
const view = { id: "V1", callback_id: "form", type: "modal", state: { values: {} } };

const UNHEARD = [
  ["interactive", "view_submission", { type: "view_submission", team, user, view }],
  ["interactive", "view_closed", { type: "view_closed", team, user, view, is_cleared: false }],
  [
    "interactive",
    "block_suggestion",
    { type: "block_suggestion", team, user, channel, action_id: "a", block_id: "b", value: "x" },
  ],
  ["interactive", "shortcut new-thing", { type: "shortcut", callback_id: "new-thing", team, user }],
  [
    "interactive",
    "message_action old-thing",
    {
      type: "message_action",
      callback_id: "old-thing",
      team,
      user,
      channel,
      message: { ts: "1.1", text: "" },
    },
  ],
  [
    "interactive",
    "interactive_message old-buttons",
    {
      type: "interactive_message",
      callback_id: "old-buttons",
      team,
      user,
      channel,
      actions: [{ name: "a", type: "button", value: "b" }],
    },
  ],
  ["interactive", "kind_of_next_year", { type: "kind_of_next_year", team, user }],
  ["interactive", "unknown", { type: { nobody: "knows" }, team, user }],
  [
    "slash_commands",
    "/pika-old",
    { command: "/pika-old", text: "", team_id: "T1", channel_id: "C1", user_id: "U1" },
  ],
  [
    "events_api",
    "event_callback reaction_added",
    { type: "event_callback", team_id: "T1", event_id: "E1", event: { type: "reaction_added" } },
  ],
] as const;

it.each(UNHEARD)(
  "acknowledges an %s of the kind %s, and logs it once",
  async (type, kind, payload) => {
    await using workspace = await openWorkspace();
    await workspace.start();
    const { slack, log, invocations, actions } = workspace;
    await slack.socket.sendEnvelope(type, payload);
    await slack.socket.sendEnvelope(type, payload);
    const said = log.lines.filter(({ event }) => event === "event.unheard");
    expect(said).toMatchObject([{ level: "warn", fields: { kind } }]);
    expect([...invocations, ...actions]).toEqual([]);
  },
);

it("does not log events that it listens for", async () => {
  await using workspace = await openWorkspace();
  await workspace.start();
  const { slack, log } = workspace;
  await (
    await slack.command({ command: "/pika-status", text: "job:1" })
  ).acknowledged;
  const mention = await slack.mention({ channel: slack.channels.publicJoined, text: "job:1" });
  await mention.acknowledged;
  const said = slack.say(slack.channels.publicJoined, "job:1");
  const place = { channel: slack.channels.publicJoined, ts: said.ts };
  await (
    await slack.useShortcut({ ...place, callbackId: "follow-job" })
  ).acknowledged;
  expect(log.events).not.toContain("event.unheard");
});
