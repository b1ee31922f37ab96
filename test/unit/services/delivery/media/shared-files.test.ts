import { describe, expect, it } from "vitest";
import type { KeptFile } from "../../../../../src/core/ports/media-spool.ts";
import { SharedFiles } from "../../../../../src/services/delivery/media/shared-files.ts";
import { MemoryFile } from "../../../../contracts/media-bucket.ts";
import { FakeBucket } from "../../../../support/bucket/fake-bucket.ts";
import { FakeClock } from "../../../../support/fakes/fake-clock.ts";
import { createFakeLogger } from "../../../../support/fakes/fake-logger.ts";
import { FakeMediaFile, mp4Bytes } from "../../../../support/fakes/fake-media.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const signal = new AbortController().signal;

async function start(maxBytes?: number) {
  const clock = new FakeClock();
  const bucket = new FakeBucket(clock);
  const log = createFakeLogger();
  const shared = new SharedFiles({ bucket, maxBytes, clock, log, random: () => 0 });
  let open = 0;
  /** A process keeps a file. */
  const offer = (key: string, sha256 = "a".repeat(64)): void => {
    const kept: KeptFile = { key, sha256, sizeBytes: 1_000, usedAt: clock.now() };
    shared.offer(kept, async () => {
      open += 1;
      return {
        file: new FakeMediaFile({ bytes: mp4Bytes(1_000) }, () => {}),
        endReading: () => (open -= 1),
      };
    });
  };
  const fetch = async (key: string) =>
    shared.fetch({ key, maxBytes: 1_000, createFile: async () => new MemoryFile(), signal });
  const put = (key: string, ageMs: number, sizeBytes = 1_000): void => {
    const storedAt = clock.now() - ageMs;
    bucket.files.set(key, { bytes: mp4Bytes(sizeBytes), sha256: "", storedAt });
  };
  await shared.start();
  await clock.advance(0);
  const keys = (): readonly string[] => [...bucket.files.keys()];
  return { clock, bucket, log, shared, offer, fetch, put, keys, open: () => open };
}

describe("an upload", () => {
  it("happens once, however often the file is used, and again if its bytes are others", async () => {
    const { clock, bucket, offer, open } = await start();
    for (let times = 0; times < 3; times += 1) {
      offer("key");
      offer("key");
      await clock.advance(1_000);
    }
    offer("key", "b".repeat(64));
    await clock.advance(1_000);
    expect(bucket.calls.filter((call) => call.startsWith("put"))).toEqual(["put key", "put key"]);
    expect(bucket.files.get("key")?.sha256).toBe("b".repeat(64));
    expect(open()).toBe(0);
  });

  it("is tried again, less and less often, and given up until the file is used again", async () => {
    const { clock, bucket, log, offer, open } = await start();
    bucket.isDown = true;
    for (let index = 0; index < 10; index += 1) offer(`key-${index}`);
    await clock.advance(DAY);
    expect(bucket.calls.filter((call) => call === "put key-7")).toHaveLength(8);
    // One reason, not one line for each file.
    expect(log.of("bucket.not_stored").length).toBeLessThan(12);
    bucket.isDown = false;
    offer("key-7");
    await clock.advance(0);
    expect(bucket.files.size).toBe(1);
    expect(open()).toBe(0);
  });

  it("waits for its turn: no more than two at a time", async () => {
    const { clock, bucket, offer, open } = await start();
    bucket.isHanging = true;
    for (let index = 0; index < 10; index += 1) offer(`key-${index}`);
    await clock.advance(1_000);
    expect([bucket.calls.filter((call) => call.startsWith("put")).length, open()]).toEqual([2, 2]);
  });

  it("may finish within two seconds of a stop; what is left goes on at the next start", async () => {
    const { clock, bucket, shared, offer, open } = await start();
    bucket.isHanging = true;
    offer("key");
    await clock.advance(1_000);
    let isStopped = false;
    const stopped = shared.stop().then(() => (isStopped = true));
    await clock.advance(1_999);
    expect(isStopped).toBe(false);
    await clock.advance(1);
    await stopped;
    expect([clock.waiting, open()]).toEqual([0, 0]);
    bucket.isHanging = false;
    await shared.start();
    await clock.advance(0);
    expect(bucket.files.size).toBe(1);
  });

  it("of a file that is not kept any more does not happen", async () => {
    const { clock, bucket, shared } = await start();
    const kept = { key: "key", sha256: "", sizeBytes: 1, usedAt: 0 };
    shared.offer(kept, async () => undefined);
    await clock.advance(HOUR / 2);
    expect(bucket.calls).toEqual(["list"]);
  });
});

describe("a download", () => {
  it("is not tried for half a minute after the bucket has failed", async () => {
    const { clock, bucket, log, offer, fetch } = await start();
    offer("key");
    await clock.advance(0);
    bucket.isDown = true;
    expect(await fetch("key")).toBe("unknown");
    bucket.isDown = false;
    await clock.advance(29_999);
    expect(await fetch("key")).toBe("unknown");
    expect(bucket.calls.filter((call) => call === "get key")).toHaveLength(1);
    await clock.advance(1);
    expect(await fetch("other")).toBe("absent");
    expect(bucket.calls.at(-1)).toBe("get other");
    expect(log.of("bucket.not_read")).toHaveLength(1);
  });

  it("does not wait for its turn: no more than sixteen at a time", async () => {
    const { clock, bucket, fetch } = await start();
    bucket.isHanging = true;
    const all = Array.from({ length: 20 }, () => fetch("key"));
    await clock.advance(0);
    expect(bucket.calls.filter((call) => call === "get key")).toHaveLength(16);
    await clock.advance(FakeBucket.limitMs);
    expect(await Promise.all(all)).toEqual(all.map(() => "unknown"));
  });
});

describe("the bucket", () => {
  it("keeps a file for a week, and the files of the last two days beyond what is allowed", async () => {
    const { clock, put, keys } = await start(2_500);
    put("old", 7 * DAY, 10);
    put("third", 4 * DAY);
    put("second", 3 * DAY);
    for (let index = 0; index < 3; index += 1) put(`new-${index}`, DAY);
    await clock.advance(HOUR - 1);
    expect(keys()).toHaveLength(6);
    await clock.advance(1);
    expect(keys()).toEqual(["new-0", "new-1", "new-2"]);
    await clock.advance(2 * DAY);
    expect(keys()).toHaveLength(2);
  });

  it("deletes no more than it must, the oldest first", async () => {
    const { clock, put, keys } = await start(2_500);
    put("second", 4 * DAY);
    put("first", 5 * DAY);
    put("third", 3 * DAY);
    await clock.advance(HOUR);
    expect(keys()).toEqual(["second", "third"]);
  });

  it("is asked at the start, so that a wrong setting shows, and goes on without an answer", async () => {
    const { clock, bucket, log, put, keys } = await start();
    expect(bucket.calls).toEqual(["list"]);
    put("old", 8 * DAY);
    bucket.isDown = true;
    await clock.advance(HOUR);
    expect(log.of("bucket.sweep_failed")).toHaveLength(1);
    bucket.isDown = false;
    await clock.advance(HOUR);
    expect(keys()).toEqual([]);
  });
});
