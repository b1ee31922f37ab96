import { createHash } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { MediaSpool, KeptFile } from "../../src/core/ports/media-spool.ts";
import { mp4Bytes } from "../support/fakes/fake-media.ts";
import { readAll } from "./media-fetcher.ts";

/** One directory under test. */
export interface MediaSpoolDriver {
  /** The directory as a process sees it that has just started. */
  restart(): MediaSpool;
  /** Cuts a kept file to its first bytes, as a power cut does. */
  tear(file: KeptFile): Promise<void>;
  /** Changes one byte of a kept file. */
  damage(file: KeptFile): Promise<void>;
  /** How many files the directory contains, of any kind. */
  count(): Promise<number>;
  close(): Promise<void>;
}

/** What every MediaSpool does, the fake one included. */
export function mediaSpoolContract(name: string, create: () => Promise<MediaSpoolDriver>): void {
  describe(`the media spool contract: ${name}`, () => {
    let driver: MediaSpoolDriver;
    let spool: MediaSpool;
    beforeEach(async () => {
      driver = await create();
      spool = driver.restart();
    });
    afterEach(async () => driver.close());

    const keep = async (key: string, bytes: Uint8Array): Promise<KeptFile> => {
      const unfinished = await spool.create(key);
      await unfinished.append(bytes.subarray(0, 1_000));
      await unfinished.append(bytes.subarray(1_000));
      const file = await unfinished.keep();
      await unfinished.dispose();
      return file;
    };

    it("keeps the exact bytes with their size and checksum, beyond a restart", async () => {
      const bytes = mp4Bytes(300_001);
      const file = await keep("key-1", bytes);
      const sha256 = createHash("sha256").update(bytes).digest("hex");
      expect(file).toMatchObject({ key: "key-1", sizeBytes: 300_001, sha256 });
      const after = driver.restart();
      expect(await after.list()).toMatchObject([{ key: "key-1", sizeBytes: 300_001, sha256 }]);
      const opened = await after.open(file, "cat.mp4");
      expect(opened).toMatchObject({
        filename: "cat.mp4",
        contentType: "video/mp4",
        sizeBytes: 300_001,
      });
      expect((await readAll(opened!)).equals(bytes)).toBe(true);
      await opened?.dispose();
    });

    it("can be read while it is written, and by several readers at once", async () => {
      const unfinished = await spool.create("key");
      await unfinished.append(mp4Bytes(5_000));
      expect((await readAll({ open: () => unfinished.read() })).equals(mp4Bytes(5_000))).toBe(true);
      const file = await unfinished.keep();
      const readers = await Promise.all([spool.open(file), spool.open(file)]);
      const all = await Promise.all(readers.map(async (reader) => readAll(reader!)));
      expect(all.every((each) => each.equals(mp4Bytes(5_000)))).toBe(true);
      await Promise.all([unfinished, ...readers].map(async (each) => each?.dispose()));
      expect(await driver.count()).toBe(1);
    });

    it("deletes what was not finished, at once or at the next start", async () => {
      const given = await spool.create("given-up");
      await given.append(mp4Bytes(5_000));
      await given.dispose();
      await given.dispose();
      expect(await driver.count()).toBe(0);
      const killed = await spool.create("killed");
      await killed.append(mp4Bytes(5_000));
      expect(await driver.restart().list()).toEqual([]);
      expect(await driver.count()).toBe(0);
      await killed.dispose();
    });

    it.each(["tear", "damage"] as const)(
      "finds after a restart that a file is lost: %s",
      async (what) => {
        const file = await keep("key", mp4Bytes(5_000));
        await driver[what](file);
        const after = driver.restart();
        expect(await after.list()).toHaveLength(1);
        expect(await after.open(file)).toBeUndefined();
        expect(await after.list()).toEqual([]);
        expect(await driver.count()).toBe(0);
      },
    );

    it("removes a file, which may be gone already", async () => {
      const file = await keep("key", mp4Bytes(5_000));
      await spool.remove(file);
      await spool.remove(file);
      expect([await spool.open(file), await spool.list(), await driver.count()]).toEqual([
        undefined,
        [],
        0,
      ]);
    });

    it("keeps files with different keys and the same bytes apart", async () => {
      const one = await keep("one", mp4Bytes(5_000));
      await keep("two", mp4Bytes(5_000));
      await spool.remove(one);
      expect((await spool.list()).map(({ key }) => key)).toEqual(["two"]);
    });

    it("notes when a file was last read", async () => {
      const file = await keep("key", mp4Bytes(5_000));
      const opened = await spool.open(file);
      await opened?.dispose();
      const [listed] = await spool.list();
      expect(listed?.usedAt).toBeGreaterThanOrEqual(Math.floor(file.usedAt));
    });
  });
}
