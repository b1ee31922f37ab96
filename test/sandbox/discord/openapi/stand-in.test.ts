/** All answers of the stand-in, to the relay or to any other client, conform to Discord's description. */
import { expect, it } from "vitest";
import type {
  DiscordSandbox,
  SandboxInteraction,
} from "../../../../sandbox/discord/discord-sandbox.ts";
import { ROUTES } from "../../../../sandbox/discord/rest/rest-server.ts";
import { call, post, register, upload, type Answer } from "../discord-fixture.ts";
import { judge, OPERATIONS } from "./exchange.ts";
import { startRecorded } from "./recorded.ts";

/** Our `:channelId` and Discord's `{channel_id}` are the same. */
const shape = (path: string): string => path.replaceAll(/:\w+|\{\w+\}/g, "*");

/** Requests of a correct client, in groups; together they cover every route of the stand-in. */
const SOUND: Readonly<Record<string, (discord: DiscordSandbox) => Promise<void>>> = {
  "who and where": async (discord) => {
    for (const path of ["/gateway", "/gateway/bot", "/users/@me"]) await call(discord, { path });
    for (const path of ["/applications/@me", "/oauth2/applications/@me"])
      await call(discord, { path });
    await call(discord, { path: `/guilds/${discord.guildId}?with_counts=true` });
    await call(discord, { path: `/guilds/${discord.guildId}/members/${discord.botUserId}` });
    const { channelId } = discord;
    const thread = discord.addThread({ parentId: channelId, archived: true, locked: true });
    const direct = discord.addDirectMessage(discord.users[0].id);
    for (const id of [channelId, thread, direct]) await call(discord, { path: `/channels/${id}` });
  },
  commands: async (discord) => {
    const application = `/applications/${discord.applicationId}`;
    for (const path of [
      `${application}/commands`,
      `${application}/guilds/${discord.guildId}/commands`,
    ]) {
      await call(discord, { method: "PUT", path, json: [COMMAND] });
      const { body } = await call(discord, { method: "POST", path, json: MORE });
      await call(discord, { method: "POST", path, json: MORE });
      await call(discord, { path: `${path}?with_localizations=true` });
      await call(discord, { path });
      const one = `${path}/${(body as { id: string }).id}`;
      await call(discord, { path: one });
      await call(discord, { method: "PATCH", path: one, json: { description: "Other words" } });
      await call(discord, { method: "DELETE", path: one });
    }
  },
  messages: async (discord) => {
    const [{ id: userId }] = discord.users;
    const path = `/channels/${discord.channelId}/messages`;
    const said = discord.say(discord.channelId, userId, "hello");
    const all = await post(discord, { ...RICH, message_reference: { message_id: said.id } });
    const one = `${path}/${idOf(all)}`;
    await call(discord, { path: one });
    await call(discord, {
      method: "PATCH",
      path: one,
      json: { content: `<@${userId}>`, embeds: [] },
    });
    discord.deleteMessage(discord.channelId, said.id);
    for (const query of ["", "?limit=1", `?after=${said.id}`, `?before=${idOf(all)}`])
      await call(discord, { path: `${path}${query}` });
    await call(discord, { path: `${path}?around=${idOf(all)}&limit=2` });
    await call(discord, { method: "DELETE", path: one });
    await call(discord, { method: "POST", path: `/channels/${discord.channelId}/typing` });
    const attachments = [{ id: "0", filename: "a.txt", description: "a letter", is_spoiler: true }];
    await upload(discord, { attachments }, [new File(["a"], "a.txt")]);
    const direct = discord.addDirectMessage(userId);
    const json = { content: "hello", nonce: 5, enforce_nonce: true };
    await call(discord, { method: "POST", path: `/channels/${direct}/messages`, json });
  },
  threads: async (discord) => {
    discord.setBotPermissions(discord.channelId, [
      "ViewChannel",
      "SendMessages",
      "SendMessagesInThreads",
      "ReadMessageHistory",
      "CreatePublicThreads",
    ]);
    const path = `/channels/${discord.channelId}/messages`;
    const begin = `${path}/${idOf(await post(discord, { content: "hello" }))}`;
    const json = { name: "A thread", auto_archive_duration: 1440 };
    const thread = await call(discord, { method: "POST", path: `${begin}/threads`, json });
    const inside = `/channels/${idOf(thread)}`;
    await call(discord, { method: "POST", path: `${inside}/messages`, json: { content: "in it" } });
    for (const read of [begin, path, inside, `${inside}/messages`])
      await call(discord, { path: read });
  },
  "direct messages": async (discord) => {
    const json = { recipient_id: discord.users[1].id };
    const direct = await call(discord, { method: "POST", path: "/users/@me/channels", json });
    const path = `/channels/${idOf(direct)}/messages`;
    await call(discord, { method: "POST", path, json: { ...RICH, message_reference: undefined } });
    await call(discord, { path });
  },
  "answers to buttons": async (discord) => {
    const { body } = await post(discord, RICH);
    const messageId = (body as { id: string }).id;
    for (const type of [4, 5, 6, 7]) {
      const press = { channelId: discord.channelId, messageId, customId: "again" };
      const { id, token } = await discord.pressButton(press);
      const data = type === 6 ? null : { content: "hello", ...(type === 7 ? {} : { flags: 64 }) };
      const path = `/interactions/${id}/${token}/callback?with_response=true`;
      await call(discord, { method: "POST", path, json: { type, data } });
      const webhook = `/webhooks/${discord.applicationId}/${token}`;
      const more = { components: RICH.components.slice(0, 2) };
      const original = `${webhook}/messages/@original`;
      await call(discord, { method: "PATCH", path: original, json: { content: "other", ...more } });
      await call(discord, { path: original });
      await call(discord, { method: "POST", path: webhook, json: { content: "more", ...more } });
    }
  },
  completions: async (discord) => {
    await register(discord, [COMMAND]);
    const asked = new Promise<SandboxInteraction>((resolve) => discord.on("completion", resolve));
    const completing = discord.complete({ command: "film", focused: "actor" });
    const { id, token } = await asked;
    const choices = [{ name: "Ada", value: "ada" }];
    const path = `/interactions/${id}/${token}/callback`;
    await call(discord, { method: "POST", path, json: { type: 8, data: { choices } } });
    expect(await completing).toEqual(choices);
  },
  "answers to commands": async (discord) => {
    await register(discord, [COMMAND]);
    for (const type of [4, 5]) {
      const { id, token } = await discord.command({ name: "film", options: { title: "Alien" } });
      const data = type === 4 ? { content: "hello", flags: 64 } : {};
      const path = `/interactions/${id}/${token}/callback?with_response=true`;
      await call(discord, { method: "POST", path, json: { type, data } });
      const webhook = `/webhooks/${discord.applicationId}/${token}`;
      const follow = { method: "POST", path: `${webhook}?wait=true`, json: { content: "more" } };
      await call(discord, follow);
      const more = await call(discord, follow);
      for (const name of [idOf(more), "@original"]) {
        const message = `${webhook}/messages/${name}`;
        await call(discord, { path: message });
        await call(discord, { method: "PATCH", path: message, json: { content: "other" } });
        await call(discord, { method: "DELETE", path: message });
      }
    }
    const { id, token } = await discord.command({ name: "film", options: { title: "Alien" } });
    const path = `/interactions/${id}/${token}/callback`;
    await call(discord, { method: "POST", path, json: { type: 5 } });
  },
};

const COMMAND = {
  type: 1,
  name: "film",
  name_localizations: { de: "kino" },
  description: "Find a film",
  options: [
    { type: 3, name: "title", description: "Its title", required: true, max_length: 100 },
    { type: 3, name: "kind", description: "Of film", choices: [{ name: "Long", value: "long" }] },
    { type: 4, name: "year", description: "When", min_value: 1890 },
    { type: 10, name: "stars", description: "How good", max_value: 5 },
    { type: 5, name: "seen", description: "Already" },
    { type: 3, name: "actor", description: "Who is in it", autocomplete: true },
    { type: 7, name: "screen", description: "Where", channel_types: [0, 11] },
  ],
  contexts: [0],
  integration_types: [0],
};
const MORE = { name: "actor", description: "Find an actor" };
const RICH = {
  content: "hello",
  nonce: "n",
  enforce_nonce: true,
  allowed_mentions: { parse: [], replied_user: true },
  embeds: [
    {
      title: "t",
      image: { url: "https://example.invalid/cat.png" },
      thumbnail: null,
      description: "d",
      url: "https://example.invalid/",
      color: 5,
      timestamp: "2026-01-01T00:00:00Z",
      footer: { text: "f" },
      author: { name: "a" },
      fields: [{ name: "n", value: "v", inline: true }],
    },
  ],
  components: [
    {
      type: 1,
      components: [
        { type: 2, style: 5, url: "https://example.invalid/", label: "l" },
        {
          type: 2,
          style: 5,
          url: "https://example.invalid/",
          label: null,
          emoji: { name: "🎬" },
          disabled: true,
        },
        { type: 2, style: 1, custom_id: "again", label: "Again" },
        { type: 2, style: 4, custom_id: "stop", label: "Stop", emoji: { id: null, name: "✋" } },
      ],
    },
    {
      type: 1,
      components: [
        { type: 8, custom_id: "where", channel_types: [0, 11], placeholder: "Where to" },
      ],
    },
    {
      type: 1,
      components: [
        {
          type: 3,
          custom_id: "how",
          min_values: 0,
          max_values: 2,
          options: [
            { label: "Once", value: "1", default: true },
            { label: "Twice", value: "2", description: null },
          ],
        },
      ],
    },
  ],
};
const idOf = ({ body }: Answer): string => (body as { id: string }).id;

/** A summary of each exchange, with complaints. */
async function summariesOf(ask: (discord: DiscordSandbox) => Promise<void>) {
  const { discord, newSummaries } = await startRecorded();
  await ask(discord);
  expect(discord.violations).toEqual([]);
  return newSummaries();
}

it.each(Object.entries(SOUND))("answers a correct client as described: %s", async (_, ask) => {
  const summaries = await summariesOf(ask);
  expect(summaries).not.toEqual([]);
  expect(summaries.filter((summary) => !/^.* 20\d$/.test(summary))).toEqual([]);
});

it("has every answer tested, and no answer that is not described", async () => {
  const groups = await Promise.all(Object.values(SOUND).map(summariesOf));
  const asked = new Set(groups.flat().map((summary) => shape(summary.replace(/ \d+$/, ""))));
  const described = new Set(OPERATIONS.map(({ method, path }) => `${method} ${shape(path)}`));
  const routes = ROUTES.map(({ method, path }) => `${method} ${shape(path)}`);
  expect(routes.filter((route) => !asked.has(route))).toEqual([]);
  expect(routes.filter((route) => !described.has(route))).toEqual([]);
});

it("accepts no query parameter that is not described", () => {
  const wrong = ROUTES.flatMap(({ method, path, query = [] }) => {
    const operation = OPERATIONS.find(
      (each) => each.method === method && shape(each.path) === shape(path),
    );
    const known = Object.keys(operation?.querySchema["properties"] ?? {});
    return query.filter((name) => !known.includes(name)).map((name) => `${method} ${path} ${name}`);
  });
  expect(wrong).toEqual([]);
});

/** Requests that the stand-in refuses, by the expected status and code. */
const REFUSED: readonly (readonly [
  string,
  { status: number; code: number },
  (discord: DiscordSandbox) => Promise<Answer>,
])[] = [
  [
    "a wrong token",
    { status: 401, code: 0 },
    (discord) => call(discord, { path: "/users/@me", headers: { authorization: "Bot wrong" } }),
  ],
  [
    "an unknown channel",
    { status: 404, code: 10003 },
    (discord) => call(discord, { path: "/channels/1" }),
  ],
  [
    "an unknown guild",
    { status: 404, code: 10004 },
    (discord) => call(discord, { path: "/guilds/1" }),
  ],
  [
    "an unknown message",
    { status: 404, code: 10008 },
    (discord) => call(discord, { path: `/channels/${discord.channelId}/messages/1` }),
  ],
  [
    "an unknown command",
    { status: 404, code: 10063 },
    (discord) => call(discord, { path: `/applications/${discord.applicationId}/commands/1` }),
  ],
  [
    "another application",
    { status: 403, code: 20012 },
    (discord) => call(discord, { path: "/applications/1/commands" }),
  ],
  [
    "an unknown interaction",
    { status: 404, code: 10062 },
    (discord) =>
      call(discord, { method: "POST", path: "/interactions/1/x/callback", json: { type: 5 } }),
  ],
  [
    "an unknown webhook",
    { status: 401, code: 50027 },
    (discord) => call(discord, { path: `/webhooks/${discord.applicationId}/x/messages/@original` }),
  ],
  ["an empty message", { status: 400, code: 50006 }, (discord) => post(discord, { content: "" })],
  [
    "a body of wrong fields",
    { status: 400, code: 50035 },
    (discord) =>
      post(discord, {
        content: 5,
        embeds: [{ title: 5 }, { fields: [{}] }],
        nonce: "n".repeat(26),
      }),
  ],
  [
    "a thread where there is one",
    { status: 400, code: 160004 },
    async (discord) => {
      discord.setBotPermissions(discord.channelId, ["Administrator"]);
      const path = `/channels/${discord.channelId}/messages/${idOf(await post(discord, { content: "hello" }))}/threads`;
      const begin = { method: "POST", path, json: { name: "A thread" } };
      await call(discord, begin);
      return call(discord, begin);
    },
  ],
  [
    "a direct message to who wants none",
    { status: 403, code: 50007 },
    (discord) => {
      const [{ id }] = discord.users;
      discord.refuseDirectMessages(id);
      const path = `/channels/${discord.addDirectMessage(id)}/messages`;
      return call(discord, { method: "POST", path, json: { content: "hello" } });
    },
  ],
  [
    "a second edit of an old message, where one is allowed",
    { status: 429, code: 30046 },
    async (discord) => {
      const id = idOf(await post(discord, { content: "hello" }));
      discord.ageMessage(discord.channelId, id, 2 * 60 * 60 * 1000);
      const path = `/channels/${discord.channelId}/messages/${id}`;
      const edit = { method: "PATCH", path, json: { content: "other" } };
      await call(discord, edit);
      return call(discord, edit);
    },
  ],
  [
    "components that do not fit",
    { status: 400, code: 50035 },
    (discord) => post(discord, { components: [{ type: 1, components: [{ type: 2, style: 1 }] }] }),
  ],
  ["no body", { status: 400, code: 50035 }, (discord) => post(discord, undefined)],
  [
    "a wrong query",
    { status: 400, code: 50035 },
    (discord) => call(discord, { path: `/channels/${discord.channelId}/messages?limit=101` }),
  ],
  [
    "wrong commands",
    { status: 400, code: 50035 },
    (discord) => register(discord, [COMMAND, COMMAND, { ...MORE, name: "ÄÄ" }]),
  ],
];

it.each(REFUSED)("refuses %s as described", async (_, { status, code }, ask) => {
  const { discord, exchanges } = await startRecorded({ maxOldEdits: 1 });
  const refusal = await ask(discord);
  expect(refusal).toMatchObject({ status, body: { code } });
  const judgements = await Promise.all(exchanges.map(judge));
  expect(judgements.flatMap(({ answer }) => answer)).toEqual([]);
});
