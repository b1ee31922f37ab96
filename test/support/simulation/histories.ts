/** Histories of the relay: what people do, and what fails and dies in between, in any order. */
import * as fc from "fast-check";
import type { ChannelRef } from "../../../src/core/channel/channel-ref.ts";
import { PlatformError } from "../../../src/core/errors.ts";
import type { PollResult } from "../../../src/core/job/job.ts";
import { code } from "../../../src/core/message.ts";
import { mp4Bytes } from "../fakes/fake-media.ts";
import { aJob, DISCORD_CHANNEL } from "../follows.ts";
import { cancellationSteps } from "./cancellation-steps.ts";
import { FAULTS, MemoryPlatform, REQUESTS } from "./memory-platform.ts";
import { CHANNELS, type Simulation } from "./simulation.ts";
import { restart, someFollow, step, type Model, type Step } from "./step.ts";
import { promisesResult, said } from "../sentence.ts";

/** More files than fit into one message. Two are unsafe: on Slack the last one makes a message with nothing but a link. */
export const MANY = Array.from({ length: 12 }, (_each, index) => ({
  url: `https://cdn.test/${index}.mp4`,
  filename: `${index}.mp4`,
  contentType: "video/mp4",
  isUnsafe: index === 3 || index === 11,
}));
export const VIDEO = { url: "https://cdn.test/v.mp4", filename: "v.mp4", contentType: "video/mp4" };
const JOBS = ["job-1", "job-2", "job-3"];
const HOUR = 3_600_000;

// Most of it happens to one job, so that follows meet.
const job = fc.constantFrom("job-1", "job-1", ...JOBS);
const channel = fc.constantFrom(...CHANNELS);
const user = fc.constantFrom("ann", "bob", "cat");
const pollResult: fc.Arbitrary<PollResult> = fc.oneof(
  fc.constantFrom("running", "failed", "cancelled", "moderated").map((phase): PollResult => ({
    kind: "job",
    job: aJob(phase as "running"),
  })),
  fc.constant<PollResult>({ kind: "job", job: aJob("completed", { attachments: [VIDEO] }) }),
  fc.constant<PollResult>({ kind: "job", job: aJob("completed", { attachments: MANY }) }),
  fc.constantFrom("unauthorised", "unavailable", "not-understood").map((kind) => ({
    kind: kind as "unavailable",
  })),
  fc.constant<PollResult>({ kind: "rate-limited", retryAfterMs: 30_000 }),
);

/** What each job costs in the end. */
const COSTS: Readonly<Record<string, number>> = { "job-1": 1, "job-2": 10, "job-3": 100 };

/** The API tells the cost once a job has ended, and an estimate before. It can cancel every job that runs. */
function withFacts(jobId: string, answer: PollResult): PollResult {
  if (answer.kind !== "job") return answer;
  const { job: read } = answer;
  const isRunning = read.phase === "running";
  const amount = isRunning ? 1_000 : (COSTS[jobId] ?? 0);
  const facts = { cost: { amount, unit: "credits" }, ...(isRunning && { isCancellable: true }) };
  return { ...answer, job: { ...read, facts: { ...read.facts, ...facts } } };
}

/** The API's answer for a job from now on, unless it has forgotten the job. */
export function answerFor(
  { api, cancellations }: Simulation,
  jobId: string,
  answer: PollResult,
): void {
  if (!cancellations.forgotten.has(jobId)) api.answer(jobId, withFacts(jobId, answer));
}

const RUNNING: PollResult = { kind: "job", job: aJob("running") };

const nameOf = (answer: PollResult): string =>
  answer.kind === "job"
    ? `${answer.job.phase} with ${answer.job.attachments.length} files`
    : answer.kind;

/** What was stopped is promised no longer. */
export function noteStop(model: Model, place: ChannelRef, answer: string | undefined): void {
  for (const jobId of JOBS)
    if (answer?.startsWith(said("forget.done", { job: code(jobId) })))
      model.delete(`${jobId} ${place.channel}`);
}

export const MANAGER = { userId: "root", canManage: true } as const;

/** What people want besides results. */
const otherActions: fc.Arbitrary<Step>[] = [
  fc.tuple(job, channel, user).map(([jobid, place, userId]) =>
    step(`${userId} stops ${jobid} on ${place.platform}`, async (simulation, model) => {
      const command = { name: "pika-forget", options: { jobid }, channel: place, userId };
      noteStop(model, place, await simulation.type(command));
    }),
  ),
  fc.tuple(job, channel, fc.constantFrom("c1", "C1", "C2")).map(([jobid, place, to]) =>
    step(`${jobid} on ${place.platform} is shared to ${to}`, async (simulation) => {
      await simulation.type({
        name: "pika-share",
        options: { jobid, channel: to },
        channel: place,
      });
    }),
  ),
  fc.tuple(channel, fc.constantFrom("on", "off")).map(([place, state]) =>
    step(`notifications on ${place.platform}: ${state}`, async (simulation) => {
      await simulation.type({
        name: "pika-notify",
        options: { state },
        channel: place,
        ...MANAGER,
      });
    }),
  ),
  fc.tuple(channel, fc.constantFrom("post", "edit", "thread")).map(([place, delivery]) =>
    step(`results on ${place.platform}: ${delivery}`, async (simulation) => {
      const options = { delivery };
      await simulation.type({ name: "pika-settings", options, channel: place, ...MANAGER });
    }),
  ),
  fc.tuple(channel, fc.constantFrom("on", "on", "off")).map(([place, broadcast]) =>
    step(`results in threads also on ${place.platform}: ${broadcast}`, async (simulation) => {
      const options = { delivery: "thread", broadcast };
      await simulation.type({ name: "pika-settings", options, channel: place, ...MANAGER });
    }),
  ),
  fc.tuple(channel, user, fc.constantFrom("on", "off")).map(([place, userId, ping]) =>
    step(`pings of ${userId} on ${place.platform}: ${ping}`, async (simulation) => {
      const options = { ping };
      await simulation.type({ name: "pika-settings", options, channel: place, userId });
    }),
  ),
  fc
    .tuple(channel, user, fc.constantFrom("refresh", "stop", "try-again"), fc.nat(5))
    .map(([place, userId, name, nth]) =>
      step(`${userId} presses ${name} ${nth} on ${place.platform}`, async (simulation, model) => {
        const argument = someFollow(simulation, place, nth);
        noteStop(model, place, await simulation.press({ name, argument, channel: place, userId }));
      }),
    ),
  fc.tuple(channel, fc.constantFrom("channel_lost", "forbidden", "back")).map(([place, what]) =>
    step(`the channel on ${place.platform}: ${what}`, async (simulation) => {
      const platform = place.platform === "discord" ? simulation.discord : simulation.slack;
      if (what === "back") platform.accept(place);
      else platform.refuse(place, new PlatformError(what, what));
    }),
  ),
];

/** A person asks for a job; notes what they are promised. */
export async function request(
  simulation: Simulation,
  model: Model,
  { jobId, place, userId }: { jobId: string; place: ChannelRef; userId: string },
): Promise<void> {
  const answer = await simulation.ask(jobId, place, userId);
  if (promisesResult(answer)) model.add(`${jobId} ${place.channel}`);
  // What is not followed after all leaves no trace, and an earlier follow has given way to it.
  else if (!answer?.includes(said("follow.store-down"))) model.delete(`${jobId} ${place.channel}`);
}

const requests = fc
  .tuple(job, channel, user)
  .map(([jobId, place, userId]) =>
    step(`${userId} requests for ${jobId} on ${place.platform}`, (simulation, model) =>
      request(simulation, model, { jobId, place, userId }),
    ),
  );

const WITH_RESULT = [
  "follow.each",
  "follow.each-over",
  "follow.each-already",
  "follow.each-already-you",
] as const;
const listRequests = fc.tuple(channel, user).map(([place, userId]) =>
  step(`${userId} requests all jobs at once on ${place.platform}`, async (simulation, model) => {
    const answer = (await simulation.ask(JOBS.join(" "), place, userId)) ?? "";
    for (const jobId of JOBS) {
      const isPromised = WITH_RESULT.some((key) =>
        answer.includes(said(key, { job: code(jobId) })),
      );
      if (isPromised) model.add(`${jobId} ${place.channel}`);
      else if (!answer.includes(said("answer.store-down")))
        model.delete(`${jobId} ${place.channel}`);
    }
  }),
);
const pollResults = fc.tuple(job, pollResult).map(([jobId, answer]) =>
  step(`${jobId} reads as ${nameOf(answer)}`, async (simulation) => {
    answerFor(simulation, jobId, answer);
  }),
);

/** The whole API goes down while several jobs are followed in a channel, or is well again. */
const outages: fc.Arbitrary<Step>[] = [
  fc
    .tuple(channel, fc.constantFrom("unavailable", "unauthorised", "not-understood"))
    .map(([place, kind]) =>
      step(`the API is ${kind} for all jobs of ${place.platform}`, async (simulation, model) => {
        for (const jobId of JOBS) await request(simulation, model, { jobId, place, userId: "ann" });
        for (const jobId of JOBS) answerFor(simulation, jobId, { kind: kind as "unavailable" });
        await simulation.clock.advance(120_000);
      }),
    ),
  fc.constant(
    step("the API is well for all jobs", async (simulation) => {
      for (const jobId of JOBS) answerFor(simulation, jobId, RUNNING);
      await simulation.clock.advance(60_000);
    }),
  ),
];

const common: fc.Arbitrary<Step>[] = [
  requests,
  listRequests,
  pollResults,
  ...outages,
  ...cancellationSteps(channel),
  fc
    .constantFrom(100, 5_000, 20_000, 300_000)
    .map((ms) => step(`${ms} ms pass`, (simulation) => simulation.clock.advance(ms))),
  fc
    .boolean()
    .map((isDown) =>
      step(isDown ? "the store goes down" : "the store comes back", async ({ store }) =>
        store.failWith(isDown ? new Error("disk full") : undefined),
      ),
    ),
  fc
    .record({ call: fc.integer({ min: 1, max: 12 }), moment: fc.constantFrom("before", "after") })
    .map((crashPoint) =>
      step(`dies ${crashPoint.moment} call ${crashPoint.call} from now`, async ({ process }) =>
        process.crashAt(crashPoint),
      ),
    ),
  fc.constant(step("is killed", async ({ process }) => process.kill())),
  fc.constant(step("stops and starts", restart)),
  fc
    .constantFrom(-2 * 24 * HOUR, -HOUR, HOUR, 2 * 24 * HOUR)
    .map((ms) => step(`the wall clock jumps by ${ms} ms`, async ({ clock }) => clock.jump(ms))),
  ...otherActions,
];

/** What goes wrong with the fakes of the platforms. */
const fakeFaults: fc.Arbitrary<Step>[] = [
  fc
    .record({
      on: fc.constantFrom(0, 1),
      operation: fc.constantFrom("status", "edit", "result", "thread", "direct"),
      afterActing: fc.boolean(),
    })
    .map(({ on, operation, afterActing }) =>
      step(`${operation} fails on ${on}, after acting: ${afterActing}`, async (simulation) => {
        const error = new PlatformError("unavailable", "503");
        simulation.platforms[on]?.failNext(operation, error, { afterActing });
      }),
    ),
];

export const memoryOf = (simulation: Simulation, on: number): MemoryPlatform | undefined => {
  const platform = simulation.platforms[on];
  return platform instanceof MemoryPlatform ? platform : undefined;
};

const on = fc.constantFrom(0, 1);
const oneFault = fc
  .record({ on, kind: fc.constantFrom(...REQUESTS), fault: fc.constantFrom(...FAULTS) })
  .map(({ on: which, kind, fault }) =>
    step(`a request to ${kind} on ${which}: ${fault}`, async (simulation) =>
      memoryOf(simulation, which)?.spoilNext(kind, fault),
    ),
  );

const lastingFault = fc
  .record({
    on,
    kind: fc.constantFrom(...REQUESTS),
    fault: fc.option(fc.constantFrom("before acting", "after acting", "acts late"), {
      nil: undefined,
    }),
  })
  .map(({ on: which, kind, fault }) =>
    step(`requests to ${kind} on ${which}: ${fault ?? "all is well"}`, async (simulation) =>
      memoryOf(simulation, which)?.spoilAll(kind, fault),
    ),
  );

/**
 * What goes wrong with requests, and what others do in the channels. People and jobs act a little more often than in the
 * other histories, so that they meet what goes wrong.
 */
const memoryFaults: fc.Arbitrary<Step>[] = [
  requests,
  requests,
  requests,
  pollResults,
  pollResults,
  oneFault,
  oneFault,
  lastingFault,
  lastingFault,
  lastingFault,
  fc
    .constantFrom(1_000, 5_000, 60_000)
    .map((ms) => step(`${ms} ms pass`, (simulation) => simulation.clock.advance(ms))),
  fc
    .tuple(on, fc.constantFrom(1, 3, 120))
    .map(([which, count]) =>
      step(`${count} messages of others on ${which}`, async (simulation) =>
        memoryOf(simulation, which)?.talk(CHANNELS[which]?.channel ?? "", count),
      ),
    ),
  fc
    .tuple(on, fc.nat(5))
    .map(([which, nth]) =>
      step(`status message ${nth} on ${which} is deleted`, async (simulation) =>
        memoryOf(simulation, which)?.deleteStatus(nth),
      ),
    ),
];

const historiesOf = (steps: readonly fc.Arbitrary<Step>[]) =>
  fc.commands([...steps], { maxCommands: 60, size: "max" });

/** Histories on the fakes of the platforms. */
export const fakeHistories = historiesOf([...common, ...fakeFaults]);
/** Histories on platforms in memory, behind the real adapters' own classes. */
export const memoryHistories = historiesOf([...common, ...memoryFaults]);

/** Everything works again, every job ends, and the relay runs for a while. */
async function recover(simulation: Simulation, forMs: number): Promise<void> {
  simulation.store.failWith(undefined);
  for (const platform of simulation.platforms)
    if (platform instanceof MemoryPlatform) platform.calm();
  for (const [index, platform] of simulation.platforms.entries())
    platform.accept(CHANNELS[index] ?? DISCORD_CHANNEL);
  for (const jobId of JOBS) answerFor(simulation, jobId, { kind: "job", job: aJob("failed") });
  await restart(simulation);
  await simulation.clock.advance(forMs);
}

/** The first requester of each result that could not be posted presses "Try again". */
async function tryAgain(simulation: Simulation, forMs: number): Promise<void> {
  for (const { id, channel: place, requesters, state } of simulation.store.all()) {
    const userId = requesters[0];
    if (state !== "discarded" || userId === undefined) continue;
    await simulation.press({ name: "try-again", argument: id, channel: place, userId });
  }
  await simulation.clock.advance(forMs);
}

/** Runs a history, then lets everything work again for `healMs`, twice; resolves with what was promised where. */
export async function runHistory(
  simulation: Simulation,
  history: Iterable<fc.AsyncCommand<Model, Simulation>>,
  healMs: number,
): Promise<Model> {
  const promised: Model = new Set();
  for (const { url } of [VIDEO, ...MANY]) simulation.media.script(url, { bytes: mp4Bytes() });
  for (const jobId of JOBS) answerFor(simulation, jobId, RUNNING);
  await simulation.start();
  await fc.asyncModelRun(() => ({ model: promised, real: simulation }), history);
  await recover(simulation, healMs);
  for (const follow of simulation.store.all())
    if (follow.state !== (follow.discardReason ? "discarded" : "delivered"))
      throw new Error(`${follow.id} is ${follow.state} after everything works again`);
  await tryAgain(simulation, healMs);
  return promised;
}
