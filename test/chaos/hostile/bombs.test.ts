import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, readlink } from "node:fs/promises";
import { join } from "node:path";
import { expect, it, vi } from "vitest";
import type { MediaFault } from "../../../sandbox/pika/media/media-faults.ts";
import { eventually } from "../../support/processes/eventually.ts";
import { isDelivered } from "../../support/processes/relay-log.ts";
import {
  createEnvironment,
  createForgetfulEnvironment,
} from "../../support/processes/test-environment.ts";
import { discordClient, expectOnce, slackClient } from "../../support/processes/user-client.ts";
import { pattern, promisesResult, sentence } from "../../support/sentence.ts";
import { profile } from "../../support/profile.ts";

const TOO_LARGE = pattern`${sentence("link.too-large")}|${sentence("link.too-large-for")}`;
const NOT_MEDIA = sentence("link.not-media");

const AT_ONCE = profile.amount({ small: 12, full: 50 });
const MAX_GROWTH_MB = 150;

const BOMBS: readonly MediaFault[] = [
  { kind: "endless" },
  { kind: "too-large" },
  { kind: "too-large", announcedBytes: 100 },
];

/** The most memory that a process ever had resident, in MB. */
async function peakMb(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1]) / 1_024;
}

it.runIf(existsSync("/proc/self/status"))(
  `stops ${AT_ONCE} endless files at the same time, and keeps none of their bytes`,
  async () => {
    await using environment = await createEnvironment();
    const { pika } = environment;
    const temporary = join(environment.directory, "tmp");
    await mkdir(temporary);
    const spool = join(environment.directory, "spool");
    const relay = await environment.readyRelay({ TMPDIR: temporary, RELAY_SPOOL_DIR: spool });
    const clients = [discordClient(environment), slackClient(environment)];
    const followed = await Promise.all(
      Array.from({ length: AT_ONCE }, async (_, index) => {
        const client = clients[index % clients.length]!;
        const jobId = pika.addJob();
        pika.mediaFault(BOMBS[index % BOMBS.length]!, { jobId });
        await client.ask(jobId, (said) => eventually("a promise", () => promisesResult(said())));
        return { client, jobId };
      }),
    );
    const idleMb = await peakMb(relay.pid);
    for (const { jobId } of followed) pika.setJob(jobId, { status: "completed" });
    await eventually(
      "every result",
      () => followed.every(({ jobId }) => isDelivered([relay], jobId)),
      240_000,
    );
    const grownMb = (await peakMb(relay.pid)) - idleMb;
    process.stdout.write(`chaos: ${AT_ONCE} bombs, ${grownMb.toFixed(0)} MB above idle\n`);
    expect(grownMb).toBeLessThan(MAX_GROWTH_MB);
    for (const { client, jobId } of followed) {
      const results = client
        .about(jobId)
        .filter(({ text }) => sentence("result.video-ready").test(text));
      expect(results).toEqual([
        {
          text: expect.stringMatching(
            pattern`(?=.*(?:${TOO_LARGE}|${NOT_MEDIA}))${sentence("link.line")}`,
          ),
          files: [],
        },
      ]);
    }
    const fetched = pika.requests.filter(({ route }) => route === "media");
    expect(fetched.length).toBeGreaterThanOrEqual(AT_ONCE);
    expect(fetched.filter(({ authorised }) => authorised)).toEqual([]);
    expect([await readdir(temporary), await readdir(spool)]).toEqual([[], []]);
    expect(await relay.stop()).toEqual({ code: 0, signal: null });
    expect(environment.violations()).toEqual([]);
  },
  300_000,
);

/** How many files of a directory, with a name or without, a process has open. */
async function openFiles(pid: number, directory: string): Promise<number> {
  const links = (await readdir(`/proc/${pid}/fd`)).map((fd) =>
    readlink(`/proc/${pid}/fd/${fd}`).catch(() => ""),
  );
  return (await Promise.all(links)).filter((link) => link.startsWith(directory)).length;
}

it.runIf(existsSync("/proc/self/status"))(
  "leaves no half of a file on the disk if it is killed during downloads, and posts the files afterwards",
  async () => {
    await using environment = await createForgetfulEnvironment();
    const { pika } = environment;
    const spool = join(environment.directory, "spool");
    const env = { RELAY_SPOOL_DIR: spool };
    const first = await environment.readyRelay(env);
    const followed = [discordClient(environment), slackClient(environment)].map((client) => ({
      client,
      jobId: pika.addJob(),
    }));
    // Half of the file arrives, and then nothing.
    const end = pika.mediaFault({ kind: "stall" });
    for (const { client, jobId } of followed) {
      await client.ask(jobId, (said) => eventually("a promise", () => promisesResult(said())));
      pika.setJob(jobId, { status: "completed" });
    }
    await vi.waitFor(async () => expect(await openFiles(first.pid, spool)).toBe(followed.length), {
      timeout: 30_000,
    });
    first.kill("SIGKILL");
    await first.exited;
    const unfinished = await readdir(spool);
    end();
    const second = await environment.readyRelay(env);
    for (const { client, jobId } of followed) {
      await eventually("the delivery", () => isDelivered([second], jobId));
      await expectOnce(client, jobId);
    }
    expect(await second.stop()).toEqual({ code: 0, signal: null });
    // One whole file for each job, and none of those that the first process had begun.
    const kept = await readdir(spool);
    expect(kept).toHaveLength(followed.length);
    expect(kept.filter((name) => unfinished.includes(name))).toEqual([]);
    expect(environment.violations()).toEqual([]);
  },
  120_000,
);
