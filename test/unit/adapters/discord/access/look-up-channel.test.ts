import { expect, it } from "vitest";
import { lookUpByRequest } from "../../../../../src/adapters/discord/access/look-up-channel.ts";
import { createApi } from "../../../../../src/adapters/discord/api/api.ts";
import { createDiscordSandbox } from "../../../../../sandbox/discord/create-discord-sandbox.ts";
import { createFakeLogger } from "../../../../support/fakes/fake-logger.ts";

async function start() {
  const discord = await createDiscordSandbox();
  const { apiUrl, token, botUserId } = discord;
  const timeouts = { requestTimeoutMs: 2_000, uploadTimeoutMs: 2_000 };
  const api = createApi({ apiUrl, token, log: createFakeLogger(), ...timeouts });
  return {
    discord,
    lookUp: lookUpByRequest(api, botUserId),
    [Symbol.asyncDispose]: async () => {
      await api.close();
      await discord.close();
    },
  };
}

it("names what is missing in a channel and in a thread", async () => {
  await using server = await start();
  const { discord, lookUp } = server;
  const { guildId, channelId } = discord;
  const thread = discord.addThread({ parentId: channelId });
  expect(await lookUp(channelId)).toEqual({ guildId, missing: [] });
  discord.setBotPermissions(channelId, ["ViewChannel", "SendMessages"]);
  expect(await lookUp(channelId)).toEqual({ guildId, missing: ["Attach Files"] });
  expect(await lookUp(thread)).toEqual({
    guildId,
    missing: ["Send Messages in Threads", "Attach Files"],
  });
});

it("does not know a channel that the bot cannot see, that is gone, or that is in no server", async () => {
  await using server = await start();
  const { discord, lookUp } = server;
  const hidden = discord.addChannel({ botPermissions: [] });
  const gone = discord.addChannel();
  discord.deleteChannel(gone);
  const direct = discord.addDirectMessage(discord.users[0].id);
  for (const channelId of [hidden, gone, direct]) expect(await lookUp(channelId)).toBeUndefined();
});

it.each([
  [500, {}],
  [200, { id: "1" }],
])("does not take %i %j for an answer", async (status, body) => {
  await using server = await start();
  server.discord.failNext({ path: /^\/guilds\/\d+$/, status, body });
  await expect(server.lookUp(server.discord.channelId)).rejects.toMatchObject({
    code: "unavailable",
  });
});
