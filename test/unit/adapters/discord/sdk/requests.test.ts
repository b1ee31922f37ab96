import { getEventListeners } from "node:events";
import { Client, RateLimitError, REST, type RepliableInteraction } from "discord.js";
import { afterEach, expect, it, vi } from "vitest";
import {
  abortable,
  withSignal,
} from "../../../../../src/adapters/discord/sdk/abortable-requests.ts";
import type { MakeRequest } from "../../../../../src/adapters/discord/api/http.ts";
import { BUTTON_PRESS, receive } from "./stock-client.ts";

const HOUR = 3_600_000;

/** REST of discord.js on a network that answers everything. */
const restOn = (makeRequest: MakeRequest = async () => Response.json({})) =>
  new REST({ makeRequest, rejectOnRateLimit: () => true }).setToken("token");

afterEach(() => {
  vi.restoreAllMocks();
});

/** The signal of each request. */
function recordSignals() {
  const signals: (AbortSignal | undefined)[] = [];
  const makeRequest: MakeRequest = async (_url, { signal }) => {
    signals.push(signal instanceof AbortSignal ? signal : undefined);
    return Response.json({});
  };
  return { signals, makeRequest };
}

it("abortable-requests: aborts the requests made within, and no others", async () => {
  const { signals, makeRequest } = recordSignals();
  const rest = restOn(abortable(makeRequest));
  const deadline = new AbortController();
  await withSignal(deadline.signal, () => rest.get("/channels/1"));
  await rest.get("/channels/2");
  deadline.abort();
  expect(signals.map((signal) => signal?.aborted)).toEqual([true, false]);
});

/** An interaction as discord.js makes it, on a network that answers everything. */
function interactionOn(makeRequest: MakeRequest) {
  const client = new Client({ intents: [], rest: { makeRequest } });
  const made = new Promise<RepliableInteraction>((resolve) => {
    client.once("interactionCreate", (interaction) => {
      if (interaction.isRepliable()) resolve(interaction);
    });
  });
  receive(client, BUTTON_PRESS);
  return made;
}

it("abortable-requests is still needed: an interaction's methods of discord.js take no signal", async () => {
  const { signals, makeRequest } = recordSignals();
  const deadline = new AbortController();
  const interaction = await interactionOn(abortable(makeRequest));
  await interaction.deferReply({ signal: deadline.signal } as object);
  await withSignal(deadline.signal, () => interaction.editReply("late"));
  deadline.abort();
  expect(signals.map((signal) => signal?.aborted)).toEqual([false, true]);
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
