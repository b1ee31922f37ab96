import {
  Client,
  GatewayIntentBits,
  SimpleShardingStrategy,
  type WebSocketOptions,
} from "discord.js";
import { onTestFinished } from "vitest";
import type { DiscordSandbox } from "../../../../../sandbox/discord/discord-sandbox.ts";

/** The manager of @discordjs/ws, which emits what comes over the gateway. */
export type GatewayManager = Parameters<NonNullable<WebSocketOptions["buildStrategy"]>>[0];

/** discord.js as it comes, with nothing of ours around it. It ends with the test. */
export function stockClient({ apiUrl }: Pick<DiscordSandbox, "apiUrl">) {
  let manager: GatewayManager | undefined;
  const client = new Client({
    intents: [GatewayIntentBits.Guilds],
    shards: "auto",
    waitGuildTimeout: 0,
    rest: { api: apiUrl },
    ws: {
      buildStrategy: (made) => {
        manager = made;
        return new SimpleShardingStrategy(made);
      },
    },
  });
  onTestFinished(() => {
    // Not awaited: a peer may be gone.
    void client.destroy();
  });
  return { client, manager: () => manager! };
}
