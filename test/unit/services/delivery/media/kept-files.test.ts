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

const MB = 1024 * 1024;

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
    const room = await kept.makeRoom(1_000);
    expect(await there()).toEqual(["a", "c", "d"]);
    await kept.makeRoom(1_000);
    expect(await there()).toEqual(["a", "c"]);
    await kept.makeRoom(500);
    expect(await there()).toEqual(["c"]);
    room.release();
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

  // The file was deleted during its use, if others that were due were deleted before it.
  it("are not deleted after a week if someone begins to read them just then", async () => {
    const { clock, directory, kept, there } = await start(["a", "b"]);
    const remove = directory.remove.bind(directory);
    directory.remove = async (file) => {
      if (file.key === "a") kept.addReader("b");
      await remove(file);
    };
    kept.addReader("b");
    await clock.advance(8 * 24 * HOUR);
    await settle();
    expect(await there()).toEqual(["b"]);
    await kept.stop();
  });

  // The second start took each file for an older one with the same key, and deleted it.
  it("are there after another start", async () => {
    const { kept, there } = await start(["a", "b"]);
    await Promise.all([kept.start(), kept.start()]);
    await kept.stop();
    await kept.start();
    expect(await there()).toEqual(["a", "b"]);
    expect(kept.find("a")).toBeDefined();
    await kept.stop();
  });

  it("are counted until they are gone, and stay known if the disk does not delete them", async () => {
    const { directory, kept, there } = await start(["a", "b"], { maxBytes: 2_000 });
    const remove = directory.remove.bind(directory);
    directory.remove = async () => {
      throw new Error("EROFS");
    };
    const room = await kept.makeRoom(1_000);
    expect([room.isFree, kept.find("a")?.key]).toEqual([false, "a"]);
    directory.remove = remove;
    expect((await kept.makeRoom(0)).isFree).toBe(true);
    expect(await there()).toEqual(["a"]);
  });

  it("make no room for a file that is only to be kept if their own results wait", async () => {
    const { kept, there } = await start(["a", "b"], { maxBytes: 2_000, awaited: ["a", "b"] });
    const room = await kept.makeRoom(1_000, { isSparing: true });
    expect([room.isFree, await there()]).toEqual([false, ["a", "b"]]);
    room.release();
  });

  // They filled the disk up to RELAY_MAX_DISK_BYTES, however small it was, and then the store could not be written.
  it("leave room on the disk for others, also without a download, unless their results wait", async () => {
    const { clock, directory, kept, there } = await start(["a", "b", "c"], { awaited: ["a"] });
    directory.diskBytes = 128 * MB + 3_500;
    expect((await kept.makeRoom(500)).isFree).toBe(true);
    expect(await there()).toEqual(["a", "b", "c"]);
    expect((await kept.makeRoom(1_500)).isFree).toBe(true);
    expect(await there()).toEqual(["a", "c"]);
    directory.diskBytes = 128 * MB;
    await clock.advance(HOUR);
    expect(await there()).toEqual(["a"]);
    expect((await kept.makeRoom(1)).isFree).toBe(false);
    expect(await there()).toEqual(["a"]);
    await kept.stop();
  });
});
