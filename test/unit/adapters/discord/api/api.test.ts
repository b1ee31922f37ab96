import { getEventListeners, once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { RequestMethod } from "discord.js";
import { expect, it, vi } from "vitest";
import { createApi } from "../../../../../src/adapters/discord/api/api.ts";
import { createFakeLogger } from "../../../../support/fakes/fake-logger.ts";

const COMMANDS = 500;
/** Commands at once, each in a channel of its own: Discord takes 50 requests a second. */
const AT_ONCE = 50;

// discord.js left one on the signal for each request, with all that hangs on it: 0.9 kB for ever per command.
it("leaves no listener on a signal that outlives the commands", async () => {
  const server = createServer((_request, response) => {
    response.setHeader("content-type", "application/json");
    response.end("{}");
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api`;
  const timeouts = { requestTimeoutMs: 15_000, uploadTimeoutMs: 15_000 };
  const api = createApi({ token: "token", apiUrl, log: createFakeLogger(), ...timeouts });
  const { signal } = new AbortController();
  // A wall clock that is set has the API forget its limits, so that nobody need wait for them here.
  vi.useFakeTimers({ toFake: ["Date"] });
  try {
    for (let asked = 0; asked < COMMANDS; asked += AT_ONCE) {
      vi.setSystemTime(Date.now() + 2_000);
      const answers = Array.from({ length: AT_ONCE }, (_, channel) =>
        api.request({ method: RequestMethod.Post, route: `/channels/${channel}/messages`, signal }),
      );
      await Promise.all(answers);
    }
  } finally {
    vi.useRealTimers();
  }
  expect(getEventListeners(signal, "abort")).toHaveLength(0);
  await api.close();
  server.close();
});
