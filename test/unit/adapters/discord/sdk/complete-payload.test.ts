import { Client, Partials } from "discord.js";
import { expect, it } from "vitest";
import { completePayload } from "../../../../../src/adapters/discord/sdk/complete-payload.ts";
import { createFakeLogger } from "../../../../support/fakes/fake-logger.ts";
import { BUTTON_PRESS, receive } from "./stock-client.ts";

/** What discord.js makes of a payload. */
function read(payload: object): { channelId: string | null } {
  const client = new Client({ intents: [], partials: [Partials.Channel] });
  const { guilds } = client as unknown as { guilds: { _add(guild: object): void } };
  // A thread only becomes an object of discord.js in a server that it knows.
  guilds._add({ id: "6", unavailable: false });
  let channelId: string | null = null;
  client.on("interactionCreate", (interaction) => (channelId = interaction.channelId));
  receive(client, payload);
  void client.destroy();
  return { channelId };
}

it.each(["entitlements", "authorizing_integration_owners", "message"])(
  "is still needed: discord.js throws at a component without %s",
  (field) => {
    expect(read(BUTTON_PRESS)).toEqual({ channelId: "4" });
    expect(() => read({ ...BUTTON_PRESS, [field]: undefined })).toThrow(TypeError);
  },
);

it("is still needed: discord.js does not read channel_id", () => {
  expect(read({ ...BUTTON_PRESS, channel: undefined, channel_id: "4" })).toEqual({
    channelId: null,
  });
});

/** What discord.js makes of a payload once it is complete; `undefined` if it does not get it. */
function readCompleted(event: object): { channelId: string | null } | undefined {
  const client = new Client({ intents: [] });
  const payload = completePayload(event, { client, log: createFakeLogger() });
  void client.destroy();
  return payload && read(payload);
}

// Nobody answered these: the first two counted as malformed, and discord.js threw at the third.
it("takes a payload that names its channel only in `channel`", () => {
  expect(readCompleted(BUTTON_PRESS)).toEqual({ channelId: "4" });
});

it("takes a component that does not say what it is", () => {
  const data = { custom_id: "refresh:f1" };
  expect(readCompleted({ ...BUTTON_PRESS, channel_id: "4", data })).toEqual({ channelId: "4" });
});

it.each([undefined, null, 5, "x", []])("takes a thread whose metadata is %j", (metadata) => {
  const thread = { id: "4", type: 11, thread_metadata: metadata };
  const event = { ...BUTTON_PRESS, guild_id: "6", channel_id: "4", channel: thread };
  expect(readCompleted(event)).toEqual({ channelId: "4" });
});
