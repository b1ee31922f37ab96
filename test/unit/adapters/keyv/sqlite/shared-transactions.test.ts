import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, expect, it } from "vitest";
import { SharedTransactions } from "../../../../../src/adapters/keyv/sqlite/shared-transactions.ts";

const INSERT = "INSERT INTO records (key, value) VALUES (?, ?) RETURNING key";

type Connection = Awaited<ReturnType<SharedTransactions["connect"]>>;

let directory: string;
let path: string;
let transactions: SharedTransactions;
let connection: Connection;
/** Another connection to the same file. */
let other: DatabaseSync;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), "pika-relay-store-"));
  path = join(directory, "relay.sqlite");
  transactions = new SharedTransactions();
  connection = await transactions.connect({ filename: path, wal: true, busyTimeout: 1 });
  await connection.query("CREATE TABLE records (key TEXT NOT NULL UNIQUE, value TEXT)");
  other = new DatabaseSync(path);
});
afterEach(async () => {
  other.close();
  await connection.close().catch(() => {});
  rmSync(directory, { recursive: true });
});

const insertAll = (keys: readonly unknown[], value = "x") =>
  Promise.allSettled(keys.map((key) => connection.query(INSERT, key, value)));

const storedKeys = (): unknown[] =>
  other
    .prepare("SELECT key FROM records ORDER BY key")
    .all()
    .map(({ key }) => key);

/** The frames of the write-ahead log that end a transaction: https://www.sqlite.org/fileformat.html#the_write_ahead_log. */
function transactionsInLog(): number {
  const log = readFileSync(`${path}-wal`);
  const frameBytes = 24 + log.readUInt32BE(8);
  const frames = Array.from({ length: Math.floor((log.length - 32) / frameBytes) }, (_, index) =>
    log.readUInt32BE(32 + index * frameBytes + 4),
  );
  return frames.filter((sizeAfterCommit) => sizeAfterCommit > 0).length;
}

// Each write waited for the disk by itself, and the whole process with it: 64 at once took 64 times as long as one.
it("makes one transaction of writes that arrive together", async () => {
  const before = transactionsInLog();
  const keys = Array.from({ length: 64 }, (_, index) => `key-${String(index).padStart(2, "0")}`);
  const results = await insertAll(keys);
  expect(results).toEqual(keys.map((key) => ({ status: "fulfilled", value: [{ key }] })));
  expect(storedKeys()).toEqual(keys);
  expect(transactionsInLog() - before).toBe(1);
});

it("returns what a statement reads, and sees what was written", async () => {
  await connection.query(INSERT, "key", "value");
  expect(await connection.query("SELECT value FROM records WHERE key = ?", "key")).toEqual([
    { value: "value" },
  ]);
  expect(await connection.query("DELETE FROM records")).toEqual([]);
  expect(storedKeys()).toEqual([]);
});

it("lets a write that SQLite refuses fail alone", async () => {
  const results = await insertAll(["a", null, "a", "b"]);
  expect(results.map(({ status }) => status)).toEqual([
    "fulfilled",
    "rejected",
    "rejected",
    "fulfilled",
  ]);
  expect(storedKeys()).toEqual(["a", "b"]);
});

it("rejects all writes of a transaction that cannot begin, and makes the next ones", async () => {
  other.exec("BEGIN IMMEDIATE");
  const results = await insertAll(["a", "b"]);
  expect(results).toEqual([
    { status: "rejected", reason: expect.objectContaining({ errcode: 5 }) },
    { status: "rejected", reason: expect.objectContaining({ errcode: 5 }) },
  ]);
  other.exec("ROLLBACK");
  await insertAll(["c"]);
  expect(storedKeys()).toEqual(["c"]);
});

it("resolves no write that a full disk has undone", async () => {
  await connection.query("PRAGMA max_page_count = 40");
  const keys = Array.from({ length: 20 }, (_, index) => `key-${String(index).padStart(2, "0")}`);
  const results = await insertAll(keys, "x".repeat(20_000));
  const resolved = keys.filter((_, index) => results[index]?.status === "fulfilled");
  expect(resolved.length).toBeLessThan(keys.length);
  expect(storedKeys()).toEqual(resolved);
  await connection.query("PRAGMA max_page_count = 1000");
  await insertAll(["later"]);
  expect(storedKeys()).toContain("later");
});

it("makes the writes that wait when it is closed", async () => {
  const writing = insertAll(["a", "b"]);
  await connection.close();
  expect((await writing).map(({ status }) => status)).toEqual(["fulfilled", "fulfilled"]);
  expect(storedKeys()).toEqual(["a", "b"]);
});

/** Writes a row whose key is the number of rows, and resolves with that. */
const addCounted = () =>
  transactions.write((run) => {
    const [row] = run("SELECT count(*) AS rows FROM records", []);
    run(INSERT, [`key-${String(row?.["rows"])}`, "x"]);
    return row?.["rows"];
  });

it("shows a write those before it, and lets one that throws fail alone", async () => {
  const before = transactionsInLog();
  const reason = new Error("changed its mind");
  const fail = () =>
    transactions.write(() => {
      throw reason;
    });
  expect(await Promise.allSettled([addCounted(), fail(), addCounted()])).toEqual([
    { status: "fulfilled", value: 0 },
    { status: "rejected", reason },
    { status: "fulfilled", value: 1 },
  ]);
  expect(storedKeys()).toEqual(["key-0", "key-1"]);
  expect(transactionsInLog() - before).toBe(1);
});

it("refuses a write before it is connected", async () => {
  const write = new SharedTransactions().write(() => "done");
  await expect(write).rejects.toThrow("not connected");
});
