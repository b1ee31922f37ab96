import { mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { systemClock } from "../../../../src/adapters/node/system-clock.ts";
import { openSqlite } from "../../../../src/adapters/keyv/sqlite/open-sqlite.ts";
import { createKeyvStore } from "../../../../src/adapters/keyv/store.ts";
import { ConfigError, StoreError } from "../../../../src/core/errors.ts";
import { followKey } from "../../../../src/core/follow/follow.ts";
import type { RelayStore } from "../../../../src/core/ports/stores.ts";
import { followsOf } from "../../../contracts/store/follow-store.ts";
import { describeRelayStore } from "../../../contracts/store/relay-store.ts";
import { settingsOf } from "../../../contracts/store/settings-store.ts";
import { createFakeLogger } from "../../../support/fakes/fake-logger.ts";
import { DISCORD_CHANNEL, aFollow, putFollow } from "../../../support/follows.ts";
import { startStoreChild, type StoreChild } from "./children/store-child.ts";
import { putSettings } from "../../../contracts/store/put-records.ts";

let directory: string;
let children: StoreChild[] = [];
let stores: RelayStore[] = [];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "pika-relay-store-"));
});
afterEach(async () => {
  for (const store of stores) await store.stop();
  for (const child of children) await child.kill();
  stores = [];
  children = [];
  rmSync(directory, { recursive: true });
});

function createStore(path = join(directory, "relay.sqlite")): RelayStore {
  const store = createKeyvStore({
    clock: systemClock,
    store: { scheme: "sqlite", path },
    log: createFakeLogger(),
  });
  stores.push(store);
  return store;
}

/** Runs a script on the store at `path`. */
function run(script: Parameters<typeof startStoreChild>[0], path: string): StoreChild {
  const child = startStoreChild(script, `sqlite:${path}`);
  children.push(child);
  return child;
}

let contractDirectory: string;
const driver = {
  create: async () => {
    contractDirectory = mkdtempSync(join(tmpdir(), "pika-relay-store-"));
    return createKeyvStore({
      clock: systemClock,
      store: { scheme: "sqlite", path: join(contractDirectory, "relay.sqlite") },
      log: createFakeLogger(),
    });
  },
  dispose: async () => rmSync(contractDirectory, { recursive: true }),
};
describeRelayStore("KeyvStore on sqlite:", driver);

describe("a store in a file", () => {
  it("is there again after a restart", async () => {
    const before = createStore();
    await before.start();
    const settings = { channel: DISCORD_CHANNEL, delivery: "edit" } as const;
    await putFollow(before.follows, aFollow());
    await putSettings(before, settings);
    await before.stop();
    const after = createStore();
    await after.start();
    expect(await settingsOf(after)).toEqual([settings]);
    expect(await after.follows.get(followKey(aFollow()))).toEqual(aFollow());
  });

  it("creates the directory and its files for their owner only", async () => {
    const path = join(directory, "new", "deeper", "relay.sqlite");
    const store = createStore(path);
    await store.start();
    await putFollow(store.follows, aFollow());
    const modeOf = (name: string) => statSync(join(directory, "new", name)).mode & 0o777;
    expect(modeOf("deeper")).toBe(0o700);
    for (const suffix of ["", "-wal", "-shm", ".lock"])
      expect(modeOf(`deeper/relay.sqlite${suffix}`)).toBe(0o600);
  });

  it("keeps an acknowledged write through a power cut", async () => {
    const adapter = await openSqlite(join(directory, "relay.sqlite"));
    const [[synchronous], [journal]] = await Promise.all([
      adapter.query("PRAGMA synchronous"),
      adapter.query("PRAGMA journal_mode"),
    ]);
    await adapter.disconnect();
    // 2 is FULL.
    expect(synchronous).toEqual({ synchronous: 2 });
    expect(journal).toEqual({ journal_mode: "wal" });
  });

  it("drops at a start what ended more than a week ago", async () => {
    const path = join(directory, "relay.sqlite");
    const store = createStore(path);
    await store.start();
    await putFollow(store.follows, aFollow({ state: "delivered" }));
    await putFollow(store.follows, aFollow({ jobId: "job-2" }));
    await store.stop();
    const database = new DatabaseSync(path);
    database.exec("UPDATE follows SET expires = 1 WHERE expires IS NOT NULL");
    await store.start();
    expect(database.prepare("SELECT count(*) AS rows FROM follows").get()).toEqual({ rows: 1 });
    database.close();
  });

  it.each([
    ["has a file in the place of its directory", () => "occupied/relay.sqlite"],
    ["is a directory", () => "directory"],
    ["is a file of another kind", () => "occupied"],
  ])(
    "that %s is refused with one line that names STORE_URL and the remedy",
    async (_what, name) => {
      writeFileSync(join(directory, "occupied"), "not a database ".repeat(100));
      mkdirSync(join(directory, "directory"));
      const error: unknown = await createStore(join(directory, name()))
        .start()
        .catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(ConfigError);
      const { problems } = error as ConfigError;
      expect(problems).toHaveLength(1);
      expect(problems[0]).toMatch(/^STORE_URL .* cannot be opened .*: make .* writable/);
    },
  );

  it("that another program keeps locked rejects writes, and works again afterwards", async () => {
    const path = join(directory, "relay.sqlite");
    const store = createStore(path);
    await store.start();
    await putFollow(store.follows, aFollow());
    const other = new DatabaseSync(path);
    other.exec("BEGIN IMMEDIATE");
    await expect(putFollow(store.follows, aFollow({ jobId: "job-2" }))).rejects.toBeInstanceOf(
      StoreError,
    );
    expect(await store.follows.get(followKey(aFollow()))).toEqual(aFollow());
    other.exec("ROLLBACK");
    other.close();
    await putFollow(store.follows, aFollow({ jobId: "job-2" }));
    expect(await followsOf(store)).toHaveLength(2);
  });

  it("whose table breaks during a list rejects the list instead of shortening it", async () => {
    const path = join(directory, "relay.sqlite");
    const store = createStore(path);
    await store.start();
    for (let index = 0; index < 201; index += 1)
      await putFollow(store.follows, aFollow({ id: String(index), jobId: `job-${index}` }));
    const list = store.follows.follows()[Symbol.asyncIterator]();
    await list.next();
    const readToTheEnd = async (): Promise<void> => {
      while (!(await list.next()).done);
    };
    const other = new DatabaseSync(path);
    other.exec("ALTER TABLE follows RENAME TO elsewhere");
    await expect(readToTheEnd()).rejects.toBeInstanceOf(StoreError);
    await expect(followsOf(store)).rejects.toBeInstanceOf(StoreError);
    await expect(putFollow(store.follows, aFollow())).rejects.toMatchObject({
      cause: { message: expect.stringContaining("no such table") },
    });
    other.exec("ALTER TABLE elsewhere RENAME TO follows");
    other.close();
    expect(await followsOf(store)).toHaveLength(201);
  });
});

describe("two processes and one store", () => {
  it("cannot run together: the second is refused at once, with the remedy, until the first ends", async () => {
    const path = join(directory, "relay.sqlite");
    const first = run("hold-store", path);
    expect(await first.untilLines(1)).toEqual(["open"]);

    const store = createStore(path);
    const started = performance.now();
    const error: unknown = await store.start().catch((reason: unknown) => reason);
    expect(performance.now() - started).toBeLessThan(2_000);
    expect(error).toBeInstanceOf(ConfigError);
    expect(error).toMatchObject({ code: "store_locked" });
    expect((error as ConfigError).problems).toEqual([
      expect.stringMatching(/^STORE_URL .*another process.*: stop the other relay/),
    ]);

    // No chance to tidy up: the operating system frees the lock.
    await first.kill();
    await store.start();
    await putFollow(store.follows, aFollow());
  });

  it("are distinguished by file, not by path", async () => {
    const path = join(directory, "relay.sqlite");
    const store = createStore(path);
    await store.start();
    symlinkSync(path, join(directory, "alias.sqlite"));
    const second = run("hold-store", join(directory, "alias.sqlite"));
    expect(await second.untilLines(1)).toEqual(["store_locked"]);
  });

  it("follow each other after an orderly stop", async () => {
    const path = join(directory, "relay.sqlite");
    const store = createStore(path);
    await store.start();
    await store.stop();
    expect(await run("hold-store", path).untilLines(1)).toEqual(["open"]);
  });

  it("are refused within one process as well, and the first keeps its lock", async () => {
    const path = join(directory, "relay.sqlite");
    const first = createStore(path);
    await first.start();
    await expect(createStore(path).start()).rejects.toMatchObject({ code: "store_locked" });
    expect(await run("hold-store", path).untilLines(1)).toEqual(["store_locked"]);
  });
});

describe("a kill -9 in the middle of writing", () => {
  it.each([1, 2, 3])("loses no acknowledged write (run %i)", async () => {
    const path = join(directory, "relay.sqlite");
    const writer = run("write-until-killed", path);
    await writer.untilLines(300);
    const acknowledged = await writer.kill();
    expect(acknowledged.length).toBeGreaterThanOrEqual(300);

    const store = createStore(path);
    await store.start();
    const found = new Set((await followsOf(store)).map(({ id }) => id));
    expect(acknowledged.filter((id) => !found.has(id))).toEqual([]);
  });
});
