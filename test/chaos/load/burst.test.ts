import { expect, it } from "vitest";
import { eventually } from "../../support/processes/eventually.ts";
import {
  createEnvironment,
  type TestEnvironment,
} from "../../support/processes/test-environment.ts";
import { promisesResult } from "../../support/sentence.ts";
import { profile } from "../../support/profile.ts";

const PER_SECOND = 50;
const SECONDS = profile.amount({ small: 2, full: 20 });
/** Who types, on each platform half of them. */
const PEOPLE = 100;

/** A command on its way: how long its acknowledgement took, and what its person sees. */
interface Given {
  readonly afterMs: Promise<number>;
  readonly answer: () => string;
}

/** Where people type; each call is one more command of one of them. */
async function createKeyboards({
  pika,
  discord,
  slack,
}: TestEnvironment): Promise<(() => Promise<Given>)[]> {
  const people = Array.from({ length: PEOPLE / 2 }, (_, index) => ({
    onDiscord: discord.addUser({ username: `ann${index}` }).id,
    onSlack: slack.addUser({ name: `bob${index}` }).id,
  }));
  let typed = 0;
  const next = () => people[(typed += 1) % people.length]!;
  const onDiscord = async (): Promise<Given> => {
    const command = await discord.command({
      name: "pika-status",
      options: { jobid: pika.addJob() },
      userId: next().onDiscord,
    });
    return {
      afterMs: command.acknowledged.then(({ afterMs }) => afterMs),
      answer: () => command.reply() ?? "",
    };
  };
  const onSlack = async (): Promise<Given> => {
    const command = await slack.command({
      command: "/pika-status",
      text: pika.addJob(),
      userId: next().onSlack,
    });
    return {
      afterMs: command.acknowledged.then(({ afterMs }) => afterMs),
      answer: () => command.privateReplies.at(-1)?.text ?? "",
    };
  };
  return [onDiscord, onSlack];
}

/** Types evenly, `PER_SECOND` times a second for `SECONDS`. */
async function typeAway(keyboards: readonly (() => Promise<Given>)[]): Promise<Given[]> {
  const startedAtMs = performance.now();
  const given: Promise<Given>[] = [];
  for (let index = 0; index < PER_SECOND * SECONDS; index += 1) {
    const atMs = startedAtMs + (index * 1_000) / PER_SECOND;
    await eventually("the next command", () => performance.now() >= atMs);
    given.push(keyboards[index % keyboards.length]!());
  }
  return Promise.all(given);
}

it(`acknowledges ${PER_SECOND} commands a second for ${SECONDS} s while the job API hangs`, async () => {
  await using environment = await createEnvironment();
  const relay = await environment.readyRelay();
  const keyboards = await createKeyboards(environment);
  environment.pika.fault({ kind: "hang" });
  const given = await typeAway(keyboards);
  // Rejects if a platform told a user that the application did not respond.
  const tookMs = (await Promise.all(given.map(({ afterMs }) => afterMs))).toSorted((a, b) => a - b);
  const p99Ms = tookMs[Math.ceil(tookMs.length * 0.99) - 1] ?? Number.NaN;
  process.stdout.write(
    `chaos: ${tookMs.length} acknowledged, p99 ${p99Ms} ms, last ${tookMs.at(-1)} ms\n`,
  );
  expect(tookMs).toHaveLength(PER_SECOND * SECONDS);
  // Timings are asserted only if nothing else runs at the same time.
  expect(p99Ms).toBeLessThan(profile.amount({ small: 3_000, full: 1_000 }));
  for (const { answer } of given)
    await eventually("a promise for everybody", () => promisesResult(answer()), 60_000);
  expect(relay.errors()).toBe("");
  expect(await relay.stop()).toEqual({ code: 0, signal: null });
  expect(environment.violations()).toEqual([]);
}, 240_000);
