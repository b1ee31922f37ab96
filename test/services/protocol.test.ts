import * as fc from "fast-check";
import { expect, it } from "vitest";
import type { ChannelRef } from "../../src/core/channel-ref.ts";
import { PlatformError } from "../../src/core/errors.ts";
import { FOLLOW_STATES } from "../../src/core/follow.ts";
import type { JobReading } from "../../src/core/job.ts";
import { profile } from "../chaos/profile.ts";
import { mp4Bytes } from "../support/fake-media.ts";
import { aJob, DISCORD_CHANNEL } from "../support/follows.ts";
import { CHANNELS, MortalWorld } from "../support/mortal-relay.ts";

const RUNS = profile.amount({ small: 150, full: 20_000 });

const VIDEO = { url: "https://cdn.test/v.mp4", filename: "v.mp4", contentType: "video/mp4" };
const JOBS = ["job-1", "job-2", "job-3"];
const HOUR = 3_600_000;

/** Who was told that a job is followed where; the promise is kept once its result is there, or they hear why not. */
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
const user = fc.constantFrom("ann", "bob");
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

/** One of the channel's follows, as its buttons name them. */
function someFollow({ store }: MortalWorld, place: ChannelRef, nth: number): string {
  const here = store.all().filter(({ channel: { channel: id } }) => id === place.channel);
  return here[nth % Math.max(here.length, 1)]?.id ?? "nothing";
}

/** What was stopped is promised no longer. */
function noteStop(model: Model, place: ChannelRef, answer: string | undefined): void {
  const jobId = /^Stopped following job `(.*?)`/.exec(answer ?? "")?.[1];
  if (jobId) model.delete(`${jobId} ${place.channel}`);
}

const MANAGER = { userId: "root", canManage: true } as const;

/** What people want besides results. */
const wishes: fc.Arbitrary<Step>[] = [
  fc.tuple(job, channel, user).map(([jobid, place, userId]) =>
    step(`${userId} stops ${jobid} on ${place.platform}`, async (world, model) => {
      const command = { name: "pika-forget", options: { jobid }, channel: place, userId };
      noteStop(model, place, await world.type(command));
    }),
  ),
  fc.tuple(job, channel, fc.constantFrom("c1", "C1", "C2")).map(([jobid, place, to]) =>
    step(`${jobid} on ${place.platform} is shared to ${to}`, async (world) => {
      await world.type({ name: "pika-share", options: { jobid, channel: to }, channel: place });
    }),
  ),
  fc.tuple(channel, fc.constantFrom("on", "off")).map(([place, state]) =>
    step(`notifications on ${place.platform}: ${state}`, async (world) => {
      await world.type({ name: "pika-notify", options: { state }, channel: place, ...MANAGER });
    }),
  ),
  fc.tuple(channel, fc.constantFrom("post", "edit", "thread")).map(([place, delivery]) =>
    step(`results on ${place.platform}: ${delivery}`, async (world) => {
      const options = { delivery };
      await world.type({ name: "pika-settings", options, channel: place, ...MANAGER });
    }),
  ),
  fc
    .tuple(channel, user, fc.constantFrom("refresh", "stop", "try-again"), fc.nat(5))
    .map(([place, userId, name, nth]) =>
      step(`${userId} presses ${name} ${nth} on ${place.platform}`, async (world, model) => {
        const argument = someFollow(world, place, nth);
        noteStop(model, place, await world.press({ name, argument, channel: place, userId }));
      }),
    ),
  fc.tuple(channel, fc.constantFrom("channel_lost", "forbidden", "back")).map(([place, what]) =>
    step(`the channel on ${place.platform}: ${what}`, async (world) => {
      const platform = place.platform === "discord" ? world.discord : world.slack;
      if (what === "back") platform.accept(place);
      else platform.refuse(place, new PlatformError(what, what));
    }),
  ),
];

const steps: fc.Arbitrary<Step>[] = [
  fc.tuple(job, channel, user).map(([jobId, place, userId]) =>
    step(`${userId} asks for ${jobId} on ${place.platform}`, async (world, model) => {
      const answer = await world.ask(jobId, place, userId);
      if (answer?.includes("Following job") || answer?.includes("already follows"))
        model.add(`${jobId} ${place.channel}`);
      // What is not followed after all leaves no trace, and an earlier follow has given way to it.
      else if (!answer?.includes("could not save")) model.delete(`${jobId} ${place.channel}`);
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
      operation: fc.constantFrom("status", "edit", "result", "thread", "direct"),
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
  ...wishes,
];

/** Starts a new process, as a supervisor does: again and again while the store is down. */
async function restart(world: MortalWorld): Promise<void> {
  await world.stop();
  await world.start().catch(() => world.process.kill());
}

/** Everything works again, every job ends, and the relay runs for some hours. */
async function heal(world: MortalWorld): Promise<void> {
  world.store.failWith(undefined);
  for (const [index, platform] of world.platforms.entries())
    platform.accept(CHANNELS[index] ?? DISCORD_CHANNEL);
  for (const jobId of JOBS) world.api.answer(jobId, { kind: "job", job: aJob("failed") });
  await restart(world);
  await world.clock.advance(3 * HOUR);
}

/** Whoever asked for what could not be posted presses the button. */
async function tryAgain(world: MortalWorld): Promise<void> {
  for (const { id, channel: place, requesters, state } of world.store.all()) {
    const userId = requesters[0];
    if (state !== "discarded" || userId === undefined) continue;
    await world.press({ name: "try-again", argument: id, channel: place, userId });
  }
  await world.clock.advance(HOUR);
}

/** Why nothing is in the channel although all is well now: nobody is left who wanted it. */
const NOBODY_WANTS = ["forgotten", "not_ended", "notifications_off"];

it("brings every follow to its end once, whatever fails and dies in between, and no state goes back", async () => {
  await fc.assert(
    fc.asyncProperty(fc.commands(steps, { maxCommands: 60, size: "max" }), async (commands) => {
      const world = new MortalWorld();
      const promised: Model = new Set();
      world.media.script(VIDEO.url, { bytes: mp4Bytes() });
      for (const jobId of JOBS) world.api.answer(jobId, { kind: "job", job: aJob("running") });
      await world.start();
      await fc.asyncModelRun(() => ({ model: promised, real: world }), commands);
      await heal(world);
      for (const follow of world.store.all())
        expect(follow.state).toBe(follow.discardReason ? "discarded" : "delivered");
      await tryAgain(world);
      const posted = world.posted();
      expect(new Set(posted).size).toBe(posted.length);
      const asked = world.store.all().filter(({ requesters }) => requesters.length > 0);
      for (const { discardReason = "delivered" } of asked)
        expect(["delivered", ...NOBODY_WANTS]).toContain(discardReason);
      const ends = world.store.all().map((each) => `${each.jobId} ${each.channel.channel}`);
      for (const promise of promised) expect(ends).toContain(promise);
      for (const states of world.states.values()) {
        const order = states.map((state) => FOLLOW_STATES.indexOf(state));
        expect(order).toEqual(order.toSorted((a, b) => a - b));
      }
      const delivered = [...world.states].filter(([, states]) => states.at(-1) === "delivered");
      expect(posted).toEqual(
        expect.arrayContaining(delivered.map(([id]) => world.resultKeys.get(id))),
      );
      await world.stop();
    }),
    { numRuns: RUNS, seed: profile.seed },
  );
}, 600_000);
