import { describe, expect, it } from "vitest";
import { markDiscarded, markDelivered } from "../../../src/core/follow/follow.ts";
import {
  DISCORD_CHANNEL,
  aFollow,
  aJob,
  aSettledFollow,
  putFollow,
} from "../../support/follows.ts";
import { crashPointsUpTo, type CrashPoint } from "../../support/simulation/crashable-process.ts";
import { Simulation } from "../../support/simulation/simulation.ts";
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

type Action = (simulation: Simulation) => Promise<string | undefined>;
const press =
  (name: string, argument: string, value?: string): Action =>
  (simulation) =>
    simulation.press({ name, argument, channel, userId: "ann", ...(value && { value }) });
const type =
  (name: string, options: Readonly<Record<string, string>>): Action =>
  (simulation) =>
    simulation.type({ name, options, channel, userId: "ann", canManage: true });

/**
 * A user acts; the process is killed at one of the calls that follow, and a user without an answer
 * repeats the action.
 */
async function run(action: Action, { stored = POSTED, crashPoint, isPatient = false }: RunOptions) {
  const simulation = new Simulation();
  for (const follow of [RUNNING, stored]) await putFollow(simulation.store.follows, follow);
  simulation.states.clear();
  simulation.api.answer("job-1", { kind: "job", job: aJob("running") });
  simulation.api.answer("job-3", { kind: "job", job: aJob("running", { jobId: "job-3" }) });
  simulation.api.answer("job-4", { kind: "job", job: aJob("running", { jobId: "job-4" }) });
  simulation.api.answerRetry("job-2", { kind: "started", jobId: "job-3" });
  await simulation.start();
  await simulation.clock.advance(1_000);
  const before = simulation.process.calls;
  if (crashPoint) simulation.process.crashAt(crashPoint);
  const answer = await action(simulation);
  const made = simulation.process.calls - before;
  await simulation.clock.advance(60_000);
  if (simulation.process.isDead) await simulation.start();
  if (answer === undefined && !isPatient) await action(simulation);
  await simulation.clock.advance(120_000);
  return { simulation, made };
}

interface RunOptions {
  readonly stored?: typeof POSTED;
  readonly crashPoint?: CrashPoint;
  /** Waits for an answer that never comes. */
  readonly isPatient?: boolean;
}

async function crashPointsOf(action: Action, stored = POSTED): Promise<CrashPoint[]> {
  const { made } = await run(action, { stored });
  const all = crashPointsUpTo(made + 4);
  return profile.pick(all, { small: 30, timesFull: 1 });
}

const seen = (simulation: Simulation) =>
  simulation.discord.posts.map(({ kind, channel: { channel: id }, message }) =>
    [kind, id, ...message.pings].join(" "),
  );

describe("a process killed while a user", async () => {
  it("makes enough calls for this test to be meaningful", async () => {
    const { made } = await run(press("share-to", "f2", "C2"), {});
    expect(made).toBeGreaterThan(8);
  });

  const share = press("share-to", "f2", "C2");
  it.each(await crashPointsOf(share))(
    "shares a result (call $call, $moment)",
    async (crashPoint) => {
      const { simulation } = await run(share, { crashPoint });
      expect(seen(simulation)).toEqual(["result C2"]);
    },
  );

  const stop = press("stop", "f1");
  it.each(await crashPointsOf(stop))(
    "stops following (call $call, $moment)",
    async (crashPoint) => {
      const { simulation } = await run(stop, { crashPoint });
      expect(seen(simulation)).toEqual(["result c1 bob"]);
      expect(simulation.discord.posts[0]?.text).toMatch(sentence("result.forgotten"));
    },
  );

  const again = press("try-again", "f2");
  it.each(await crashPointsOf(again, UNPOSTED))(
    "tries again (call $call, $moment)",
    async (crashPoint) => {
      const { simulation } = await run(again, { stored: UNPOSTED, crashPoint });
      expect(seen(simulation)).toEqual(["result c1 ann"]);
    },
  );

  const retry = press("retry-now", "f2");
  it.each(await crashPointsOf(retry))("runs it again (call $call, $moment)", async (crashPoint) => {
    const { simulation } = await run(retry, { crashPoint, isPatient: true });
    // Only a user runs it again, however the first attempt ended.
    expect(simulation.api.retries.length).toBeLessThanOrEqual(1);
    expect(new Set(seen(simulation)).size).toBe(simulation.discord.posts.length);
  });

  const several = type("pika-status", { jobid: "job-1 job-3, job-4" });
  it.each(await crashPointsOf(several))(
    "asks for several jobs (call $call, $moment)",
    async (crashPoint) => {
      const { simulation } = await run(several, { crashPoint });
      // The one that was followed before has its status message.
      expect(seen(simulation)).toEqual(["status c1", "status c1"]);
      const followed = simulation.store.all().map(({ jobId, state }) => `${jobId} ${state}`);
      expect(followed.toSorted()).toEqual([
        "job-1 pending",
        "job-2 delivered",
        "job-3 pending",
        "job-4 pending",
      ]);
    },
  );

  const notify = type("pika-notify", { state: "on" });
  it.each(await crashPointsOf(notify))(
    "turns on notifications (call $call, $moment)",
    async (crashPoint) => {
      const { simulation } = await run(notify, { crashPoint });
      simulation.api.answer("job-3", { kind: "job", job: aJob("failed", { jobId: "job-3" }) });
      await simulation.clock.advance(120_000);
      expect(seen(simulation)).toEqual(["result c1"]);
      expect(simulation.store.allSettings()).toMatchObject([{ notifications: { by: "ann" } }]);
    },
  );
});
