import * as fc from "fast-check";
import { expect, it } from "vitest";
import { PlatformError } from "../../src/core/errors.ts";
import { FOLLOW_STATES } from "../../src/core/follow.ts";
import type { JobReading } from "../../src/core/job.ts";
import { profile } from "../chaos/profile.ts";
import { mp4Bytes } from "../support/fake-media.ts";
import { aJob } from "../support/follows.ts";
import { CHANNELS, MortalWorld } from "../support/mortal-relay.ts";

const RUNS = profile.amount({ small: 150, full: 20_000 });

const VIDEO = { url: "https://cdn.test/v.mp4", filename: "v.mp4", contentType: "video/mp4" };
const JOBS = ["job-1", "job-2", "job-3"];
const HOUR = 3_600_000;

/** Who was told that a job is followed where; the promise is kept once its result is there. */
type Model = Set<string>;
type Step = fc.AsyncCommand<Model, MortalWorld>;

/** A step that may always be taken; `toString` is what a failing run prints. */
const step = (name: string, run: (world: MortalWorld, model: Model) => Promise<void>): Step => ({
  check: () => true,
  run: (model, world) => run(world, model),
  toString: () => name,
});

const job = fc.constantFrom(...JOBS);
const channel = fc.constantFrom(...CHANNELS);
const reading: fc.Arbitrary<JobReading> = fc.oneof(
  fc.constantFrom("running", "failed", "cancelled", "moderated").map((phase): JobReading => ({
    kind: "job",
    job: aJob(phase as "running"),
  })),
  fc.constant<JobReading>({ kind: "job", job: aJob("completed", { attachments: [VIDEO] }) }),
  fc.constantFrom("unauthorised", "unavailable", "not-understood").map((kind) => ({
    kind: kind as "unavailable",
  })),
  fc.constant<JobReading>({ kind: "rate-limited", retryAfterMs: 30_000 }),
);

const steps: fc.Arbitrary<Step>[] = [
  fc.tuple(job, channel, fc.constantFrom("ann", "bob")).map(([jobId, place, user]) =>
    step(`${user} asks for ${jobId} on ${place.platform}`, async (world, model) => {
      const answer = await world.ask(jobId, place, user);
      if (answer?.includes("Following job") || answer?.includes("already follows"))
        model.add(`${jobId} ${place.channel}`);
    }),
  ),
  fc
    .constantFrom(100, 5_000, 20_000, 300_000)
    .map((ms) => step(`${ms} ms pass`, (world) => world.clock.advance(ms))),
  fc.tuple(job, reading).map(([jobId, answer]) =>
    step(`${jobId} reads as ${JSON.stringify(answer)}`, async (world) => {
      world.api.answer(jobId, answer);
    }),
  ),
  fc
    .record({
      on: fc.constantFrom(0, 1),
      operation: fc.constantFrom("status" as const, "edit" as const, "result" as const),
      afterActing: fc.boolean(),
    })
    .map(({ on, operation, afterActing }) =>
      step(`${operation} fails on ${on}, after acting: ${afterActing}`, async (world) => {
        const error = new PlatformError("unavailable", "503");
        world.platforms[on]?.failNext(operation, error, { afterActing });
      }),
    ),
  fc
    .boolean()
    .map((isDown) =>
      step(isDown ? "the store goes down" : "the store comes back", async ({ store }) =>
        store.failWith(isDown ? new Error("disk full") : undefined),
      ),
    ),
  fc
    .record({ call: fc.integer({ min: 1, max: 12 }), moment: fc.constantFrom("before", "after") })
    .map((death) =>
      step(`dies ${death.moment} call ${death.call} from now`, async ({ process }) =>
        process.doom(death),
      ),
    ),
  fc.constant(step("is killed", async ({ process }) => process.kill())),
  fc.constant(step("stops and starts", restart)),
  fc
    .constantFrom(-2 * 24 * HOUR, -HOUR, HOUR, 2 * 24 * HOUR)
    .map((ms) => step(`the wall clock jumps by ${ms} ms`, async ({ clock }) => clock.jump(ms))),
];

/** Starts a new process, as a supervisor does: again and again while the store is down. */
async function restart(world: MortalWorld): Promise<void> {
  await world.stop();
  await world.start().catch(() => world.process.kill());
}

/** Everything works again, every job ends, and the relay runs for some hours. */
async function heal(world: MortalWorld): Promise<void> {
  world.store.failWith(undefined);
  for (const jobId of JOBS) world.api.answer(jobId, { kind: "job", job: aJob("failed") });
  await restart(world);
  await world.clock.advance(3 * HOUR);
}

it("delivers every follow once, whatever fails and dies in between, and no state goes back", async () => {
  await fc.assert(
    fc.asyncProperty(fc.commands(steps, { maxCommands: 40 }), async (commands) => {
      const world = new MortalWorld();
      const promised: Model = new Set();
      world.media.script(VIDEO.url, { bytes: mp4Bytes() });
      for (const jobId of JOBS) world.api.answer(jobId, { kind: "job", job: aJob("running") });
      await world.start();
      await fc.asyncModelRun(() => ({ model: promised, real: world }), commands);
      await heal(world);
      const posted = world.posted();
      expect(new Set(posted).size).toBe(posted.length);
      for (const follow of world.store.all()) expect(follow.state).toBe("delivered");
      const delivered = world.store.all().map((each) => `${each.jobId} ${each.channel.channel}`);
      for (const promise of promised) expect(delivered).toContain(promise);
      for (const states of world.states.values()) {
        const order = states.map((state) => FOLLOW_STATES.indexOf(state));
        expect(order).toEqual(order.toSorted((a, b) => a - b));
      }
      const ended = [...world.states].filter(([, states]) => states.at(-1) === "delivered");
      expect(posted).toEqual(expect.arrayContaining(ended.map(([id]) => `${id}:result`)));
      await world.stop();
    }),
    { numRuns: RUNS, seed: profile.seed },
  );
}, 600_000);
