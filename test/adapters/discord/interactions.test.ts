import type { APIInteraction } from "discord.js";
import { expect, it } from "vitest";
import { DiscordInteractions } from "../../../src/adapters/discord/interactions.ts";
import { line, message } from "../../../src/core/message.ts";
import type { CommandInvocation } from "../../../src/core/ports.ts";
import { FakeClock } from "../../support/fake-clock.ts";
import { createFakeLogger } from "../../support/fake-logger.ts";

/** A slash command as Discord sends it, with only what every server of its API is sure to send. */
const sparse = {
  id: "11111111111111111",
  application_id: "22222222222222222",
  token: "interaction-token",
  type: 2,
  channel_id: "33333333333333333",
  data: {
    id: "1",
    name: "pika-status",
    type: 1,
    options: [{ type: 3, name: "jobid", value: "j" }],
  },
};

function intake(missing?: readonly string[]) {
  const invocations: CommandInvocation[] = [];
  const requests: unknown[] = [];
  const interactions = new DiscordInteractions({
    api: {
      request: async (request) => void requests.push(request),
      makeRequest: () => Promise.reject(new Error("not used")),
      close: async () => {},
    },
    onCommand: async (invocation) => void invocations.push(invocation),
    missingInChannel: () => missing,
    applicationId: () => "99999999999999999",
    log: createFakeLogger(),
    clock: new FakeClock(),
  });
  const take = (interaction: object): Promise<void> =>
    interactions.take(interaction as APIInteraction);
  return { take, invocations, requests };
}

it("handles a command once, though a resumed gateway session brings it again", async () => {
  const { take, invocations, requests } = intake();
  await Promise.all([take(sparse), take(sparse)]);
  await take(sparse);
  expect(invocations).toHaveLength(1);
  expect(requests).toHaveLength(1);
});

it("ignores whatever is no slash command", async () => {
  const { take, invocations, requests } = intake();
  await take({ ...sparse, type: 4 });
  await take({ ...sparse, type: 3, data: { custom_id: "button" } });
  await take({ ...sparse, data: { ...sparse.data, type: 3 } });
  expect([...invocations, ...requests]).toEqual([]);
});

it("understands a command in a direct message", async () => {
  const { take, invocations } = intake();
  await take({ ...sparse, user: { id: "5" } });
  expect(invocations[0]).toMatchObject({
    options: { jobid: "j" },
    channel: { workspace: "@me", channel: "33333333333333333" },
    userId: "5",
  });
  expect(await invocations[0]!.checkAccess()).toEqual({ ok: true });
});

// Answers once went to /webhooks//<token> there, and were lost.
it("answers as its own application where the server does not name one, nor the command's type", async () => {
  const { take, invocations, requests } = intake();
  const { application_id: _application, data, ...rest } = sparse;
  const { type: _type, ...command } = data;
  await take({ ...rest, data: command });
  await invocations[0]!.reply(message([line("hello")]));
  expect(requests.at(-1)).toMatchObject({
    route: expect.stringMatching(/^\/webhooks\/9{17}\/interaction-token\/messages\//) as string,
  });
});

it("gives no option where none was typed", async () => {
  const { take, invocations } = intake();
  await take({ ...sparse, data: { ...sparse.data, options: undefined } });
  expect(invocations[0]?.options).toEqual({});
});

const inServer = { ...sparse, guild_id: "4", member: { user: { id: "5" } } };

it.each([
  ["absent", {}],
  ["no number", { app_permissions: "" }],
])("judges by the known servers where the permissions sent along are %s", async (_, sent) => {
  const interaction = { ...inServer, ...sent };
  const known = intake(["Attach Files"]);
  await known.take(interaction);
  expect(await known.invocations[0]!.checkAccess()).toMatchObject({
    ok: false,
    problem: expect.stringContaining("Attach Files") as string,
  });
  const unknown = intake(undefined);
  await unknown.take(interaction);
  expect(await unknown.invocations[0]!.checkAccess()).toEqual({ ok: true });
});

// It passed for "not said", and was overruled by what the roles had been when last heard of.
it("believes Discord that the bot may do nothing in a channel", async () => {
  const { take, invocations } = intake([]);
  await take({ ...inServer, app_permissions: "0" });
  expect(await invocations[0]!.checkAccess()).toMatchObject({
    ok: false,
    problem: expect.stringContaining("View Channel, Send Messages, Attach Files") as string,
  });
});
