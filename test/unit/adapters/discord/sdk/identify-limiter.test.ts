import { Client, SimpleIdentifyThrottler, SimpleShardingStrategy } from "discord.js";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, expect, it, vi } from "vitest";
import { createDiscordSandbox } from "../../../../../sandbox/discord/create-discord-sandbox.ts";
import { IdentifyLimiter } from "../../../../../src/adapters/discord/sdk/identify-limiter.ts";
import { FakeClock } from "../../../../support/fakes/fake-clock.ts";

const INTERVAL_MS = 5_100;

afterEach(() => {
  vi.restoreAllMocks();
});

/** A limiter of one bucket, and the instants at which its shards got a turn. */
function limited() {
  const clock = new FakeClock();
  const limiter = new IdentifyLimiter(clock);
  const turnsAtMs: number[] = [];
  const ask = async (shardId = 0, { signal } = new AbortController()): Promise<void> => {
    await limiter.throttler(1).waitForIdentify(shardId, signal);
    turnsAtMs.push(clock.monotonicMs());
  };
  return { clock, limiter, turnsAtMs, ask };
}

it("gives the shards of a bucket a turn every five seconds, no later", async () => {
  const { clock, turnsAtMs, ask } = limited();
  const asked = Promise.all([ask(0), ask(1), ask(2)]);
  await clock.advance(2 * INTERVAL_MS);
  await asked;
  expect(turnsAtMs).toEqual([0, INTERVAL_MS, 2 * INTERVAL_MS]);
});

it("doubles a shard's interval, five times at most, until Discord answers it", async () => {
  const { clock, limiter, turnsAtMs, ask } = limited();
  const intervals = [1, 2, 4, 8, 16, 32, 32].map((factor) => factor * INTERVAL_MS);
  await ask();
  for (const intervalMs of intervals) {
    const asked = ask();
    await clock.advance(intervalMs - 1);
    const before = turnsAtMs.length;
    await clock.advance(1);
    await asked;
    expect(turnsAtMs).toHaveLength(before + 1);
  }
  limiter.answered(0);
  const afterReady = ask();
  await clock.advance(INTERVAL_MS);
  await afterReady;
});

it("gives the turn of a connection that is lost meanwhile to the next one", async () => {
  const { clock, turnsAtMs, ask } = limited();
  await ask(0);
  const lost = new AbortController();
  const waiting = ask(1, lost);
  lost.abort();
  await expect(waiting).rejects.toThrow("aborted");
  const next = ask(1);
  await clock.advance(INTERVAL_MS);
  await next;
  expect(turnsAtMs).toEqual([0, INTERVAL_MS]);
});

it("is asked by discord.js before it identifies", async () => {
  await using discord = await createDiscordSandbox();
  const identifiesAtTurn: number[] = [];
  const client = new Client({
    intents: [],
    rest: { api: discord.apiUrl },
    ws: {
      buildStrategy: (manager) => new SimpleShardingStrategy(manager),
      buildIdentifyThrottler: async () => ({
        waitForIdentify: async () => {
          identifiesAtTurn.push(discord.gateway.counts.identifies);
        },
      }),
    },
  });
  await client.login(discord.token);
  expect(identifiesAtTurn).toEqual([0]);
  expect(discord.gateway.counts.identifies).toBe(1);
  await client.destroy();
});

/** discord.js's throttler, with a wall clock that the test sets. */
function stock() {
  const { signal } = new AbortController();
  const throttler = new SimpleIdentifyThrottler(1);
  const now = vi.spyOn(Date, "now");
  const askAt = (atMs: number): Promise<void> => {
    now.mockReturnValue(atMs);
    return throttler.waitForIdentify(0, signal);
  };
  return { askAt };
}

it("is still needed: discord.js waits up to 1.5 s longer than Discord asks for", async () => {
  vi.spyOn(Math, "random").mockReturnValue(0.99);
  const { askAt } = stock();
  await askAt(0);
  const second = askAt(4_999).then(() => "identifies");
  expect(await Promise.race([second, sleep(1_000, "waits")])).toBe("waits");
  await second;
});

it("is still needed: discord.js identifies as often as ever while there is no answer", async () => {
  const { askAt } = stock();
  for (let attempt = 0; attempt < 10; attempt += 1) {
    const asked = askAt(attempt * 5_001).then(() => "identifies");
    expect(await Promise.race([asked, sleep(500, "waits")])).toBe("identifies");
  }
});
