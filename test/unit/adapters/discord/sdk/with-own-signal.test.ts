import { getEventListeners } from "node:events";
import { REST } from "discord.js";
import { expect, it } from "vitest";
import { withOwnSignal } from "../../../../../src/adapters/discord/sdk/with-own-signal.ts";

/** REST of discord.js on a network that answers everything. */
const createRest = () => new REST({ makeRequest: async () => Response.json({}) }).setToken("token");

it("leaves no listener on the signal", async () => {
  const { signal } = new AbortController();
  await withOwnSignal(signal, (own) => createRest().get("/channels/1", { signal: own! }));
  expect(getEventListeners(signal, "abort")).toEqual([]);
});

it("is still needed: discord.js leaves a listener on the signal", async () => {
  const { signal } = new AbortController();
  await createRest().get("/channels/1", { signal });
  expect(getEventListeners(signal, "abort")).toHaveLength(1);
});
