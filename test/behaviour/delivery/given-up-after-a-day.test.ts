import { describe, expect, it } from "vitest";
import { PlatformError } from "../../../src/core/errors.ts";
import { aJob, DISCORD_CHANNEL } from "../../support/follows.ts";
import { startTestRelay, type TestRelay } from "../../support/test-relay.ts";

const HOUR = 3_600_000;
const outage = new PlatformError("unavailable", "503");

/** A failed job, in a channel that accepts no messages for now. */
async function waitForChannel(): Promise<TestRelay> {
  const relay = await startTestRelay();
  relay.api.answer("job-1", { kind: "job", job: aJob("running") });
  await relay.ask("job-1", { channel: DISCORD_CHANNEL });
  relay.discord.refuse(DISCORD_CHANNEL, outage);
  relay.api.answer("job-1", { kind: "job", job: aJob("failed") });
  await relay.clock.advance(16_000);
  return relay;
}

describe("the 24-hour limit of a delivery", () => {
  // A store that was down when the outcome became known once restarted the limit every 5 s.
  it("keeps running while the store is down", async () => {
    const relay = await startTestRelay();
    relay.api.answer("job-1", { kind: "job", job: aJob("running") });
    await relay.ask("job-1", { channel: DISCORD_CHANNEL });
    relay.discord.refuse(DISCORD_CHANNEL, outage);
    relay.store.afterWrite = (follow) => {
      // The store goes down right after the outcome is known.
      if (follow.state === "settled") relay.store.failWith(new Error("disk full"));
    };
    relay.api.answer("job-1", { kind: "job", job: aJob("failed") });
    await relay.clock.advance(25 * HOUR);
    relay.store.failWith(undefined);
    relay.store.afterWrite = undefined;
    await relay.clock.advance(10 * 60_000);
    expect(relay.store.all()).toMatchObject([{ state: "discarded", discardReason: "too_late" }]);
  });

  it("ends with one more attempt, in case the channel accepts messages by then", async () => {
    const relay = await waitForChannel();
    relay.store.failWith(new Error("disk full"));
    await relay.clock.advance(25 * HOUR);
    relay.store.failWith(undefined);
    relay.discord.accept(DISCORD_CHANNEL);
    await relay.clock.advance(10 * 60_000);
    expect(relay.store.all()).toMatchObject([{ state: "delivered" }]);
    expect(relay.discord.posts.filter(({ kind }) => kind === "result")).toHaveLength(1);
  });

  it("applies to one outcome, not to the next one under the same key", async () => {
    const relay = await waitForChannel();
    const [first] = relay.store.all();
    await relay.clock.advance(25 * HOUR);
    expect(relay.store.all()).toMatchObject([{ discardReason: "too_late" }]);
    const press = { name: "try-again", channel: DISCORD_CHANNEL, userId: "ann" };
    void relay.discord.press({ ...press, argument: first?.id ?? "" });
    await relay.clock.advance(23 * HOUR);
    expect(relay.store.all()).toMatchObject([{ state: "settled" }]);
  });
});
