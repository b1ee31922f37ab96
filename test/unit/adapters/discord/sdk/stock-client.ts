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

/** The payload of a button press. */
export const BUTTON_PRESS = {
  id: "1",
  application_id: "2",
  token: "interaction-token",
  type: 3,
  user: { id: "3" },
  entitlements: [],
  authorizing_integration_owners: {},
  channel: { id: "4" },
  message: { id: "5", channel_id: "4" },
  data: { component_type: 2, custom_id: "refresh:f1" },
};

/** Gives `client` the payload of an interaction as if the gateway had sent it. Throws what discord.js throws. */
export function receive(client: Client, payload: object): void {
  const { actions } = client as unknown as {
    actions: { InteractionCreate: { handle(payload: object): void } };
  };
  actions.InteractionCreate.handle(payload);
}
