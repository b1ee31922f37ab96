import {
  chmod,
  mkdir,
  mkdtemp,
  open,
  readdir,
  rm,
  stat,
  truncate,
  utimes,
  writeFile,
  type FileHandle,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import {
  openSpoolDirectory,
  SpoolDirectory,
} from "../../../../src/adapters/media/spool-directory.ts";
import { SyncLane } from "../../../../src/adapters/media/sync-lane.ts";
import type { KeptFile } from "../../../../src/core/ports/media-spool.ts";
import { mediaSpoolContract } from "../../../contracts/media-spool.ts";
import { mp4Bytes } from "../../../support/fakes/fake-media.ts";

let parent: string;
let directory: string;
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), "spool-test-"));
  directory = join(parent, "made", "here");
});
afterEach(async () => {
  await rm(parent, { recursive: true, force: true });
});

const pathOf = async ({ sha256 }: KeptFile): Promise<string> => {
  const name = (await readdir(directory)).find((each) => each.endsWith(sha256));
  return join(directory, String(name));
};

mediaSpoolContract("the directory", async () => {
  await openSpoolDirectory(directory);
  return {
    restart: () => new SpoolDirectory(directory),
    tear: async (file) => truncate(await pathOf(file), 100),
    damage: async (file) => {
      const handle = await open(await pathOf(file), "r+");
      await handle.write(Buffer.from([1]), 0, 1, 4_000);
      await handle.close();
    },
    count: async () => (await readdir(directory)).length,
    close: async () => {},
  };
});

const keep = async (spool: SpoolDirectory, key = "key"): Promise<KeptFile> => {
  const unfinished = await spool.create(key);
  await unfinished.append(mp4Bytes());
  const file = await unfinished.keep();
  await unfinished.dispose();
  return file;
};

describe("the directory of kept files", () => {
  it("is made for its owner alone, and so are its files", async () => {
    const spool = await openSpoolDirectory(directory);
    expect((await stat(directory)).mode & 0o777).toBe(0o700);
    expect(await readdir(directory)).toEqual([]);
    const file = await keep(spool);
    expect((await stat(await pathOf(file))).mode & 0o777).toBe(0o600);
  });

  it("leaves the files of others alone", async () => {
    await openSpoolDirectory(directory);
    const foreign = ["notes.txt", "key.12.part", `a b.1.${"0".repeat(64)}`, "x.part"];
    for (const name of foreign) await writeFile(join(directory, name), "mine");
    const spool = await openSpoolDirectory(directory);
    expect(await spool.list()).toEqual([]);
    expect((await readdir(directory)).toSorted()).toEqual(foreign.toSorted());
  });

  it("is made again if someone has deleted it", async () => {
    const spool = await openSpoolDirectory(directory);
    const lost = await keep(spool);
    await rm(directory, { recursive: true });
    expect(await spool.open(lost)).toBeUndefined();
    await keep(spool);
    expect((await stat(directory)).mode & 0o777).toBe(0o700);
    expect(await readdir(directory)).toHaveLength(1);
  });

  // Such a file would have been kept until then, and for a week longer.
  it("takes a file from the future for one that is used now", async () => {
    const spool = await openSpoolDirectory(directory);
    const path = await pathOf(await keep(spool));
    const nextYear = new Date(Date.now() + 365 * 86_400_000);
    await utimes(path, nextYear, nextYear);
    const [found] = await spool.list();
    expect(found?.usedAt).toBeLessThanOrEqual(Date.now());
    expect((await stat(path)).mtimeMs).toBeLessThanOrEqual(Date.now());
  });

  it("says how much room its disk has, and does not fail if it is gone", async () => {
    const spool = await openSpoolDirectory(directory);
    expect(await spool.freeBytes()).toBeGreaterThan(0);
    await rm(directory, { recursive: true });
    expect(await spool.freeBytes()).toBe(Number.POSITIVE_INFINITY);
  });

  it("refuses a file in its place, and a directory that others can open", async () => {
    await writeFile(join(parent, "file"), "");
    await expect(openSpoolDirectory(join(parent, "file"))).rejects.toMatchObject({
      problems: [expect.stringMatching(/^RELAY_SPOOL_DIR cannot be written to \(EEXIST\): /)],
    });
    await mkdir(directory, { recursive: true, mode: 0o755 });
    await chmod(directory, 0o755);
    await expect(openSpoolDirectory(directory)).rejects.toMatchObject({
      problems: [expect.stringMatching(/^RELAY_SPOOL_DIR can be opened by other users/)],
    });
  });

  it("gets a large file onto the disk while it comes, so that the store need not wait for all of it", async () => {
    // All of it used to be synced once it was whole. A commit of SQLite waited meanwhile, and with it everything else.
    const spool = await openSpoolDirectory(directory);
    const unfinished = await spool.create("key");
    const handle = await open(parent);
    const sync = vi.spyOn(Object.getPrototypeOf(handle) as FileHandle, "datasync");
    await handle.close();
    onTestFinished(() => sync.mockRestore());
    for (let count = 0; count < 9; count += 1) await unfinished.append(mp4Bytes(1_000_000));
    expect(sync).toHaveBeenCalled();
    await unfinished.keep();
    await unfinished.dispose();
  });
});

it("syncs one file at a time, and goes on after one that cannot be synced", async () => {
  // Several at once used to make a commit of SQLite wait for the bytes of all of them.
  const turns = [1, 2, 3].map(() => Promise.withResolvers<void>());
  const begun: number[] = [];
  const lane = new SyncLane();
  const syncTurn = ({ promise }: (typeof turns)[number], index: number): Promise<void> => {
    const datasync = async (): Promise<void> => {
      begun.push(index);
      await promise;
    };
    return lane.sync({ datasync });
  };
  const ends = turns.map(syncTurn);
  turns[1]?.resolve();
  turns[2]?.resolve();
  await turns[2]?.promise;
  expect(begun).toEqual([0]);
  turns[0]?.reject(new Error("the disk is gone"));
  await Promise.all(ends);
  expect(begun).toEqual([0, 1, 2]);
});
