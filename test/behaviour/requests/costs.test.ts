import { describe, expect, it } from "vitest";
import type { Follow } from "../../../src/core/follow/follow.ts";
import type { Platform } from "../../../src/core/channel/channel-ref.ts";
import { aFollow, aSettledFollow, DISCORD_CHANNEL } from "../../support/follows.ts";
import { said } from "../../support/sentence.ts";
import { INTERVAL_MS, startTestRelay, type TestRelay } from "../../support/test-relay.ts";
import { BOTH, peopleOn, PLACES, pollResult } from "../../unit/commands/asking.ts";

const START = Date.UTC(2026, 0, 1);
const cost = (amount: number, unit: string) => ({ cost: { amount, unit } });
const costs = (text: string) => said("list.cost", { month: "January", costs: text });

/** Follows two jobs in the platform's channel until they have ended. */
async function followTwo(relay: TestRelay, platform: Platform) {
  const { type } = peopleOn(relay, platform);
  relay.api.answer("job-1", pollResult("running", cost(9_999, "USD")));
  relay.api.answer("job-2", pollResult("failed", cost(320, "credits")));
  for (const jobid of ["job-1", "job-2"]) await type("pika-status", { jobid });
  relay.api.answer("job-1", pollResult("completed", cost(1.24, "USD")));
  await relay.clock.advance(INTERVAL_MS);
}

describe.each(BOTH)("what a channel's jobs cost this month, on %s", (platform) => {
  it("is the last line of its list: each unit apart, each job once, no estimates", async () => {
    const relay = await startTestRelay();
    const { type } = peopleOn(relay, platform);
    expect(await type("pika-jobs")).not.toContain("January");
    await followTwo(relay, platform);
    for (const jobid of ["job-1", "job-2"]) await type("pika-status", { jobid });
    await relay.clock.advance(INTERVAL_MS);
    const list = await type("pika-jobs");
    expect(list.split("\n").at(-1)).toContain(costs("Pika 320 credits · Pika $1.24"));
    expect(await type("pika-jobs", {}, { locale: "de" })).toContain(
      "Kosten im Januar: Pika 320 Credits · Pika 1,24 $",
    );
    await relay.app.stop();
  });

  it("leaves out what no job costs: two such jobs had no sum that the store could keep", async () => {
    const relay = await startTestRelay();
    const { type } = peopleOn(relay, platform);
    for (const jobid of ["job-3", "job-4"]) {
      relay.api.answer(jobid, pollResult("failed", cost(1e308, "USD")));
      await type("pika-status", { jobid });
    }
    await followTwo(relay, platform);
    const list = await type("pika-jobs");
    expect(list.split("\n").at(-1)).toContain(costs("Pika 320 credits · Pika $1.24"));
    await relay.app.stop();
  });

  it("is said in no other channel, not even where a result is shared, nor in direct messages", async () => {
    const relay = await startTestRelay();
    const { type, adapter } = peopleOn(relay, platform);
    await followTwo(relay, platform);
    const other = { ...PLACES[platform], channel: "C2" };
    await type("pika-share", { jobid: "job-1", channel: "C2" });
    expect(adapter.in(other)).toHaveLength(1);
    for (const channel of [
      other,
      { ...PLACES[platform], workspace: "@me", channel: "d1" },
      { ...PLACES[platform], workspace: "elsewhere" },
    ])
      expect(await type("pika-jobs", {}, { channel })).not.toContain("January");
    await relay.app.stop();
  });
});

/** A follow of an earlier process, whose job cost a dollar. */
const ended = (changes: Partial<Follow>): Follow => ({
  ...aSettledFollow(
    { kind: "failed" },
    { ...aFollow(), job: { status: "failed", ...cost(1, "USD") }, createdAt: START },
  ),
  settledAt: START,
  ...changes,
});

it("is counted after a crash between the outcome and the count, and only once after several", async () => {
  const delivered = { state: "delivered", jobId: "job-2", id: "f2", closedAt: START } as const;
  const follows = [
    ended({}),
    ended(delivered),
    ended({ id: "f3", jobId: "job-3", origin: "share" }),
  ];
  const first = await startTestRelay({ follows });
  await first.clock.advance(1_000);
  await first.app.stop();
  const { store } = first;
  await store.start();
  const next = await startTestRelay({ store });
  await next.clock.advance(1_000);
  expect(await peopleOn(next, "discord").type("pika-jobs")).toContain(costs("Pika $2.00"));
  expect(store.allCosts()).toMatchObject([{ channel: DISCORD_CHANNEL, month: "2026-01" }]);
  await next.app.stop();
});
