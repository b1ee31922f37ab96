import { expect, test } from "vitest";
import { parsePings } from "../../../sandbox/slack/messages/mentions.ts";
import { callApi, openSandbox } from "./open-sandbox.ts";

const nobody = { users: [], usergroups: [], channel: false, here: false, everyone: false };
const pings = (text: string, more: { linkNames?: boolean; parse?: string } = {}) =>
  parsePings({ text, ...more }, (name) => (name === "ada" ? "U1" : undefined));

test.for([
  ["<@U12AB>", { users: ["U12AB"] }],
  ["<@W12AB|ada> and <@W12AB>", { users: ["W12AB"] }],
  ["<!channel>", { channel: true }],
  ["<!here|here>", { here: true }],
  ["<!group>", { channel: true }],
  ["<@U12AB|>", { users: ["U12AB"] }],
  ["`<!everyone>`", { everyone: true }],
  ["<!subteam^S123|@team>", { usergroups: ["S123"] }],
] as const)("%s notifies", ([text, expected]) => {
  expect(pings(text)).toEqual({ ...nobody, ...expected });
});

test.for([
  "&lt;!channel&gt; &lt;@U12AB&gt;",
  "@channel @here @everyone @ada",
  "<#C12AB> <https://example.com|@channel>",
  "<@u12ab> <! channel>",
])("%s notifies nobody", (text) => {
  expect(pings(text)).toEqual(nobody);
});

test("plain names notify with link_names or parse=full", () => {
  const expected = { ...nobody, users: ["U1"], here: true };

  expect(pings("@here: ask @ada.", { linkNames: true })).toEqual(expected);
  expect(pings("@here: ask @ada.", { parse: "full" })).toEqual(expected);
  expect(pings("me@here.example", { parse: "full" })).toEqual(nobody);
});

test("mentions inside blocks count, plain_text does not", () => {
  const blocks = [
    { type: "section", text: { type: "mrkdwn", text: "<@U1>" } },
    { type: "section", text: { type: "plain_text", text: "<@U2>" } },
    {
      type: "rich_text",
      elements: [
        { type: "user", user_id: "U3" },
        { type: "usergroup", usergroup_id: "S4" },
        { type: "broadcast", range: "channel" },
      ],
    },
  ];

  expect(parsePings({ text: "fallback <!here>", blocks }, () => undefined)).toEqual({
    users: ["U3", "U1"],
    usergroups: ["S4"],
    channel: true,
    here: true,
    everyone: false,
  });
});

test("a message shows whom it notifies, before and after an edit", async () => {
  const sandbox = await openSandbox();
  const channel = sandbox.channels.publicJoined;
  const { body } = await callApi(sandbox, "chat.postMessage", {
    channel,
    text: `<@${sandbox.userId}> @channel`,
    link_names: true,
  });

  expect(sandbox.messages(channel)[0]?.pings).toEqual({
    ...nobody,
    users: [sandbox.userId],
    channel: true,
  });
  await callApi(sandbox, "chat.update", { channel, ts: body["ts"], text: "<!here>" });
  expect(sandbox.messages(channel)[0]?.pings).toEqual({ ...nobody, here: true });
});
