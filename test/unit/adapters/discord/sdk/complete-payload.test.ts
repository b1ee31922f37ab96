import { Client } from "discord.js";
import { expect, it } from "vitest";

const whole = {
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

/** What discord.js makes of a payload. */
function read(payload: object): { channelId: string | null } {
  const client = new Client({ intents: [] });
  const { actions } = client as unknown as {
    actions: { InteractionCreate: { handle(payload: object): void } };
  };
  let channelId: string | null = null;
  client.on("interactionCreate", (interaction) => (channelId = interaction.channelId));
  actions.InteractionCreate.handle(payload);
  void client.destroy();
  return { channelId };
}

it.each(["entitlements", "authorizing_integration_owners", "message"])(
  "is still needed: discord.js throws at a component without %s",
  (field) => {
    expect(read(whole)).toEqual({ channelId: "4" });
    expect(() => read({ ...whole, [field]: undefined })).toThrow(TypeError);
  },
);

it("is still needed: discord.js does not read channel_id", () => {
  expect(read({ ...whole, channel: undefined, channel_id: "4" })).toEqual({ channelId: null });
});
