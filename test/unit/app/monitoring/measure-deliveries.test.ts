import { describe, expect, it } from "vitest";
import { measureDeliveries } from "../../../../src/app/monitoring/measure-deliveries.ts";
import { MediaError, NotOursError, PlatformError } from "../../../../src/core/errors.ts";
import type { FollowInDelivery } from "../../../../src/services/delivery/follow-in-delivery.ts";
import type { SendRequest } from "../../../../src/services/delivery/result-sender.ts";
import { FakeClock } from "../../../support/fakes/fake-clock.ts";
import { FakePlatformAdapter } from "../../../support/fakes/fake-platform.ts";

/** The sender does not look at it. */
const FOLLOW = {} as FollowInDelivery;
const MESSAGE = { id: "m1" };

function setUp(sendNow: () => Promise<typeof MESSAGE>) {
  const clock = new FakeClock();
  const counted: unknown[] = [];
  const sender = measureDeliveries(
    {
      send: async () => {
        await clock.advance(1_500);
        return sendNow();
      },
    },
    { clock, metrics: { attempted: (attempt) => void counted.push(attempt) } },
  );
  const abort = new AbortController();
  const request: SendRequest = {
    adapter: new FakePlatformAdapter({ platform: "slack" }),
    mayAlreadyExist: false,
    isLastTryForMedia: false,
    signal: abort.signal,
  };
  return { counted, abort, send: () => sender.send(FOLLOW, request) };
}

describe("measureDeliveries", () => {
  it("counts a delivery, and how long it took", async () => {
    const { counted, send } = setUp(async () => MESSAGE);
    expect(await send()).toBe(MESSAGE);
    expect(counted).toEqual([{ platform: "slack", result: "delivered", durationMs: 1_500 }]);
  });

  it.each([
    ["rate_limited", new PlatformError("rate_limited", "429")],
    ["link_expired", new MediaError("link_expired", "403")],
    ["failed", new TypeError("a defect")],
  ])("counts %s, and passes the error on", async (result, error) => {
    const { counted, send } = setUp(() => Promise.reject(error));
    await expect(send()).rejects.toBe(error);
    expect(counted).toEqual([{ platform: "slack", result, durationMs: 1_500 }]);
  });

  it("does not count what another process took over, nor what a stop ended", async () => {
    const taken = setUp(() => Promise.reject(new NotOursError()));
    await expect(taken.send()).rejects.toMatchObject({ code: "not_ours" });
    const stopped = setUp(() => Promise.reject(new PlatformError("unavailable", "stopped")));
    stopped.abort.abort();
    await expect(stopped.send()).rejects.toMatchObject({ code: "unavailable" });
    expect([...taken.counted, ...stopped.counted]).toEqual([]);
  });
});
