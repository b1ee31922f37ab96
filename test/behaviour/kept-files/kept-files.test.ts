import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { PlatformError } from "../../../src/core/errors.ts";
import { mp4Bytes } from "../../support/fakes/fake-media.ts";
import { DISCORD_CHANNEL, SLACK_CHANNEL, aFollow, aJob, putFollow } from "../../support/follows.ts";
import { profile } from "../../support/profile.ts";
import { said } from "../../support/sentence.ts";
import { crashPointsUpTo } from "../../support/simulation/crashable-process.ts";
import { Simulation } from "../../support/simulation/simulation.ts";
import { startTestRelay, type TestRelay } from "../../support/test-relay.ts";

const START = Date.UTC(2026, 0, 1);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const VIDEO = { url: "https://cdn.test/v.mp4", filename: "v.mp4", contentType: "video/mp4" };
const BYTES = mp4Bytes(50_000);
const completed = { kind: "job", job: aJob("completed", { attachments: [VIDEO] }) } as const;
const down = new PlatformError("unavailable", "503");

const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

/** A different video for each job. */
const bytesOf = (index: number): Uint8Array => mp4Bytes(10_000 + index);
const urlOf = (index: number): string => `https://cdn.test/${index}.mp4`;
const JOBS = Array.from({ length: 4 }, (_each, index) => ({
  jobId: `job-${index}`,
  channel: index % 2 === 0 ? DISCORD_CHANNEL : SLACK_CHANNEL,
  index,
}));

/** Every job has completed; the platforms are down. */
async function prepare(simulation: Simulation): Promise<void> {
  for (const { jobId, channel, index } of JOBS) {
    simulation.media.script(urlOf(index), { bytes: bytesOf(index) });
    const attachments = [{ ...VIDEO, url: urlOf(index), filename: `${index}.mp4` }];
    simulation.api.answer(jobId, { kind: "job", job: aJob("completed", { attachments }) });
    await putFollow(
      simulation.store.follows,
      aFollow({ id: `f${index}`, jobId, publicId: jobId, channel, createdAt: START }),
    );
  }
  for (const { failAll } of operations(simulation)) failAll(down);
}

const operations = (simulation: Simulation) =>
  simulation.platforms.flatMap((platform) =>
    (["status", "find", "edit", "result", "thread", "direct"] as const).map((operation) => ({
      failAll: (error?: Error) => platform.failAll(operation, error),
    })),
  );

/** The provider deletes every file. */
function deleteFiles(simulation: Simulation): void {
  for (const { index } of JOBS) simulation.media.script(urlOf(index), { fails: "link_expired" });
}

const byName = (a: { name: string }, b: { name: string }) => a.name.localeCompare(b.name);

const filesOf = (simulation: Simulation) =>
  simulation.platforms.flatMap(({ posts }) => posts).flatMap(({ files }) => files);

describe("files that the provider deletes after a minute", () => {
  // They were downloaded only once they could be posted, so each of these results was a dead link.
  it("arrive byte for byte and once, after both platforms were down for six hours and two kills", async () => {
    const simulation = new Simulation();
    await prepare(simulation);
    await simulation.start();
    await simulation.clock.advance(MINUTE);
    deleteFiles(simulation);
    for (let kills = 0; kills < 2; kills += 1) {
      await simulation.clock.advance(2 * HOUR);
      simulation.process.kill();
      await simulation.start();
    }
    await simulation.clock.advance(2 * HOUR);
    expect(filesOf(simulation)).toEqual([]);
    for (const { failAll } of operations(simulation)) failAll();
    await simulation.clock.advance(10 * MINUTE);
    await simulation.stop();
    const wanted = JOBS.map(({ index }) => ({
      name: `${index}.mp4`,
      sha256: sha256(bytesOf(index)),
    }));
    expect(
      filesOf(simulation)
        .map(({ name, sha256: hash }) => ({ name, sha256: hash }))
        .toSorted(byName),
    ).toEqual(wanted.toSorted(byName));
    for (const { index } of JOBS) expect(simulation.media.timesAsked(urlOf(index))).toBe(1);
    expect(simulation.media.undisposed).toBe(0);
  });

  it("are named in the record with their size and checksum", async () => {
    const simulation = new Simulation();
    await prepare(simulation);
    await simulation.start();
    await simulation.clock.advance(MINUTE);
    const kept = simulation.store
      .all()
      .flatMap(({ outcome }) => (outcome?.kind === "completed" ? outcome.attachments : []))
      .map((attachment) => attachment.kept);
    expect(kept).toEqual(
      JOBS.map(({ index }) => ({
        sizeBytes: 10_000 + index,
        sha256: sha256(bytesOf(index)),
      })),
    );
    await simulation.stop();
  });

  // The calls of a process until the last file is kept.
  const all = crashPointsUpTo(60);

  it.each(profile.pick(all, { small: 16, timesFull: 1 }))(
    "are downloaded again if the relay is killed while it writes them (call $call, $moment)",
    async (crashPoint) => {
      const simulation = new Simulation();
      await prepare(simulation);
      await simulation.start(crashPoint);
      await simulation.clock.advance(10_000);
      if (simulation.process.isDead) await simulation.start();
      await simulation.clock.advance(50_000);
      deleteFiles(simulation);
      for (const { failAll } of operations(simulation)) failAll();
      await simulation.clock.advance(10 * MINUTE);
      await simulation.stop();
      expect(filesOf(simulation)).toHaveLength(JOBS.length);
      const names = [...simulation.spool.files.keys()];
      expect(names.filter((name) => name.endsWith(".part"))).toEqual([]);
    },
  );
});

const results = ({ discord, slack }: TestRelay) =>
  [...discord.posts, ...slack.posts].filter(({ kind }) => kind === "result");

describe("kept files", () => {
  it("are downloaded once for all channels", async () => {
    const relay = await startTestRelay();
    relay.media.script(VIDEO.url, { bytes: BYTES });
    relay.api.answer("job-1", { kind: "job", job: aJob("running") });
    for (const channel of ["c1", "c2", "c3"])
      await relay.ask("job-1", { channel: { ...DISCORD_CHANNEL, channel } });
    await relay.ask("job-1", { on: "slack", channel: SLACK_CHANNEL });
    relay.api.answer("job-1", completed);
    await relay.clock.advance(MINUTE);
    expect(results(relay).map(({ files }) => files[0]?.sha256)).toEqual(
      Array.from({ length: 4 }, () => sha256(BYTES)),
    );
    expect(relay.media.timesAsked(VIDEO.url)).toBe(1);
  });

  it("are fetched again if a power cut has torn them", async () => {
    const simulation = new Simulation();
    await prepare(simulation);
    await simulation.start();
    await simulation.clock.advance(MINUTE);
    simulation.process.kill();
    for (const [name, bytes] of simulation.spool.files)
      simulation.spool.files.set(name, bytes.subarray(0, 5_000));
    for (const { failAll } of operations(simulation)) failAll();
    await simulation.start();
    await simulation.clock.advance(10 * MINUTE);
    expect(
      filesOf(simulation)
        .map(({ sha256: hash }) => hash)
        .toSorted(),
    ).toEqual(JOBS.map(({ index }) => sha256(bytesOf(index))).toSorted());
    await simulation.stop();
  });

  it("serve Share and Post again after the provider has deleted them", async () => {
    const relay = await startTestRelay();
    relay.media.script(VIDEO.url, { bytes: BYTES }, { fails: "link_expired" });
    relay.api.answer("job-1", completed);
    const gone = { ...DISCORD_CHANNEL, channel: "gone" };
    relay.discord.refuse(gone, new PlatformError("channel_lost", "10003"));
    relay.discord.failAll("direct", new PlatformError("forbidden", "50007"));
    await relay.ask("job-1", { channel: gone });
    await relay.clock.advance(MINUTE);
    expect(results(relay)).toEqual([]);
    relay.discord.accept(gone);
    await relay.clock.advance(24 * HOUR);
    const [follow] = relay.store.all();
    void relay.discord.press({
      name: "try-again",
      argument: follow?.id ?? "",
      channel: gone,
      userId: "ann",
    });
    await relay.clock.advance(MINUTE);
    expect(results(relay).map(({ files }) => files[0]?.sha256)).toEqual([sha256(BYTES)]);
    await relay.ask("job-1", { channel: DISCORD_CHANNEL });
    await relay.clock.advance(MINUTE);
    expect(results(relay).map(({ files }) => files[0]?.sha256)).toEqual([
      sha256(BYTES),
      sha256(BYTES),
    ]);
    expect(relay.media.timesAsked(VIDEO.url)).toBe(1);
  });

  it("are deleted a week after their last use", async () => {
    const relay = await startTestRelay();
    relay.media.script(VIDEO.url, { bytes: BYTES });
    relay.api.answer("job-1", completed);
    await relay.ask("job-1", { channel: DISCORD_CHANNEL });
    await relay.clock.advance(6 * 24 * HOUR);
    expect(relay.spool.usedBytes).toBe(BYTES.length);
    await relay.clock.advance(25 * HOUR);
    expect(relay.spool.usedBytes).toBe(0);
  });

  it("are mentioned in the status message while the result cannot be posted", async () => {
    const relay = await startTestRelay();
    relay.media.script(VIDEO.url, { bytes: BYTES });
    relay.api.answer("job-1", { kind: "job", job: aJob("running") });
    await relay.ask("job-1", { channel: DISCORD_CHANNEL });
    relay.discord.failAll("result", down);
    relay.api.answer("job-1", completed);
    await relay.clock.advance(2 * MINUTE);
    expect(relay.discord.in(DISCORD_CHANNEL)[0]?.text).toContain(said("status.files-kept"));
    relay.discord.failAll("result");
    await relay.clock.advance(10 * MINUTE);
    expect(relay.discord.in(DISCORD_CHANNEL)[0]?.text).not.toContain(said("status.files-kept"));
  });
});
