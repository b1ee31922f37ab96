import { describe, expect, it } from "vitest";
import type { ChannelAccess } from "../../../src/core/invocation.ts";
import { PlatformError } from "../../../src/core/errors.ts";
import { said } from "../../support/sentence.ts";
import { BOTH, peopleOn, pollResult } from "../../unit/commands/asking.ts";
import { startTestRelay, type TestRelayOptions } from "../../support/test-relay.ts";

const unavailable = new PlatformError("unavailable", "503");

describe.each(BOTH)("a status message on %s", (platform) => {
  /** Ann and Bob wait for a job that runs. */
  async function setUp(options: TestRelayOptions = {}) {
    const relay = await startTestRelay(options);
    const people = peopleOn(relay, platform);
    relay.api.answer("job-1", pollResult("running"));
    for (const userId of ["ann", "bob"])
      await people.type("pika-status", { jobid: "job-1" }, { userId });
    await relay.clock.advance(10_000);
    const statuses = () => people.shown().filter(([kind]) => kind === "status");
    return { ...relay, ...people, statuses };
  }

  // Ann stopped; while the platform was asked whether the bot may post for Carl, Bob was told so.
  // Carl's follow had already taken the status message over, and "No longer followed" was written
  // over it.
  it.each(["post", "edit"] as const)(
    "is not taken over from a follow that ends meanwhile (%s)",
    async (delivery) => {
      const relay = await setUp({ delivery });
      relay.adapter.hang("result");
      await relay.type("pika-forget", { jobid: "job-1" }, { userId: "ann" });
      const { promise: access, resolve } = Promise.withResolvers<ChannelAccess>();
      const options = { jobid: "job-1" };
      const person = { channel: relay.channel, userId: "carl", access };
      const answers = relay.adapter.invoke({ name: "pika-status", options, ...person });
      await relay.clock.advance(100);
      relay.adapter.recover("result");
      await relay.clock.advance(100);
      expect(relay.shown().at(-1)).toEqual(["result", expect.stringContaining("job-1"), ["bob"]]);
      resolve({ ok: true });
      await relay.clock.advance(60_000);
      expect((await answers).at(-1)).toContain("job-1");
      expect(relay.statuses()).toEqual([
        ["status", expect.stringContaining("👋"), []],
        ["status", expect.stringContaining("▶️"), []],
      ]);
      expect(relay.store.all()).toMatchObject([{ state: "pending", requesters: ["carl"] }]);
      relay.api.answer("job-1", pollResult("failed"));
      await relay.clock.advance(120_000);
      expect(relay.statuses()[1]?.[1]).toContain("❌");
      expect(relay.shown().at(-1)).toEqual(["result", expect.stringContaining("❌"), ["carl"]]);
    },
  );

  it("is taken over from a stopped follow, with the users who were still to be told", async () => {
    const relay = await setUp();
    relay.adapter.failNext("result", unavailable);
    await relay.type("pika-forget", { jobid: "job-1" }, { userId: "ann" });
    await relay.type("pika-status", { jobid: "job-1" }, { userId: "carl" });
    await relay.clock.advance(60_000);
    expect(relay.shown()).toEqual([["status", expect.stringContaining("▶️"), []]]);
    expect(relay.store.all()).toMatchObject([{ requesters: ["carl", "bob"] }]);
  });

  // What the first delivery still had to report of its failure was once written over the result.
  it("is kept once it has become the result, whatever an earlier follow still wanted to write there", async () => {
    const relay = await setUp({ delivery: "edit" });
    const forbidden = new PlatformError("forbidden", "no");
    for (const operation of ["edit", "result"] as const)
      relay.adapter.failNext(operation, forbidden);
    for (let times = 0; times < 5; times += 1) relay.adapter.failNext("edit", unavailable);
    relay.api.answer("job-1", pollResult("failed"));
    await relay.clock.advance(30_000);
    const [{ id, state } = { id: "", state: "" }] = relay.store.all();
    expect(state).toBe("discarded");
    expect(await relay.press("try-again", id)).toContain("job-1");
    await relay.clock.advance(3_600_000);
    expect(relay.store.all()).toMatchObject([{ state: "delivered", delivery: "edit" }]);
    expect(relay.statuses()).toEqual([
      ["status", expect.stringContaining(said("result.failed")), []],
    ]);
  });
});
