import { createHash } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { MediaBucket } from "../../src/core/ports/media-bucket.ts";
import type { WritableFile } from "../../src/core/ports/media.ts";
import { FakeMediaFile, mp4Bytes } from "../support/fakes/fake-media.ts";
import { readAll } from "./media-fetcher.ts";

/** One bucket under test. */
export interface MediaBucketDriver {
  /** The bucket as one more process sees it. */
  connect(): MediaBucket;
  /** Changes one byte of a file. */
  damage(key: string): void;
  close(): Promise<void>;
}

const signal = new AbortController().signal;

/** A file in memory. */
export class MemoryFile implements WritableFile {
  isDisposed = false;
  #bytes = Buffer.alloc(0);

  get sizeBytes(): number {
    return this.#bytes.length;
  }

  async append(chunk: Uint8Array): Promise<void> {
    this.#bytes = Buffer.concat([this.#bytes, chunk]);
  }

  async *read(): AsyncGenerator<Uint8Array> {
    yield this.#bytes;
  }

  async dispose(): Promise<void> {
    this.isDisposed = true;
  }
}

const memoryFile = async (): Promise<WritableFile> => new MemoryFile();

/** Uploads bytes as a kept file has them. */
export async function store(bucket: MediaBucket, key: string, bytes: Uint8Array): Promise<void> {
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  await bucket.put({ key, sha256 }, new FakeMediaFile({ bytes }, () => {}), signal);
}

/** What a download has written, if it is whole. */
export async function load(bucket: MediaBucket, key: string): Promise<Buffer | undefined> {
  const file = new MemoryFile();
  const createFile = async (): Promise<WritableFile> => file;
  const isWhole = await bucket.get({ key, maxBytes: 1_000_000, createFile, signal });
  return isWhole ? readAll({ open: () => file.read() }) : undefined;
}

/** What every MediaBucket does, the fake one included. */
export function mediaBucketContract(name: string, create: () => Promise<MediaBucketDriver>): void {
  describe(`the media bucket contract: ${name}`, () => {
    let driver: MediaBucketDriver;
    let bucket: MediaBucket;
    let other: MediaBucket;
    beforeEach(async () => {
      driver = await create();
      bucket = driver.connect();
      other = driver.connect();
    });
    afterEach(async () => {
      await Promise.all([bucket.close(), other.close()]);
      await driver.close();
    });

    it("gives another process the exact bytes", async () => {
      const bytes = mp4Bytes(300_001);
      await store(bucket, "key-1", bytes);
      expect((await load(other, "key-1"))?.equals(bytes)).toBe(true);
      expect(await load(other, "key-2")).toBeUndefined();
    });

    it("lists the files with their sizes and when they were uploaded", async () => {
      const before = Date.now();
      await store(bucket, "one", mp4Bytes(1_000));
      await store(bucket, "two_-2", mp4Bytes(2_000));
      const files = await other.list(signal);
      expect(files.toSorted((a, b) => a.sizeBytes - b.sizeBytes)).toMatchObject([
        { key: "one", sizeBytes: 1_000 },
        { key: "two_-2", sizeBytes: 2_000 },
      ]);
      for (const { storedAt } of files) {
        expect(storedAt).toBeGreaterThanOrEqual(before);
        expect(storedAt).toBeLessThanOrEqual(Date.now());
      }
    });

    it("replaces a file by another one with its key", async () => {
      await store(bucket, "key", mp4Bytes(5_000));
      await store(other, "key", mp4Bytes(4_000));
      expect((await load(bucket, "key"))?.equals(mp4Bytes(4_000))).toBe(true);
      expect(await bucket.list(signal)).toHaveLength(1);
    });

    it("gives no file whose bytes have changed, and deletes it", async () => {
      await store(bucket, "key", mp4Bytes(5_000));
      driver.damage("key");
      const file = new MemoryFile();
      const createFile = async (): Promise<WritableFile> => file;
      expect(await other.get({ key: "key", maxBytes: 5_000, createFile, signal })).toBe(false);
      expect(file.isDisposed).toBe(true);
      expect(await other.list(signal)).toEqual([]);
    });

    it("makes no file for bytes that are too many, and downloads none if none is made", async () => {
      await store(bucket, "key", mp4Bytes(5_000));
      let made = 0;
      const createFile = async (sizeBytes: number): Promise<undefined> => {
        expect(sizeBytes).toBe(5_000);
        made += 1;
      };
      expect(await other.get({ key: "key", maxBytes: 4_999, createFile, signal })).toBe(false);
      expect(made).toBe(0);
      expect(await other.get({ key: "key", maxBytes: 5_000, createFile, signal })).toBe(false);
      expect(made).toBe(1);
      expect(await other.list(signal)).toHaveLength(1);
    });

    it("removes a file, which may be gone already", async () => {
      await store(bucket, "key", mp4Bytes(5_000));
      await other.remove("key", signal);
      await bucket.remove("key", signal);
      expect(await load(bucket, "key")).toBeUndefined();
    });

    it("does nothing once the caller has aborted", async () => {
      await store(bucket, "key", mp4Bytes(5_000));
      const aborted = AbortSignal.abort();
      const calls = [
        bucket.remove("key", aborted),
        bucket.list(aborted),
        bucket.get({ key: "key", maxBytes: 5_000, createFile: memoryFile, signal: aborted }),
        bucket.put(
          { key: "key", sha256: "0".repeat(64) },
          new FakeMediaFile({ bytes: mp4Bytes() }, () => {}),
          aborted,
        ),
      ];
      // All at once: one that rejects before the test looks at it would count as unhandled.
      for (const result of await Promise.allSettled(calls))
        expect(result).toMatchObject({ status: "rejected", reason: { code: "unavailable" } });
      expect((await load(bucket, "key"))?.equals(mp4Bytes(5_000))).toBe(true);
    });
  });
}
