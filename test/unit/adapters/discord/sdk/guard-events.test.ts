import { EventEmitter } from "node:events";
import { expect, it } from "vitest";
import { createDiscordSandbox } from "../../../../../sandbox/discord/create-discord-sandbox.ts";
import { guardEvents } from "../../../../../src/adapters/discord/sdk/guard-events.ts";
import { createFakeLogger } from "../../../../support/fakes/fake-logger.ts";
import { stockClient } from "./stock-client.ts";

const dispatch = (t: string, d: unknown) => ({ data: { op: 0, s: 1, t, d }, shardId: 0 });

function guarded(onInteraction: (payload: unknown) => object | undefined) {
  const emitter = new EventEmitter();
  const log = createFakeLogger();
  guardEvents(emitter, { log, onInteraction });
  const seen: unknown[] = [];
  emitter.on("dispatch", ({ data }: { data: { d: unknown } }) => seen.push(data.d));
  return { emitter, log, seen };
}

it("logs what a listener throws", () => {
  const { emitter, log } = guarded(() => undefined);
  emitter.on("dispatch", () => {
    throw new Error("not understood");
  });
  expect(emitter.emit("dispatch", dispatch("GUILD_CREATE", null))).toBe(true);
  expect(log.of("event.not_understood")).toHaveLength(1);
});

it("passes completed interactions on, drops incomplete ones, and leaves other events alone", () => {
  const { emitter, seen } = guarded((payload) => (payload === "drop" ? undefined : { payload }));
  for (const payload of ["one", "drop"])
    emitter.emit("dispatch", dispatch("INTERACTION_CREATE", payload));
  emitter.emit("dispatch", dispatch("GUILD_CREATE", "two"));
  expect(seen).toEqual([{ payload: "one" }, "two"]);
});

it("is still needed: discord.js throws at an event without data", async () => {
  await using discord = await createDiscordSandbox();
  const { client, manager } = stockClient(discord);
  await client.login(discord.token);
  const event = dispatch("GUILD_CREATE", null) as never;
  expect(() => manager().emit("dispatch", event)).toThrow(TypeError);
});
