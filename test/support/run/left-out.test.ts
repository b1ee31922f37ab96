import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { findPostgres } from "../servers/find-servers.ts";
import { leftOut } from "./left-out.ts";

const x64 = { platform: "linux", arch: "x64", env: {} } as const;
const arm64 = { platform: "linux", arch: "arm64", env: {} } as const;
const bare = { path: "", postgresVersions: "/nowhere" };

function createDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), "left-out-"));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  return directory;
}

it("leaves out nothing where everything is installed", () => {
  const directory = createDirectory();
  for (const name of ["redis-server", "initdb"]) writeFileSync(join(directory, name), "");
  expect(leftOut(x64, { path: directory, postgresVersions: "/nowhere" })).toEqual([]);
});

it("names what a bare machine lacks, each with the command that adds it", () => {
  const all = leftOut(arm64, bare);
  expect(all.map(({ cure }) => cure)).toEqual([
    "apt-get install chromium && npm test -- test/sandbox/page",
    "apt-get install redis-server && npm test -- /redis/ /cluster/ bullmq load-queue",
    "apt-get install postgresql && npm test -- /postgres/",
  ]);
  expect(leftOut(x64, bare)).toHaveLength(2);
});

it("finds the newest PostgreSQL of Debian's packages", () => {
  const versions = createDirectory();
  for (const version of ["9.6", "15", "17"]) {
    mkdirSync(join(versions, version, "bin"), { recursive: true });
    writeFileSync(join(versions, version, "bin", "initdb"), "");
  }
  expect(findPostgres({ path: "", postgresVersions: versions })).toBe(join(versions, "17", "bin"));
});

// PostgreSQL's user could not run it there: the directory of links was its owner's only.
it("finds the programs themselves behind a directory of links", () => {
  const programs = createDirectory();
  const links = createDirectory();
  writeFileSync(join(programs, "initdb"), "");
  symlinkSync(join(programs, "initdb"), join(links, "initdb"));
  expect(findPostgres({ path: links, postgresVersions: "/nowhere" })).toBe(realpathSync(programs));
});
