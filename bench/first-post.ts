/*
 * Measures the time from a job's end (the poll whose answer says so) to the result with its video in the channel, on the
 * Discord stand-in: one relay that keeps files on the disk, and one that downloads each for one delivery only. They take turns.
 * Also compares their processor time, which other work on the machine disturbs less. Linux only. Run by
 * `npm run bench -- first-post`.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createDiscordSandbox } from "../sandbox/discord/create-discord-sandbox.ts";
import type { DiscordSandbox } from "../sandbox/discord/discord-sandbox.ts";
import { sampleOf } from "../sandbox/job-api/sample-files.ts";
import { createPikaSandbox, type PikaSandbox } from "../sandbox/pika/pika-sandbox.ts";
import {
  sandboxEnvironment,
  startRelay,
  type RelayProcess,
} from "../sandbox/process/relay-process.ts";
import { processorMs } from "./shared/processor-time.ts";
import { report, spreadOf } from "./shared/result.ts";

const isQuick = process.argv.includes("--quick");
const MB = 1_000_000;
const CASES = [
  { sizeBytes: 5 * MB, times: isQuick ? 5 : 31 },
  { sizeBytes: 100 * MB, times: isQuick ? 1 : 7 },
];

/** What belongs to one relay. */
interface Parts {
  readonly pika: PikaSandbox;
  readonly discord: DiscordSandbox;
  readonly relay: RelayProcess;
}

/** A relay between its own stand-ins. */
interface Subject extends AsyncDisposable {
  /** Lets a job end with a video of this size. Resolves with the milliseconds until it is in the channel. */
  post(bytes: Uint8Array): Promise<number>;
  /** Processor time of the relay so far, in milliseconds. */
  processorMs(): number;
}

async function createSubject(env: Record<string, string>, directory: string): Promise<Subject> {
  const pika = await createPikaSandbox();
  const discord = await createDiscordSandbox({ uploadLimitBytes: 500 * MB });
  const relay = startRelay({ ...sandboxEnvironment({ pika, discord }), ...env }, directory);
  await relay.event("relay.ready");
  return {
    post: (bytes) => post({ pika, discord, relay }, bytes),
    processorMs: () => processorMs(relay.pid),
    [Symbol.asyncDispose]: async () => {
      await relay.stop();
      await Promise.all([pika.close(), discord.close()]);
    },
  };
}

async function post({ pika, discord, relay }: Parts, bytes: Uint8Array): Promise<number> {
  const before = discord.messages().length;
  const jobId = pika.addJob({
    files: [{ filename: "video.mp4", contentType: "video/mp4", bytes }],
  });
  await discord.command({ name: "pika-status", options: { jobid: jobId } });
  await discord.waitFor(() => discord.messages().length > before);
  const polls = pika.polls(jobId);
  pika.setJob(jobId, { status: "completed" });
  await pika.whenPolled(jobId, polls + 1);
  const endedAtMs = performance.now();
  await discord.waitFor(
    () => discord.messages().some((each, index) => index > before && each.attachments.length > 0),
    60_000,
  );
  const tookMs = performance.now() - endedAtMs;
  await relay.event("follow.delivered", (line) => line["jobId"] === jobId);
  return tookMs;
}

async function postWithBoth(
  [first, second]: readonly [Subject, Subject],
  bytes: Uint8Array,
): Promise<readonly [number, number]> {
  return [await first.post(bytes), await second.post(bytes)];
}

const directory = await mkdtemp(join(tmpdir(), "first-post-"));
try {
  // A store in memory keeps no files unless there is a directory for them.
  await using keeping = await createSubject(
    { RELAY_SPOOL_DIR: join(directory, "files") },
    directory,
  );
  await using plain = await createSubject({}, directory);
  for (const { sizeBytes, times } of CASES) {
    const bytes = sampleOf("video", sizeBytes);
    // Warms both up.
    await postWithBoth([plain, keeping], bytes);
    const before = [keeping.processorMs(), plain.processorMs()] as const;
    const kept: number[] = [];
    const notKept: number[] = [];
    for (let index = 0; index < times; index += 1) {
      // In turns, because the second one profits or suffers from the first.
      const isFirst = index % 2 === 0;
      const tookMs = await postWithBoth(isFirst ? [keeping, plain] : [plain, keeping], bytes);
      kept.push(tookMs[isFirst ? 0 : 1]);
      notKept.push(tookMs[isFirst ? 1 : 0]);
    }
    const name = "a relay that keeps no files";
    report({
      what: `a post of ${sizeBytes / MB} MB, from the job's end until it is in the channel`,
      unit: "ms",
      relay: spreadOf(kept),
      reference: { name, ...spreadOf(notKept) },
    });
    report({
      what: `the processor time of ${times} posts of ${sizeBytes / MB} MB`,
      unit: "ms",
      relay: spreadOf([keeping.processorMs() - before[0]]),
      reference: { name, ...spreadOf([plain.processorMs() - before[1]]) },
      goal: { atMost: 1.2 },
    });
  }
} finally {
  await rm(directory, { recursive: true, force: true });
}
