import { shortJobId } from "../../../src/core/job/short-job-id.ts";
import { expect, it } from "vitest";
import type { RelayProcess } from "../../../sandbox/process/relay-process.ts";
import {
  createEnvironmentWithCommands,
  createDiscordDriver,
  createSlackDriver,
  type Shown,
  type PlatformDriver,
} from "../../support/processes/platform-drivers.ts";
import type { TestEnvironment } from "../../support/processes/test-environment.ts";
import { pattern, sentence } from "../../support/sentence.ts";
import { eventually } from "../../support/processes/eventually.ts";
import { SAMPLE_SHA256 } from "../../support/processes/user-client.ts";
import { profile } from "../../support/profile.ts";

const RESULT = pattern`${sentence("result.video-ready")}|${sentence("result.failed")}`;

const COUNT = profile.amount({ small: 40, full: 500 });
/** How many of them were requested by a user as well: these have status messages. */
const ASKED = COUNT / 20;
/** At one message a second in one channel, with as much again for what is put off. */
const PATIENCE_MS = COUNT * 4_000 + 60_000;
/** Pause between two commands that people type meanwhile, on each platform. */
const PAUSE_MS = 500;

const linesOf = ({ log }: RelayProcess, event: string, { platform }: PlatformDriver) =>
  log.filter(({ msg, ...line }) => msg === event && line["platform"] === platform);

/** Types `/pika-jobs` again and again until `isOver`; resolves with how long each acknowledgement took. */
async function typeAway(
  { discord, slack }: TestEnvironment,
  isOver: () => boolean,
): Promise<number[]> {
  const typed: Promise<number>[] = [];
  while (!isOver()) {
    const commands = [
      discord.command({ name: "pika-jobs" }),
      slack.command({ command: "/pika-jobs", text: "" }),
    ];
    for (const command of commands)
      typed.push(command.then(async ({ acknowledged }) => (await acknowledged).afterMs));
    const atMs = performance.now() + PAUSE_MS;
    await eventually("the next command", () => performance.now() >= atMs);
  }
  return Promise.all(typed);
}

/** The jobs that the results in a channel are about, in their order. */
const jobsOf = (results: readonly Shown[], jobIds: readonly string[]): (string | undefined)[] =>
  results.map(({ text }) => jobIds.find((jobId) => text.includes(shortJobId(jobId))));

const isResult = ({ text }: Shown): boolean => RESULT.test(text);
const isEnded = ({ text }: Shown): boolean => /Completed|Failed/.test(text);

it(`posts ${COUNT} results that are due at once into one channel, in order and once each, while users type`, async () => {
  await using environment = await createEnvironmentWithCommands({
    discord: { rateLimits: true },
    slack: { rates: { postsPerSecond: 1, burst: 1, editsPerMinute: 50 } },
  });
  const { pika } = environment;
  const relay = await environment.readyRelay();
  const drivers = [createDiscordDriver(environment), createSlackDriver(environment)];
  for (const driver of drivers)
    await driver.type("pika-notify", ["on"], { person: driver.manager });
  const jobIds = Array.from({ length: COUNT }, () => pika.addJob());
  for (const driver of drivers)
    for (const jobId of jobIds.slice(0, ASKED)) await driver.type("pika-status", [jobId]);
  await eventually("a look at every job", () => jobIds.every((jobId) => pika.polls(jobId) > 0));
  // A result does not wait for a status message that is put off.
  const isAskedShown = (): boolean => drivers.every((driver) => driver.shown().length === ASKED);
  await eventually("every status message", isAskedShown, PATIENCE_MS);

  const startedAtMs = performance.now();
  // Every other one without a file: Slack has another rate for these.
  for (const [index, jobId] of jobIds.entries())
    pika.setJob(jobId, { status: index % 2 === 0 ? "completed" : "failed" });
  const isOver = (): boolean =>
    drivers.every((driver) => linesOf(relay, "follow.delivered", driver).length >= COUNT);
  let isTyping = true;
  const typing = typeAway(environment, () => !isTyping);
  await eventually("every result", isOver, PATIENCE_MS).finally(() => (isTyping = false));
  const tookMs = performance.now() - startedAtMs;
  const acknowledgedMs = (await typing).toSorted((a, b) => a - b);
  const p99Ms = acknowledgedMs[Math.ceil(acknowledgedMs.length * 0.99) - 1] ?? Number.NaN;
  process.stdout.write(
    `chaos: ${COUNT} results on each platform in ${Math.round(tookMs / 1000)} s; ` +
      `${acknowledgedMs.length} commands meanwhile, acknowledged within ${p99Ms} ms (p99), last ${acknowledgedMs.at(-1)} ms\n`,
  );
  // Timings are asserted only if nothing else runs at the same time.
  expect(p99Ms).toBeLessThan(profile.amount({ small: 3_000, full: 1_000 }));

  for (const driver of drivers) {
    const results = driver.shown().filter(isResult);
    const settled = linesOf(relay, "follow.settled", driver).map(({ jobId }) => jobId);
    expect(jobsOf(results, jobIds)).toEqual(settled);
    expect(new Set(settled)).toEqual(new Set(jobIds));
    const files = results.flatMap((result) => result.files.map(({ sha256 }) => sha256));
    expect(files).toEqual(Array.from({ length: COUNT / 2 }, () => SAMPLE_SHA256));
    await eventually(
      "the last form of every status message",
      () => driver.shown().filter(isEnded).length === ASKED,
      PATIENCE_MS,
    );
    expect(driver.shown()).toHaveLength(COUNT + ASKED);
  }
  expect(await relay.stop()).toEqual({ code: 0, signal: null });
  expect(relay.errors()).toBe("");
  expect(environment.violations()).toEqual([]);
}, 3_600_000);
