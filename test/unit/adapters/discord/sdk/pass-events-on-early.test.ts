import { Events, GatewayDispatchEvents } from "discord.js";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { createDiscordSandbox } from "../../../../../sandbox/discord/create-discord-sandbox.ts";
import { passEventsOnEarly } from "../../../../../src/adapters/discord/sdk/pass-events-on-early.ts";
import { channelInShard } from "../../../../support/discord/channel-in-shard.ts";
import { stockClient } from "./stock-client.ts";

/** Of two shards, only the first has identified. Resolves with how many changes of a channel the client has noticed. */
async function changesNoticed(prepare: typeof passEventsOnEarly): Promise<number> {
  await using discord = await createDiscordSandbox({ shards: 2 });
  const { guildId, channelId } = await channelInShard(discord, { shard: 0, of: 2 });
  const { client } = stockClient(discord);
  prepare(client);
  let changes = 0;
  client.on(Events.ChannelUpdate, () => (changes += 1));
  const begun = new Promise<void>((resolve) => {
    client.ws.on(GatewayDispatchEvents.GuildCreate, ({ id }: { id: string }) => {
      if (id === guildId) resolve();
    });
  });
  void client.login(discord.token).catch(() => {});
  await begun;
  discord.setBotPermissions(channelId, ["ViewChannel"]);
  await sleep(500);
  expect(discord.gateway.counts.identifies).toBe(1);
  return changes;
}

it("lets the first shard learn of a change before the second has identified", async () => {
  expect(await changesNoticed(passEventsOnEarly)).toBe(1);
});

it("is still needed: discord.js keeps the change until the last shard is ready", async () => {
  expect(await changesNoticed(() => {})).toBe(0);
});
