import { getEventListeners } from "node:events";
import { RateLimitError, REST } from "discord.js";
import { afterEach, expect, it, vi } from "vitest";
import {
  abortable,
  withSignal,
} from "../../../../../src/adapters/discord/sdk/abortable-requests.ts";
import type { MakeRequest } from "../../../../../src/adapters/discord/api/http.ts";

const HOUR = 3_600_000;

/** REST of discord.js on a network that answers everything. */
const restOn = (makeRequest: MakeRequest = async () => Response.json({})) =>
  new REST({ makeRequest, rejectOnRateLimit: () => true }).setToken("token");

afterEach(() => {
  vi.restoreAllMocks();
});

it("abortable-requests: aborts the requests made within, and no others", async () => {
  const signals: (AbortSignal | undefined)[] = [];
  const makeRequest: MakeRequest = async (_url, { signal }) => {
    signals.push(signal instanceof AbortSignal ? signal : undefined);
    return Response.json({});
  };
  const rest = restOn(abortable(makeRequest));
  const deadline = new AbortController();
  await withSignal(deadline.signal, () => rest.get("/channels/1"));
  await rest.get("/channels/2");
  deadline.abort();
  expect(signals.map((signal) => signal?.aborted)).toEqual([true, false]);
});

it("with-own-signal is still needed: discord.js leaves a listener on the signal", async () => {
  const { signal } = new AbortController();
  await restOn().get("/channels/1", { signal });
  expect(getEventListeners(signal, "abort")).toHaveLength(1);
});

it("within-rate-limits is still needed: discord.js refuses for an hour once the clock is set back", async () => {
  const rest = restOn();
  await rest.get("/channels/1");
  const systemNow = Date.now;
  vi.spyOn(Date, "now").mockImplementation(() => systemNow() - HOUR);
  const flood = async (): Promise<void> => {
    for (let index = 0; index < 60; index += 1) await rest.get(`/channels/${index}`);
  };
  const error: unknown = await flood().catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(RateLimitError);
  expect((error as RateLimitError).timeToReset).toBeGreaterThan(HOUR / 2);
});
