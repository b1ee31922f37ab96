import { describe, expect, it } from "vitest";
import { PlatformError } from "../../../src/core/errors.ts";
import { aJob, DISCORD_CHANNEL } from "../../support/follows.ts";
import { startTestRelay, type TestRelay } from "../../support/relay.ts";

const HOUR = 3_600_000;
const outage = new PlatformError("unavailable", "503");

/** A job that has failed, in a channel that takes nothing for now. */
async function waitForChannel(): Promise<TestRelay> {
  const relay = await startTestRelay();
  relay.api.answer("job-1", { kind: "job", job: aJob("running") });
  await relay.ask("job-1", { channel: DISCORD_CHANNEL });
  relay.discord.refuse(DISCORD_CHANNEL, outage);
  relay.api.answer("job-1", { kind: "job", job: aJob("failed") });
  await relay.clock.advance(16_000);
  return relay;
}

describe("the 24 hours of a delivery", () => {
  // A store that was down when the outcome became known once started them anew every 5 s.
  it("go on while the store is down", async () => {
    const relay = await startTestRelay();
    relay.api.answer("job-1", { kind: "job", job: aJob("running") });
    await relay.ask("job-1", { channel: DISCORD_CHANNEL });
    relay.discord.refuse(DISCORD_CHANNEL, outage);
    const { follows } = relay.store;
    const put = follows.put.bind(follows);
    follows.put = async (follow) => {
      await put(follow);
      // It goes down right behind the outcome.
      if (follow.state === "settled") relay.store.failWith(new Error("disk full"));
    };
    relay.api.answer("job-1", { kind: "job", job: aJob("failed") });
    await relay.clock.advance(25 * HOUR);
    relay.store.failWith(undefined);
    follows.put = put;
    await relay.clock.advance(10 * 60_000);
    expect(relay.store.all()).toMatchObject([{ state: "discarded", discardReason: "too_late" }]);
  });

  it("end with one more try, should the way be free by then", async () => {
    const relay = await waitForChannel();
    relay.store.failWith(new Error("disk full"));
    await relay.clock.advance(25 * HOUR);
    relay.store.failWith(undefined);
    relay.discord.accept(DISCORD_CHANNEL);
    await relay.clock.advance(10 * 60_000);
    expect(relay.store.all()).toMatchObject([{ state: "delivered" }]);
    expect(relay.discord.posts.filter(({ kind }) => kind === "result")).toHaveLength(1);
  });

  it("are those of one outcome, not of the next under the same key", async () => {
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
