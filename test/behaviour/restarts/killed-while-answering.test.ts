import { describe, expect, it } from "vitest";
import { markDiscarded, markDelivered } from "../../../src/core/follow/follow.ts";
import { aFollow, aJob, aSettledFollow, DISCORD_CHANNEL } from "../../support/follows.ts";
import type { Death } from "../../support/simulation/crashable-process.ts";
import { MortalWorld } from "../../support/simulation/simulation.ts";
import { profile } from "../../support/profile.ts";
import { sentence } from "../../support/sentence.ts";

const START = Date.UTC(2026, 0, 1);
const channel = DISCORD_CHANNEL;
const OVER = aSettledFollow(
  { kind: "failed" },
  { jobId: "job-2", job: { status: "failed", isRetryable: true }, statusMessage: { id: "s2" } },
);
const RUNNING = aFollow({
  requesters: ["ann", "bob"],
  statusMessage: { id: "s1" },
  createdAt: START,
});
const POSTED = markDelivered({ ...OVER, id: "f2" }, { id: "r2" }, START);
const UNPOSTED = markDiscarded({ ...OVER, id: "f2" }, "forbidden", START);

type Deed = (world: MortalWorld) => Promise<string | undefined>;
const press =
  (name: string, argument: string, value?: string): Deed =>
  (world) =>
    world.press({ name, argument, channel, userId: "ann", ...(value && { value }) });
const type =
  (name: string, options: Readonly<Record<string, string>>): Deed =>
  (world) =>
    world.type({ name, options, channel, userId: "ann", canManage: true });

/**
 * A user acts; the process is killed at one of the calls that follow, and a user without an answer
 * repeats the action.
 */
async function play(deed: Deed, { stored = POSTED, death, isPatient = false }: Play) {
  const world = new MortalWorld();
  for (const follow of [RUNNING, stored]) await world.store.follows.put(follow);
  world.states.clear();
  world.api.answer("job-1", { kind: "job", job: aJob("running") });
  world.api.answer("job-3", { kind: "job", job: aJob("running", { jobId: "job-3" }) });
  world.api.answerRetry("job-2", { kind: "started", jobId: "job-3" });
  await world.start();
  await world.clock.advance(1_000);
  const before = world.process.calls;
  if (death) world.process.doom(death);
  const answer = await deed(world);
  const made = world.process.calls - before;
  await world.clock.advance(60_000);
  if (world.process.isDead) await world.start();
  if (answer === undefined && !isPatient) await deed(world);
  await world.clock.advance(120_000);
  return { world, made };
}

interface Play {
  readonly stored?: typeof POSTED;
  readonly death?: Death;
  /** Waits for an answer that never comes. */
  readonly isPatient?: boolean;
}

async function deathsOf(deed: Deed, stored = POSTED): Promise<Death[]> {
  const { made } = await play(deed, { stored });
  const all = Array.from({ length: made + 4 }, (_each, index) => index + 1).flatMap((call) => [
    { call, moment: "before" } as const,
    { call, moment: "after" } as const,
  ]);
  return profile.pick(all, { small: 30, timesFull: 1 });
}

const seen = (world: MortalWorld) =>
  world.discord.posts.map(({ kind, channel: { channel: id }, message }) =>
    [kind, id, ...message.pings].join(" "),
  );

describe("a process killed while a user", async () => {
  it("makes enough calls for this test to be meaningful", async () => {
    const { made } = await play(press("share-to", "f2", "C2"), {});
    expect(made).toBeGreaterThan(8);
  });

  const share = press("share-to", "f2", "C2");
  it.each(await deathsOf(share))("shares a result (call $call, $moment)", async (death) => {
    const { world } = await play(share, { death });
    expect(seen(world)).toEqual(["result C2"]);
  });

  const stop = press("stop", "f1");
  it.each(await deathsOf(stop))("stops following (call $call, $moment)", async (death) => {
    const { world } = await play(stop, { death });
    expect(seen(world)).toEqual(["result c1 bob"]);
    expect(world.discord.posts[0]?.text).toMatch(sentence("result.forgotten"));
  });

  const again = press("try-again", "f2");
  it.each(await deathsOf(again, UNPOSTED))("tries again (call $call, $moment)", async (death) => {
    const { world } = await play(again, { stored: UNPOSTED, death });
    expect(seen(world)).toEqual(["result c1 ann"]);
  });

  const retry = press("retry-now", "f2");
  it.each(await deathsOf(retry))("runs it again (call $call, $moment)", async (death) => {
    const { world } = await play(retry, { death, isPatient: true });
    // Only a user runs it again, however the first attempt ended.
    expect(world.api.retries.length).toBeLessThanOrEqual(1);
    expect(new Set(seen(world)).size).toBe(world.discord.posts.length);
  });

  const notify = type("pika-notify", { state: "on" });
  it.each(await deathsOf(notify))("turns on notifications (call $call, $moment)", async (death) => {
    const { world } = await play(notify, { death });
    world.api.answer("job-3", { kind: "job", job: aJob("failed", { jobId: "job-3" }) });
    await world.clock.advance(120_000);
    expect(seen(world)).toEqual(["result c1"]);
    expect(world.store.allSettings()).toMatchObject([{ notifications: { by: "ann" } }]);
  });
});
