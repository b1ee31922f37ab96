import { setImmediate } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { MediaError } from "../../../../../src/core/errors.ts";
import type { MediaFile } from "../../../../../src/core/ports/media.ts";
import { DiskBudget } from "../../../../../src/services/delivery/media/disk-budget.ts";
import { KeptFiles } from "../../../../../src/services/delivery/media/kept-files.ts";
import type { DownloadOptions } from "../../../../../src/services/delivery/media/spool-request.ts";
import { Spool } from "../../../../../src/services/delivery/media/spool.ts";
import { SharedFiles } from "../../../../../src/services/delivery/media/shared-files.ts";
import { readAll } from "../../../../contracts/media-fetcher.ts";
import { FakeBucket } from "../../../../support/bucket/fake-bucket.ts";
import { FakeClock } from "../../../../support/fakes/fake-clock.ts";
import { createFakeLogger } from "../../../../support/fakes/fake-logger.ts";
import { FakeMediaFetcher, mp4Bytes } from "../../../../support/fakes/fake-media.ts";
import { FakeSpool } from "../../../../support/fakes/fake-spool.ts";

const URL = "https://cdn.test/a.mp4";
const BYTES = mp4Bytes(3_000);

async function start(maxBytes = 40_000, bucket?: FakeBucket) {
  const clock = new FakeClock();
  const directory = new FakeSpool(clock);
  const disk = new DiskBudget(maxBytes);
  const log = createFakeLogger();
  const options = { directory, disk, clock, log, digest: (text: string) => text };
  const kept = new KeptFiles({ ...options, awaiting: () => [] });
  const shared = bucket && new SharedFiles({ bucket, clock, log, random: () => 0 });
  await shared?.start();
  const spool = new Spool({ directory, kept, shared, clock, log });
  const media = new FakeMediaFetcher().script(URL, { bytes: BYTES });
  const obtain = async ({
    signal = new AbortController().signal,
    limitBytes = 5_000,
    isForKeeping = false,
    maxArrivingBytes = undefined as number | undefined,
    download = (to: DownloadOptions): Promise<MediaFile> =>
      media.fetch({ url: URL, maxBytes: limitBytes, signal, ...to }),
  } = {}) => {
    const space = await disk.reserve(5_000, signal);
    try {
      return await spool.obtain({
        key: "key",
        maxBytes: limitBytes,
        filename: "a.mp4",
        space,
        isForKeeping,
        maxArrivingBytes,
        signal,
        download,
      });
    } finally {
      space.close();
    }
  };
  return { clock, directory, disk, kept, media, obtain };
}

describe("the spool", () => {
  it("downloads a file once, for callers at the same time and later ones", async () => {
    const { disk, media, obtain } = await start();
    const files = await Promise.all([obtain(), obtain()]);
    files.push(await obtain());
    for (const file of files) expect((await readAll(file)).equals(BYTES)).toBe(true);
    expect(media.timesAsked(URL)).toBe(1);
    expect(disk.spareBytes).toBe(40_000);
    await Promise.all(files.map((file) => file.dispose()));
    expect([disk.spareBytes, media.undisposed]).toEqual([40_000, 0]);
  });

  it("downloads a lost file again, once for all that find it lost at the same time", async () => {
    const { directory, media, obtain } = await start();
    await (await obtain()).dispose();
    for (const [name] of directory.files) directory.files.set(name, BYTES.subarray(0, 10));
    const files = await Promise.all([obtain(), obtain(), obtain()]);
    for (const file of files) expect((await readAll(file)).equals(BYTES)).toBe(true);
    expect(media.timesAsked(URL)).toBe(2);
  });

  it("lets a caller download alone if the other one was stopped or took smaller files only", async () => {
    const { media, obtain } = await start();
    const stopping = new AbortController();
    const downloads = Promise.withResolvers<never>();
    const stopped = obtain({ signal: stopping.signal, download: () => downloads.promise });
    await setImmediate();
    const next = obtain();
    stopping.abort();
    downloads.reject(new MediaError("unavailable", "stopped"));
    await expect(stopped).rejects.toMatchObject({ code: "unavailable" });
    await (await next).dispose();
    const { obtain: anew, media: other } = await start();
    const [small, large] = await Promise.allSettled([anew({ limitBytes: 100 }), anew()]);
    expect([small.status, large.status]).toEqual(["rejected", "fulfilled"]);
    expect([media.timesAsked(URL), other.timesAsked(URL)]).toEqual([1, 2]);
  });

  it("tells all callers why a download failed, without one attempt each", async () => {
    const { media, obtain } = await start();
    media.script(URL, { fails: "unavailable" });
    const all = await Promise.allSettled([obtain(), obtain(), obtain()]);
    expect(all).toMatchObject(
      Array.from({ length: 3 }, () => ({ reason: { code: "unavailable" } })),
    );
    expect(media.timesAsked(URL)).toBe(1);
  });

  // Each channel asked the job API for fresh links of files that it has deleted.
  it("asks for a file that is gone once in a minute, for all callers", async () => {
    const { clock, media, obtain } = await start();
    media.script(URL, { fails: "link_expired" }, { bytes: BYTES });
    for (let callers = 0; callers < 3; callers += 1)
      await expect(obtain()).rejects.toMatchObject({ code: "link_expired" });
    expect(media.timesAsked(URL)).toBe(1);
    await clock.advance(60_000);
    await (await obtain()).dispose();
  });

  it("lets a caller read what another one still downloads, unless it is too large for that", async () => {
    const { directory, disk, media, obtain } = await start();
    const ended = Promise.withResolvers<void>();
    const first = obtain({
      isForKeeping: true,
      download: async (to) => {
        const file = await media.fetch({ url: URL, maxBytes: 5_000, ...to });
        await ended.promise;
        return file;
      },
    });
    await setImmediate();
    const waiting = obtain({ maxArrivingBytes: BYTES.length - 1 });
    const joined = await obtain({ maxArrivingBytes: BYTES.length });
    expect((await readAll(joined)).equals(BYTES)).toBe(true);
    expect([...directory.files.keys()].every((name) => name.endsWith(".part"))).toBe(true);
    ended.resolve();
    for (const file of await Promise.all([first, waiting])) await file.dispose();
    expect(media.undisposed).toBe(1);
    await joined.dispose();
    expect([media.timesAsked(URL), media.undisposed, disk.spareBytes]).toEqual([1, 0, 40_000]);
  });

  it("stops waiting for another caller at once", async () => {
    const { obtain } = await start();
    void obtain({ download: () => new Promise(() => {}) });
    await setImmediate();
    const stopping = new AbortController();
    const waiting = obtain({ signal: stopping.signal });
    await setImmediate();
    stopping.abort();
    await expect(waiting).rejects.toMatchObject({ code: "unavailable" });
  });

  it("refuses a kept file that is too large for its caller", async () => {
    const { obtain } = await start();
    await (await obtain()).dispose();
    await expect(obtain({ limitBytes: 2_999 })).rejects.toMatchObject({ code: "too_large" });
  });

  it.each(["create", "keep"] as const)(
    "delivers a file that cannot be kept, from a temporary one (%s fails)",
    async (what) => {
      const { directory, kept, obtain } = await start();
      const create = directory.create.bind(directory);
      directory.create = async (key) => {
        if (what === "create") throw new Error("ENOSPC");
        const unfinished = await create(key);
        unfinished.keep = async () => {
          throw new Error("ENOSPC");
        };
        return unfinished;
      };
      const file = await obtain();
      expect((await readAll(file)).equals(BYTES)).toBe(true);
      await file.dispose();
      expect([kept.find("key"), directory.files.size]).toEqual([undefined, 0]);
    },
  );

  // A file that the disk could not read was never asked for again, although its link still worked.
  it("downloads a file again that it cannot read, and keeps it for later if the link is dead", async () => {
    const { directory, kept, media, obtain } = await start();
    await (await obtain()).dispose();
    const open = directory.open.bind(directory);
    directory.open = async () => {
      throw new Error("EIO");
    };
    const file = await obtain();
    expect((await readAll(file)).equals(BYTES)).toBe(true);
    await file.dispose();
    media.script(URL, { fails: "link_expired" });
    await expect(obtain()).rejects.toMatchObject({ code: "link_expired" });
    directory.open = open;
    expect(kept.find("key")).toBeDefined();
    await (await obtain()).dispose();
    expect(media.timesAsked(URL)).toBe(3);
  });

  it("never has more on the disk than the budget allows", async () => {
    const { directory, kept, obtain } = await start(6_000);
    await (await obtain()).dispose();
    const room = await kept.makeRoom(4_000);
    expect(directory.usedBytes).toBe(0);
    room.release();
  });
});

/** Two processes on two machines. The first one has kept the file. */
async function startTwo() {
  const bucketClock = new FakeClock();
  const bucket = new FakeBucket(bucketClock);
  const one = await start(undefined, bucket);
  await (await one.obtain()).dispose();
  await one.clock.advance(0);
  expect(bucket.files.get("key")?.bytes).toEqual(Buffer.from(BYTES));
  bucket.calls.length = 0;
  return { bucket, bucketClock, two: await start(undefined, bucket) };
}

describe("the spool of one of several processes", () => {
  it.each([false, true])(
    "gets what another one has kept (only to keep it: %s)",
    async (isForKeeping) => {
      const { bucket, two } = await startTwo();
      const files = await Promise.all([two.obtain({ isForKeeping }), two.obtain({ isForKeeping })]);
      for (const file of files) {
        expect((await readAll(file)).equals(BYTES)).toBe(true);
        expect(file.filename).toBe("a.mp4");
      }
      expect(two.media.requests).toEqual([]);
      expect(bucket.calls.filter((call) => call === "get key")).toHaveLength(1);
      await Promise.all(files.map((file) => file.dispose()));
      expect([...two.directory.files.keys()].filter((name) => name.endsWith(".part"))).toEqual([]);
      // The file is kept, and no room is claimed any more.
      expect([two.kept.find("key")?.sizeBytes, two.disk.spareBytes]).toEqual([3_000, 40_000]);
    },
  );

  it("asks the provider if the file is too large for the caller, or if the disk has no room", async () => {
    const { bucket, two } = await startTwo();
    bucket.files.set("key", { bytes: mp4Bytes(4_000), sha256: "", storedAt: 0 });
    await (await two.obtain({ limitBytes: 3_500 })).dispose();
    expect(two.media.timesAsked(URL)).toBe(1);
    const third = await start(40_000, bucket);
    third.directory.diskBytes = 1_000;
    const file = await third.obtain();
    expect((await readAll(file)).equals(BYTES)).toBe(true);
    await file.dispose();
    expect([third.media.timesAsked(URL), third.disk.spareBytes]).toEqual([1, 40_000]);
  });

  it.each(["isDown", "isHanging"] as const)(
    "asks the provider if the bucket fails, and leaves nothing behind: %s",
    async (fails) => {
      const { bucket, bucketClock, two } = await startTwo();
      bucket[fails] = true;
      const obtained = two.obtain();
      await bucketClock.advance(FakeBucket.limitMs);
      await (await obtained).dispose();
      expect([two.media.timesAsked(URL), two.disk.spareBytes]).toEqual([1, 40_000]);
    },
  );

  // The result was posted with a dead link, although the bucket had the file a moment later.
  it("tries again if the provider has deleted the file and the bucket fails just then", async () => {
    const { bucket, two } = await startTwo();
    two.media.script(URL, { fails: "link_expired" });
    bucket.isDown = true;
    await expect(two.obtain()).rejects.toMatchObject({ code: "unavailable", retryable: true });
    bucket.isDown = false;
    await expect(two.obtain()).rejects.toMatchObject({ code: "unavailable" });
    await two.clock.advance(30_000);
    const file = await two.obtain();
    expect((await readAll(file)).equals(BYTES)).toBe(true);
    await file.dispose();
    bucket.files.clear();
    const third = await start(undefined, bucket);
    third.media.script(URL, { fails: "link_expired" });
    await expect(third.obtain()).rejects.toMatchObject({ code: "link_expired" });
    expect([two.disk.spareBytes, third.disk.spareBytes]).toEqual([40_000, 40_000]);
  });

  it("does not delete a file while it is uploaded", async () => {
    const bucket = new FakeBucket(new FakeClock());
    bucket.isDown = true;
    const { clock, kept, directory, obtain } = await start(5_000, bucket);
    await (await obtain()).dispose();
    bucket.isDown = false;
    bucket.isHanging = true;
    await clock.advance(2_000);
    const room = await kept.makeRoom(5_000);
    expect([room.isFree, directory.usedBytes]).toEqual([false, 3_000]);
    room.release();
  });
});
