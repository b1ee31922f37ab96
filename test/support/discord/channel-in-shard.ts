import { setTimeout as sleep } from "node:timers/promises";
import type { DiscordSandbox } from "../../../sandbox/discord/discord-sandbox.ts";

/** Adds servers until one belongs to the shard. Resolves with its text channel. */
export async function channelInShard(
  discord: DiscordSandbox,
  { shard, of }: { readonly shard: number; readonly of: number },
): Promise<{ guildId: string; channelId: string }> {
  for (;;) {
    const guildId = discord.addGuild();
    if ((BigInt(guildId) >> 22n) % BigInt(of) === BigInt(shard))
      return { guildId, channelId: discord.addChannel({ guildId }) };
    // The shard follows from the millisecond in which a server was made.
    await sleep(2);
  }
}
