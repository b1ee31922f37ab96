import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as fc from "fast-check";
import { expect, it } from "vitest";
import type { TestEnvironment } from "../../support/processes/test-environment.ts";
import { sentence } from "../../support/sentence.ts";
import { INTERRUPTIONS, SOURCES } from "./faults.ts";
import { eventually } from "../../support/processes/eventually.ts";
import { createForgetfulEnvironment } from "../../support/processes/test-environment.ts";
import {
  askUntilPromised,
  discordClient,
  expectOnce,
  slackClient,
  type UserClient,
} from "../../support/processes/user-client.ts";
import { draw, profile } from "../../support/profile.ts";

/** Minutes of it; `CHAOS_SOAK_MINUTES` sets others. */
const MINUTES = Number(
  process.env["CHAOS_SOAK_MINUTES"] ?? profile.amount({ small: 0.2, full: 30 }),
);
/** What memory may grow by, in MB a minute, and the loop be late, in milliseconds: said of a long run alone on its machine. */
const MAX_GROWTH = profile.amount({ small: Infinity, full: 1 });
const MAX_DELAY_P99_MS = profile.amount({ small: Infinity, full: 100 });
const MAX_JOB_MS = Math.min(MINUTES * 20_000, 60_000);
const FOLLOWS = Math.ceil((1_000 / 30) * MINUTES);
/** Of all requests, as many meet a fault. */
const FAULTY = 0.05;
const INTERRUPTION_EVERY_MS = 60_000;
/** Caches, pools and compiled code grow to their size first. */
const WARM_UP = 1 / 6;
const PRELOAD = new URL("soak-process.ts", import.meta.url).href;

interface Sample {
  readonly atMs: number;
  readonly rss: number;
  readonly heapUsed: number;
  readonly delayP99Ms: number;
  readonly delayMaxMs: number;
}

/** Injects faults as requests come in, and cuts a connection each minute, until `isOver`. */
async function injectFaults(environment: TestEnvironment, isOver: () => boolean): Promise<void> {
  const dice = draw(fc.array(fc.noBias(fc.nat()), { minLength: 500, maxLength: 500 }), 1).flat();
  let thrown = 0;
  const any = <T>(from: readonly T[]): T => from[dice[thrown++ % dice.length]! % from.length]!;
  const injected = SOURCES.map(() => 0);
  let nextCutMs = performance.now() + INTERRUPTION_EVERY_MS;
  await eventually(
    "the end of the faults",
    () => {
      for (const [index, { seen, faults }] of SOURCES.entries())
        while (injected[index]! < seen(environment) * FAULTY) {
          injected[index]! += 1;
          any(faults)(environment);
        }
      if (performance.now() >= nextCutMs) {
        nextCutMs += INTERRUPTION_EVERY_MS;
        any(INTERRUPTIONS)(environment);
      }
      return isOver();
    },
    Infinity,
  );
  process.stdout.write(`chaos: ${injected.join(", ")} faults injected\n`);
}

/** A job is asked for at its moment, ends a while later, and its result is waited for. */
async function follow(
  environment: TestEnvironment,
  { client, atMs, lastsMs }: { client: UserClient; atMs: number; lastsMs: number },
): Promise<string> {
  await eventually("its moment", () => performance.now() >= atMs, Infinity);
  const jobId = environment.pika.addJob();
  await askUntilPromised(client, jobId);
  const endMs = performance.now() + lastsMs;
  await eventually("its end", () => performance.now() >= endMs, Infinity);
  environment.pika.setJob(jobId, { status: "completed" });
  await eventually(
    `the result of ${jobId}`,
    () => client.about(jobId).some(({ text }) => sentence("result.video-ready").test(text)),
    300_000,
  );
  return jobId;
}

const meanOf = (values: number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

/** The slope of the line that fits best, in units of `y` per unit of `x`. */
function slopeOf(points: readonly { x: number; y: number }[]): number {
  const x = meanOf(points.map((point) => point.x));
  const y = meanOf(points.map((point) => point.y));
  const over = points.reduce((sum, point) => sum + (point.x - x) * (point.y - y), 0);
  const under = points.reduce((sum, point) => sum + (point.x - x) ** 2, 0);
  return over / under;
}

/** What the relay's memory grew by, in MB a minute, and the worst p99 of its loop's delay in any five seconds. */
function judge(samples: readonly Sample[]): { rss: number; heap: number; p99Ms: number } {
  const settled = samples.slice(Math.floor(samples.length * WARM_UP));
  const growth = (of: (sample: Sample) => number): number =>
    slopeOf(settled.map((sample) => ({ x: sample.atMs / 60_000, y: of(sample) / 1e6 })));
  const delays = settled.map(({ delayP99Ms }) => delayP99Ms).toSorted((a, b) => a - b);
  return {
    rss: growth(({ rss }) => rss),
    heap: growth(({ heapUsed }) => heapUsed),
    p99Ms: delays[Math.ceil(delays.length * 0.99) - 1] ?? Number.NaN,
  };
}

it(
  `grows neither larger nor slower: ${FOLLOWS} follows in ${MINUTES} min, with faults everywhere`,
  async () => {
    await using environment = await createForgetfulEnvironment();
    const file = join(environment.directory, "samples");
    const relay = await environment.readyRelay({
      NODE_OPTIONS: `--import ${PRELOAD}`,
      CHAOS_SOAK_FILE: file,
    });
    const clients = [discordClient(environment), slackClient(environment)];
    const startMs = performance.now();
    const plans = draw(
      fc.record({
        afterMs: fc.integer({ min: 0, max: MINUTES * 60_000 }),
        lastsMs: fc.integer({ min: 500, max: MAX_JOB_MS }),
      }),
      FOLLOWS,
    );
    let isOver = false;
    const troubled = injectFaults(environment, () => isOver);
    const follows = plans.map(async ({ afterMs, lastsMs }, index) => {
      const client = clients[index % clients.length]!;
      return {
        client,
        jobId: await follow(environment, { client, atMs: startMs + afterMs, lastsMs }),
      };
    });
    const followed = await Promise.all(follows);
    isOver = true;
    await troubled;
    // Before the stop, which tries an owed edit of a status message only once.
    for (const { client, jobId } of followed) await expectOnce(client, jobId);
    expect(relay.errors()).toBe("");
    expect(await relay.stop()).toEqual({ code: 0, signal: null });
    const samples = readFileSync(file, "utf8")
      .trim()
      .split("\n")
      .map((row) => JSON.parse(row) as Sample);
    const { rss, heap, p99Ms } = judge(samples);
    process.stdout.write(
      `chaos: ${followed.length} followed; memory ${rss.toFixed(2)}, heap ${heap.toFixed(2)} MB/min; loop p99 ${p99Ms.toFixed(0)} ms\n`,
    );
    expect(rss).toBeLessThan(MAX_GROWTH);
    expect(p99Ms).toBeLessThan(MAX_DELAY_P99_MS);
    expect(environment.violations()).toEqual([]);
  },
  (MINUTES + 10) * 60_000,
);
