import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { PlatformError } from "../../../src/core/errors.ts";
import { FakeBucket } from "../../support/bucket/fake-bucket.ts";
import { mp4Bytes } from "../../support/fakes/fake-media.ts";
import { FakeSpool } from "../../support/fakes/fake-spool.ts";
import { DISCORD_CHANNEL, SLACK_CHANNEL, aFollow, aJob, putFollow } from "../../support/follows.ts";
import { profile } from "../../support/profile.ts";
import { crashPointsUpTo } from "../../support/simulation/crashable-process.ts";
import { Simulation } from "../../support/simulation/simulation.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const URL = "https://cdn.test/v.mp4";
const VIDEO = { url: URL, filename: "v.mp4", contentType: "video/mp4" };
const BYTES = mp4Bytes(50_000);
const down = new PlatformError("unavailable", "503");

const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

/** A job has completed for a channel of each platform. The platforms take no message. */
async function prepare(): Promise<{ simulation: Simulation; bucket: FakeBucket }> {
  const simulation = new Simulation();
  const bucket = new FakeBucket(simulation.clock);
  simulation.bucket = bucket;
  simulation.media.script(URL, { bytes: BYTES });
  const job = aJob("completed", { attachments: [VIDEO] });
  simulation.api.answer("job-1", { kind: "job", job });
  for (const channel of [DISCORD_CHANNEL, SLACK_CHANNEL])
    await putFollow(
      simulation.store.follows,
      aFollow({ id: channel.platform, channel, createdAt: simulation.clock.now() }),
    );
  failPosts(simulation, down);
  return { simulation, bucket };
}

/** `error`: of every attempt to post a result from now on. Default: none. */
function failPosts({ platforms }: Simulation, error?: Error): void {
  for (const platform of platforms)
    for (const operation of ["result", "find", "thread"] as const)
      platform.failAll(operation, error);
}

/** The process dies, and its disk with it; another one starts on another machine. */
async function moveToAnotherMachine(simulation: Simulation): Promise<void> {
  simulation.process.kill();
  simulation.spool = new FakeSpool(simulation.clock);
  await simulation.start();
}

const filesOf = (simulation: Simulation): readonly string[] =>
  simulation.platforms
    .flatMap(({ posts }) => posts)
    .flatMap(({ files }) => files)
    .map((file) => file.sha256);

const TWICE = [sha256(BYTES), sha256(BYTES)];

describe("files in a bucket", () => {
  // The provider had deleted the file, so the result was a dead link.
  it("are delivered by another process, on another machine, without asking the provider", async () => {
    const { simulation, bucket } = await prepare();
    await simulation.start();
    await simulation.clock.advance(MINUTE);
    expect([...bucket.files.values()].map((file) => file.sha256)).toEqual([sha256(BYTES)]);
    simulation.media.script(URL, { fails: "link_expired" });
    await moveToAnotherMachine(simulation);
    await simulation.clock.advance(MINUTE);
    failPosts(simulation);
    await simulation.clock.advance(10 * MINUTE);
    expect(filesOf(simulation)).toEqual(TWICE);
    expect(simulation.media.timesAsked(URL)).toBe(1);
    expect(simulation.media.undisposed).toBe(0);
    await simulation.stop();
  });

  // The calls of a process until the file is in the bucket.
  it.each(profile.pick(crashPointsUpTo(40), { small: 16, timesFull: 1 }))(
    "are delivered once, wherever the process that downloads and uploads them dies (call $call, $moment)",
    async (crashPoint) => {
      const { simulation, bucket } = await prepare();
      await simulation.start(crashPoint);
      await simulation.clock.advance(MINUTE);
      await moveToAnotherMachine(simulation);
      failPosts(simulation);
      await simulation.clock.advance(10 * MINUTE);
      await simulation.stop();
      expect(filesOf(simulation)).toEqual(TWICE);
      expect([...bucket.files.values()].map((file) => file.sha256)).toEqual([sha256(BYTES)]);
    },
  );

  it.each<[string, (bucket: FakeBucket) => void]>([
    ["refuses everything", (bucket) => (bucket.isDown = true)],
    ["answers nothing", (bucket) => (bucket.isHanging = true)],
    ["is empty", (bucket) => bucket.files.clear()],
    ["has other bytes", (bucket) => change(bucket, (bytes) => bytes.toReversed())],
    ["has half a file", (bucket) => change(bucket, (bytes) => bytes.subarray(0, 25_000))],
  ])("are downloaded from the provider again if it %s", async (_what, harm) => {
    const { simulation, bucket } = await prepare();
    await simulation.start();
    await simulation.clock.advance(MINUTE);
    harm(bucket);
    await moveToAnotherMachine(simulation);
    failPosts(simulation);
    await simulation.clock.advance(10 * MINUTE);
    await simulation.stop();
    expect(filesOf(simulation)).toEqual(TWICE);
    expect(simulation.media.timesAsked(URL)).toBe(2);
  });

  it("do not hold a result up while they cannot be uploaded, and are uploaded later", async () => {
    const { simulation, bucket } = await prepare();
    bucket.isDown = true;
    failPosts(simulation);
    await simulation.start();
    await simulation.clock.advance(MINUTE);
    expect(filesOf(simulation)).toEqual(TWICE);
    bucket.isDown = false;
    await simulation.clock.advance(10 * MINUTE);
    expect([...bucket.files.values()].map((file) => file.sha256)).toEqual([sha256(BYTES)]);
    await simulation.stop();
  });

  it("are deleted a week after their upload, by whichever process is there", async () => {
    const { simulation, bucket } = await prepare();
    failPosts(simulation);
    await simulation.start();
    await simulation.clock.advance(MINUTE);
    await moveToAnotherMachine(simulation);
    await simulation.clock.advance(6 * DAY);
    expect(bucket.files.size).toBe(1);
    await simulation.clock.advance(26 * HOUR);
    expect(bucket.files.size).toBe(0);
    await simulation.stop();
  });
});

function change({ files }: FakeBucket, to: (bytes: Uint8Array) => Uint8Array): void {
  for (const file of files.values()) file.bytes = to(file.bytes);
}
