import { RateLimitError, REST } from "discord.js";
import { afterEach, expect, it, vi } from "vitest";
import { withinRateLimits } from "../../../../../src/adapters/discord/sdk/within-rate-limits.ts";

const HOUR = 3_600_000;

type Send = (rest: REST, path: `/${string}`) => Promise<unknown>;
const plainly: Send = (rest, path) => rest.get(path);
const guarded: Send = (rest, path) => withinRateLimits(rest, () => plainly(rest, path));

afterEach(() => {
  vi.restoreAllMocks();
});

/** Sends requests to a network that answers everything, after the clock is set back by an hour. Resolves with their number. */
async function flood(send: Send): Promise<number> {
  const count = 60;
  const rest = new REST({
    makeRequest: async () => Response.json({}),
    rejectOnRateLimit: () => true,
  }).setToken("token");
  await send(rest, "/channels/1");
  const systemNow = Date.now;
  vi.spyOn(Date, "now").mockImplementation(() => systemNow() - HOUR);
  for (let index = 0; index < count; index += 1) {
    if (index === count / 2) vi.mocked(Date.now).mockImplementation(() => systemNow() - 2 * HOUR);
    await send(rest, `/channels/${index}`);
  }
  return count;
}

it("goes on however often the clock is set back", async () => {
  expect(await flood(guarded)).toBe(60);
});

it("is still needed: discord.js refuses for an hour once the clock is set back", async () => {
  const error: unknown = await flood(plainly).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(RateLimitError);
  expect((error as RateLimitError).timeToReset).toBeGreaterThan(HOUR / 2);
});
