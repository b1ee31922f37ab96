import { existsSync } from "node:fs";
import { readdir, readFile, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import type { MediaFault } from "../../src/sandbox/pika/media-faults.ts";
import { createWorld } from "../support/e2e.ts";
import { discordSide, eventually, isDelivered, slackSide } from "./journey.ts";
import { profile } from "./profile.ts";

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
  `takes ${AT_ONCE} files that never end at once, and keeps none of their bytes`,
  async () => {
    await using world = await createWorld();
    const { pika } = world;
    const temporary = join(world.directory, "tmp");
    await mkdir(temporary);
    const relay = await world.readyRelay({ TMPDIR: temporary });
    const sides = [discordSide(world), slackSide(world)];
    const followed = await Promise.all(
      Array.from({ length: AT_ONCE }, async (_, index) => {
        const side = sides[index % sides.length]!;
        const jobId = pika.addJob();
        pika.mediaFault(BOMBS[index % BOMBS.length]!, { jobId });
        await side.ask(jobId, (said) => eventually("a promise", () => said().includes("ollow")));
        return { side, jobId };
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
    for (const { side, jobId } of followed) {
      const results = side.about(jobId).filter(({ text }) => text.includes("is ready"));
      expect(results).toEqual([
        {
          text: expect.stringMatching(/Not attached: .*(too large|larger|not a video)/),
          files: [],
        },
      ]);
    }
    const fetched = pika.requests.filter(({ route }) => route === "media");
    expect(fetched.length).toBeGreaterThanOrEqual(AT_ONCE);
    expect(fetched.filter(({ authorised }) => authorised)).toEqual([]);
    expect(await readdir(temporary)).toEqual([]);
    expect(await relay.stop()).toEqual({ code: 0, signal: null });
    expect(world.violations()).toEqual([]);
  },
  300_000,
);
