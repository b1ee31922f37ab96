import { describe, expect, it } from "vitest";
import type { Follow } from "../../../../../src/core/follow/follow.ts";
import { DiskBudget } from "../../../../../src/services/delivery/media/disk-budget.ts";
import { KeptFiles } from "../../../../../src/services/delivery/media/kept-files.ts";
import { FakeClock, settle } from "../../../../support/fakes/fake-clock.ts";
import { createFakeLogger } from "../../../../support/fakes/fake-logger.ts";
import { mp4Bytes } from "../../../../support/fakes/fake-media.ts";
import { FakeSpool } from "../../../../support/fakes/fake-spool.ts";
import { aSettledFollow } from "../../../../support/follows.ts";

const HOUR = 3_600_000;

/** A settled follow with one file, which is kept under the job's id. */
const followOf = (jobId: string): Follow =>
  aSettledFollow(
    { kind: "completed", attachments: [{ url: `https://cdn.test/${jobId}` }] },
    { id: jobId, jobId, publicId: jobId },
  );

/** A directory with files of 1,000 bytes each, kept in this order, one an hour. */
async function start(
  jobIds: readonly string[],
  { maxBytes = 10_000, awaited = [] }: { maxBytes?: number; awaited?: readonly string[] } = {},
) {
  const clock = new FakeClock();
  const directory = new FakeSpool(clock);
  const disk = new DiskBudget(maxBytes);
  const kept = new KeptFiles({
    directory,
    disk,
    awaiting: () => awaited.map(followOf),
    digest: (text) => text.split("\n")[0]!.split("|")[1]!,
    clock,
    log: createFakeLogger(),
  });
  for (const jobId of jobIds) {
    const file = await directory.create(kept.keyOf(followOf(jobId), 0));
    await file.append(mp4Bytes(1_000));
    await file.keep();
    await clock.advance(HOUR);
  }
  await kept.start();
  const there = async () => (await directory.list()).map(({ key }) => key);
  return { clock, directory, disk, kept, there };
}

describe("kept files", () => {
  it("have the same key in every channel, and for every link", () => {
    const kept = new KeptFiles({
      directory: new FakeSpool({ now: () => 0 }),
      disk: new DiskBudget(),
      awaiting: () => [],
      digest: (text) => text,
      clock: new FakeClock(),
      log: createFakeLogger(),
    });
    const keyOf = (url: string, changes: Partial<Follow> = {}, filename = "a.mp4") =>
      kept.keyOf(
        aSettledFollow({ kind: "completed", attachments: [{ url, filename }] }, changes),
        0,
      );
    const key = keyOf("https://cdn.test/a?sig=1");
    expect(keyOf("https://cdn.test/a?sig=2", { id: "f2" })).toBe(key);
    expect(keyOf("https://cdn.test/a?sig=1", { jobId: "job-2" })).not.toBe(key);
    expect(keyOf("https://cdn.test/a?sig=1", { source: "fal" })).not.toBe(key);
    expect(keyOf("https://cdn.test/a?sig=1", {}, "b.mp4")).not.toBe(key);
  });

  it("make room: first those that are delivered, the longest unused before others", async () => {
    const { kept, there } = await start(["a", "b", "c", "d"], {
      maxBytes: 4_000,
      awaited: ["a", "c"],
    });
    const unclaim = await kept.makeRoom(1_000);
    expect(await there()).toEqual(["a", "c", "d"]);
    await kept.makeRoom(1_000);
    expect(await there()).toEqual(["a", "c"]);
    await kept.makeRoom(500);
    expect(await there()).toEqual(["c"]);
    unclaim();
    await kept.makeRoom(500);
    expect(await there()).toEqual(["c"]);
  });

  it("are not deleted while they are read", async () => {
    const { kept, there } = await start(["a", "b"], { maxBytes: 2_000 });
    const release = kept.addReader("a");
    const other = kept.addReader("a");
    release();
    release();
    await kept.makeRoom(2_000);
    expect(await there()).toEqual(["a"]);
    other();
    await kept.makeRoom(0);
    expect(await there()).toEqual([]);
  });

  it("never take more than they must, even if two need room at once", async () => {
    const { kept, there } = await start(["a", "b", "c", "d"], { maxBytes: 4_000 });
    await Promise.all([kept.makeRoom(1_000), kept.makeRoom(1_000)]);
    expect(await there()).toEqual(["c", "d"]);
  });

  it("fit into a smaller budget after a start", async () => {
    const { there } = await start(["a", "b", "c"], { maxBytes: 1_500 });
    expect(await there()).toEqual(["c"]);
  });

  it("outlive a week if their results still wait, and others do not", async () => {
    const { clock, kept, there } = await start(["a", "b"], { awaited: ["a"] });
    await clock.advance(8 * 24 * HOUR);
    await settle();
    expect(await there()).toEqual(["a"]);
    await kept.stop();
  });

  it("count what waits and what can be spared", async () => {
    const { kept, disk } = await start(["a", "b", "c"], { awaited: ["a", "b"] });
    expect(kept.awaitedBytes).toBe(2_000);
    expect(disk.tryReserve(20_000, kept.awaitedBytes)?.leftBytes).toBe(8_000);
    expect(disk.tryReserve(1, kept.awaitedBytes)).toBeUndefined();
  });
});
