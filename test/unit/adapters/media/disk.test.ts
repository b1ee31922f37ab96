import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, watch } from "node:fs";
import { mkdtemp, readdir, readlink, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import {
  createTemporaryFile,
  openNameless,
  openUnlinked,
  TemporaryFile,
} from "../../../../src/adapters/media/temporary-file.ts";
import { ENDING_WITH_PARENT } from "../../../../sandbox/process/node-process.ts";
import { readAll } from "../../../contracts/media-fetcher.ts";
import { mp4Bytes } from "../../../support/fakes/fake-media.ts";
import { startFetcher, startServer } from "./local-server.ts";

const SCRIPT = join(import.meta.dirname, "disk-process.ts");
/** Not every file system has files that never had a name. */
const HAS_NAMELESS = await openNameless(tmpdir()).then(
  (handle) => handle.close().then(() => true),
  () => false,
);

const HAS_PROC = existsSync("/proc/self/fd");

let directory: string;
const children: ChildProcess[] = [];
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "media-test-"));
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
  await rm(directory, { recursive: true, force: true });
});

/** Fetches `url` in a process of its own, under a shell's limits where given. */
function startProcess(url: string, shellPrefix = ""): ChildProcess {
  const command = [process.execPath, ...ENDING_WITH_PARENT, SCRIPT, url, directory];
  const child = spawn("sh", ["-c", `${shellPrefix} exec "$0" "$@"`, ...command], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  children.push(child);
  return child;
}

async function firstLine(child: ChildProcess): Promise<unknown> {
  const [line] = await once(createInterface(child.stdout!), "line");
  return JSON.parse(String(line));
}

/** How many files without a name in the directory a process has open. */
async function heldFiles(pid: number): Promise<number> {
  const links = (await readdir(`/proc/${pid}/fd`)).map((fd) =>
    readlink(`/proc/${pid}/fd/${fd}`).catch(() => ""),
  );
  return (await Promise.all(links)).filter(
    (link) => link.startsWith(directory) && link.endsWith("(deleted)"),
  ).length;
}

describe("on the disk", () => {
  it("a file has no name from its first byte on, and a missing directory is created", async () => {
    const inner = join(directory, "made", "here");
    const file = await createTemporaryFile(inner);
    await file.append(mp4Bytes(100_000));
    expect(await readdir(inner)).toEqual([]);
    expect((await readAll({ open: () => file.read() })).equals(mp4Bytes(100_000))).toBe(true);
    await file.dispose();
    expect((await stat(inner)).mode & 0o777).toBe(0o700);
  });

  it.runIf(HAS_PROC)(
    "a file can be written through its descriptor, and read afterwards",
    async () => {
      const file = await createTemporaryFile(directory);
      await writeFile(`/proc/self/fd/${file.descriptor}`, mp4Bytes(100_000));
      expect([file.sizeBytes, await file.measure(), file.sizeBytes]).toEqual([0, 100_000, 100_000]);
      expect((await readAll({ open: () => file.read() })).equals(mp4Bytes(100_000))).toBe(true);
      await file.dispose();
    },
  );

  it.runIf(HAS_PROC)("disposing closes the handle", async () => {
    await using server = await startServer((_request, response) => response.end(mp4Bytes()));
    await using fetcher = startFetcher({ allowedHosts: [server.host], directory });
    const file = await fetcher.fetch({ url: server.origin, maxBytes: 10_000 });
    expect(await heldFiles(process.pid)).toBe(1);
    await file.dispose();
    expect(await heldFiles(process.pid)).toBe(0);
  });

  it.runIf(HAS_PROC)("a download that fails half-way closes the handle", async () => {
    await using server = await startServer((_request, response) => {
      // In chunks, without a length: too large only once much of it has been written.
      response.write(mp4Bytes(300_000));
      response.end(mp4Bytes(300_000));
    });
    await using fetcher = startFetcher({ allowedHosts: [server.host], directory });
    await expect(fetcher.fetch({ url: server.origin, maxBytes: 500_000 })).rejects.toMatchObject({
      code: "too_large",
    });
    expect(await heldFiles(process.pid)).toBe(0);
  });

  it.runIf(HAS_PROC)("a kill -9 during a download leaves nothing", async () => {
    await using server = await startServer((_request, response) => {
      response.write(mp4Bytes(300_000));
    });
    const child = startProcess(server.origin);
    await vi.waitFor(async () => expect(await heldFiles(child.pid!)).toBe(1), 10_000);
    child.kill("SIGKILL");
    await once(child, "exit");
    expect(await readdir(directory)).toEqual([]);
  });

  it("a kill -9 with a finished file leaves nothing", async () => {
    await using server = await startServer((_request, response) => response.end(mp4Bytes(300_000)));
    const child = startProcess(server.origin);
    expect(await firstLine(child)).toEqual({ sizeBytes: 300_000 });
    child.kill("SIGKILL");
    await once(child, "exit");
    expect(await readdir(directory)).toEqual([]);
  });

  it.runIf(HAS_NAMELESS)("no name ever appears, so that no kill can leave a file", async () => {
    // Used to be opened under a name and unlinked then: a kill -9 between the two left an empty file for ever.
    const names: (string | null)[] = [];
    // "rename" is an entry that appears or goes; "change" tells of writes, to a nameless file too, under a made-up name.
    const watcher = watch(directory, (event, name) => {
      if (event === "rename") names.push(name);
    });
    const files = await Promise.all(
      Array.from({ length: 5 }, () => createTemporaryFile(directory)),
    );
    await Promise.all(files.map((file) => file.append(mp4Bytes(10_000))));
    // Events come in order: once this name is seen, every earlier one has been.
    await writeFile(join(directory, "last"), "");
    await vi.waitFor(() => expect(names).toContain("last"));
    expect(names).toEqual(["last"]);
    watcher.close();
    await Promise.all(files.map((file) => file.dispose()));
  });

  it("a file has no name on a system that only creates named files either", async () => {
    const file = new TemporaryFile(await openUnlinked(directory));
    await file.append(mp4Bytes(100_000));
    expect(await readdir(directory)).toEqual([]);
    expect((await readAll({ open: () => file.read() })).equals(mp4Bytes(100_000))).toBe(true);
    await file.dispose();
  });

  it("a full disk is unavailable, and the written bytes are gone", async () => {
    await using server = await startServer((_request, response) => response.end(mp4Bytes(900_000)));
    // The shell's limit on file sizes (in 512 or 1,024 bytes) makes a write fail half-way, as a full disk does.
    const child = startProcess(server.origin, "ulimit -f 200;");
    expect(await firstLine(child)).toEqual({
      code: "unavailable",
      message: "the download failed (EFBIG)",
    });
    expect(await readdir(directory)).toEqual([]);
  });

  it("an unusable directory is unavailable", async () => {
    await writeFile(join(directory, "file"), "");
    await symlink(join(directory, "nowhere"), join(directory, "link"));
    await using server = await startServer((_request, response) => response.end(mp4Bytes()));
    for (const name of ["file", "link"]) {
      await using fetcher = startFetcher({
        allowedHosts: [server.host],
        directory: join(directory, name, "inside"),
      });
      await expect(fetcher.fetch({ url: server.origin, maxBytes: 10_000 })).rejects.toMatchObject({
        code: "unavailable",
      });
    }
  });
});
