import { EventEmitter } from "node:events";
import { expect, it } from "vitest";
import { createDiscordSandbox } from "../../../../../sandbox/discord/create-discord-sandbox.ts";
import { guardEvents } from "../../../../../src/adapters/discord/sdk/guard-events.ts";
import { createFakeLogger } from "../../../../support/fakes/fake-logger.ts";
import { stockClient } from "./stock-client.ts";

const dispatch = (t: string, d: unknown) => ({ data: { op: 0, s: 1, t, d }, shardId: 0 });

function guarded(onInteraction: (payload: unknown) => void) {
  const emitter = new EventEmitter();
  const log = createFakeLogger();
  guardEvents(emitter, { log, onInteraction });
  const seen: unknown[] = [];
  emitter.on("dispatch", ({ data }: { data: { d: unknown } }) => seen.push(data.d));
  return { emitter, log, seen };
}

it("logs what a listener throws", () => {
  const { emitter, log } = guarded(() => {});
  emitter.on("dispatch", () => {
    throw new Error("not understood");
  });
  expect(emitter.emit("dispatch", dispatch("GUILD_CREATE", null))).toBe(true);
  expect(log.of("event.not_understood")).toHaveLength(1);
});

it("keeps interactions from discord.js, and leaves other events alone", () => {
  const taken: unknown[] = [];
  const { emitter, seen } = guarded((payload) => void taken.push(payload));
  emitter.emit("dispatch", dispatch("INTERACTION_CREATE", "one"));
  emitter.emit("dispatch", dispatch("GUILD_CREATE", "two"));
  expect([taken, seen]).toEqual([["one"], ["two"]]);
});

it("logs what the reader of interactions throws", () => {
  const { emitter, log } = guarded(() => {
    throw new Error("a defect");
  });
  expect(emitter.emit("dispatch", dispatch("INTERACTION_CREATE", null))).toBe(true);
  expect(log.of("event.not_understood")).toHaveLength(1);
});

it.each(["GUILD_CREATE", "INTERACTION_CREATE"])(
  "is still needed: discord.js throws at a %s without data",
  async (event) => {
    await using discord = await createDiscordSandbox();
    const { client, manager } = stockClient(discord);
    await client.login(discord.token);
    const empty = dispatch(event, null) as never;
    expect(() => manager().emit("dispatch", empty)).toThrow(TypeError);
  },
);
