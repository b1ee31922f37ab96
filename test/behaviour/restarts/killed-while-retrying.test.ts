import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { markDelivered } from "../../../src/core/follow/follow.ts";
import type { PollResult, RetryRequestResult } from "../../../src/core/job/job.ts";
import { profile } from "../../support/profile.ts";
import { DISCORD_CHANNEL, aJob, aSettledFollow, putFollow } from "../../support/follows.ts";
import type { CrashPoint } from "../../support/simulation/crashable-process.ts";
import { Simulation } from "../../support/simulation/simulation.ts";
import { said, sentence } from "../../support/sentence.ts";

const channel = DISCORD_CHANNEL;
const OVER = aSettledFollow(
  { kind: "failed" },
  {
    id: "f2",
    jobId: "job-2",
    job: { status: "failed", isRetryable: true },
    requesters: ["ann", "bob"],
  },
);
const POSTED = markDelivered(OVER, { id: "r2" }, Date.UTC(2026, 0, 1));

/**
 * What the API does on a request: whether it creates a job, whether the job names its original, and
 * the response.
 */
const CASES = {
  started: { makes: true, isNamed: true, answer: { kind: "started", jobId: "job-3" } },
  "started, without a parent": {
    makes: true,
    isNamed: false,
    answer: { kind: "started", jobId: "job-3" },
  },
  "made, and the answer lost": { makes: true, isNamed: true, answer: { kind: "unknown" } },
  "made, unnamed, and the answer lost": {
    makes: true,
    isNamed: false,
    answer: { kind: "unknown" },
  },
  "not made, and the answer lost": { makes: false, isNamed: false, answer: { kind: "unknown" } },
  refused: { makes: false, isNamed: false, answer: { kind: "queue-full" } },
  "not sent": { makes: false, isNamed: false, answer: { kind: "unavailable" } },
} as const satisfies Record<
  string,
  { makes: boolean; isNamed: boolean; answer: RetryRequestResult }
>;

interface History {
  readonly name: keyof typeof CASES;
  /** Each process but the last is killed, at this call counted from when it was ready. */
  readonly crashPoints: readonly CrashPoint[];
  /** The maximum lifetime of each process. */
  readonly lifeMs: number;
  /** A user without an answer confirms once more in the next process. */
  readonly isPatient: boolean;
  readonly isBobToo: boolean;
  /** The new job is not found at first. */
  readonly isLate: boolean;
}

const crashPoint = fc.record({
  call: fc.integer({ min: 1, max: 40 }),
  moment: fc.constantFrom("before" as const, "after" as const),
});
const history: fc.Arbitrary<History> = fc.record({
  name: fc.constantFrom(...(Object.keys(CASES) as (keyof typeof CASES)[])),
  crashPoints: fc.array(crashPoint, { maxLength: 3 }),
  lifeMs: fc.constantFrom(20_000, 60_000),
  isPatient: fc.boolean(),
  isBobToo: fc.boolean(),
  isLate: fc.boolean(),
});

/** The created job, from its creation on: not known yet, running, ended. */
const readingsOf = ({ isLate }: History, isNamed: boolean): PollResult[] => {
  const job = { jobId: "job-3", ...(isNamed && { parentJobId: "job-2" }) };
  const running: PollResult = { kind: "job", job: aJob("running", job) };
  const gone: PollResult = { kind: "not-found", message: "Unable to locate job job-3" };
  return [
    ...(isLate ? [gone, gone, gone, gone] : []),
    ...Array.from({ length: 12 }, () => running),
  ];
};

async function runHistory(told: History) {
  const { makes, isNamed, answer } = CASES[told.name];
  const simulation = new Simulation();
  await putFollow(simulation.store.follows, POSTED);
  simulation.api.answerRetry("job-2", answer);
  const made: string[] = [];
  const retryJob = simulation.api.retryJob.bind(simulation.api);
  simulation.api.retryJob = async (jobId, signal) => {
    if (makes && made.push(jobId) === 1)
      simulation.api.answer("job-3", ...readingsOf(told, isNamed));
    return retryJob(jobId, signal);
  };
  let confirmed = 0;
  let answers: (string | undefined)[] = [];
  const confirm = async (): Promise<void> => {
    const people = told.isBobToo ? ["ann", "bob"] : ["ann"];
    confirmed += 1;
    answers = await Promise.all(
      people.map((userId) =>
        simulation.press({ name: "retry-now", argument: "f2", channel, userId }),
      ),
    );
  };
  for (const [index, last] of [...told.crashPoints, undefined].entries()) {
    await simulation.start();
    if (last) simulation.process.crashAt(last);
    if (index === 0 || (!told.isPatient && answers.includes(undefined))) await confirm();
    await simulation.clock.advance(told.lifeMs);
    if (last) simulation.process.kill();
  }
  await simulation.clock.advance(15 * 60_000);
  simulation.api.answer("job-3", { kind: "job", job: aJob("failed", { jobId: "job-3" }) });
  await simulation.clock.advance(5 * 60_000);
  return { simulation, made, confirmed, answers };
}

describe("a process killed repeatedly around a retry", () => {
  it("never sends a confirmation's request twice, and leaves no job that is neither followed nor announced", async () => {
    await fc.assert(
      fc.asyncProperty(history, async (told) => {
        const { simulation, made, confirmed, answers } = await runHistory(told);
        expect(simulation.api.retries.length).toBeLessThanOrEqual(confirmed);
        const texts = simulation.discord.posts.map(({ text, message }) => ({
          text,
          to: message.pings,
        }));
        const results = texts.filter(
          ({ text }) => text.includes("job-3") && text.includes(said("result.failed")),
        );
        const notices = texts.filter(({ text }) => sentence("retry.unknown-here").test(text));
        // A paid job is followed to its end, or the users who confirmed are told that it may run.
        expect(results.length + notices.length).toBeGreaterThanOrEqual(made.length > 0 ? 1 : 0);
        for (const { to } of [...results, ...notices]) expect(to).toContain("ann");
        const isPlain = CASES[told.name].answer.kind === "started" && told.crashPoints.length === 0;
        const plain = { answers, notices, to: results.map(({ to }) => to) };
        const all = told.isBobToo ? ["ann", "bob"] : ["ann"];
        const expected = {
          answers: all.map(() => expect.stringContaining("job-3")),
          notices: [],
          to: [all],
        };
        expect(isPlain ? plain : expected).toEqual(expected);
        const keyed = simulation.discord.posts.filter(({ key }) => key.includes("made:result"));
        expect(new Set(keyed.map(({ key }) => key)).size).toBe(keyed.length);
        expect(notices.length).toBeLessThanOrEqual(confirmed);
        // Nothing is left over: no slot is taken forever.
        const open = simulation.store.all().filter(({ state }) => state === "pending");
        expect(open).toEqual([]);
      }),
      { seed: profile.seed, numRuns: profile.amount({ small: 80, full: 3_000 }) },
    );
  }, 600_000);
});
