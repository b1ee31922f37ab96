/*
 * Registers follows in a new SQLite file, and prints how many a second were durable. Arguments: what does it (`relay`: the relay's
 * store; `bare`: node:sqlite with the same durability and the same records), the path of the file, how many follows, and how
 * many arrive together.
 */
import { createHash } from "node:crypto";
import { DatabaseSync } from "node:sqlite";
import { createKeyvStore } from "../../src/adapters/keyv/store.ts";
import { systemClock } from "../../src/adapters/node/system-clock.ts";
import { followKey, type Follow } from "../../src/core/follow/follow.ts";
import { toFollow } from "../polls/to-follow.ts";

/** Registers follows that arrive together. Resolves once all of them are durable. */
type Register = (follows: readonly Follow[]) => Promise<void>;

const [name = "", path = "", ...numbers] = process.argv.slice(2);
const [count = 0, together = 1] = numbers.map(Number);
/** So many times are not measured, until the code is compiled. */
const WARM_UP = 50;
const quiet = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

async function openRelay(): Promise<Register> {
  const location = { scheme: "sqlite", path } as const;
  const store = createKeyvStore({ store: location, clock: systemClock, log: quiet });
  await store.start();
  return async (follows) => {
    await Promise.all(
      follows.map((follow) => store.follows.update(followKey(follow), () => follow)),
    );
  };
}

/** The same rows in the same table: one transaction for all that arrive together. */
function openBare(): Register {
  const database = new DatabaseSync(path);
  database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
  database.exec("CREATE TABLE follows (key TEXT NOT NULL, value TEXT, UNIQUE (key))");
  const insert = database.prepare("INSERT INTO follows (key, value) VALUES (?, ?)");
  return async (follows) => {
    database.exec("BEGIN IMMEDIATE");
    for (const follow of follows)
      insert.run(keys.get(follow) ?? "", JSON.stringify({ value: { ...follow, version: 3 } }));
    database.exec("COMMIT");
  };
}

/** Like the relay's: random, so that each write changes another part of the index. */
const toKey = (follow: Follow): string =>
  `follow:${createHash("sha256").update(followKey(follow)).digest("base64url")}`;

const follows = Array.from({ length: count }, (_, index) => toFollow(index, "1"));
const keys = new Map(follows.map((follow) => [follow, toKey(follow)]));
const register = name === "bare" ? openBare() : await openRelay();
const registerFrom = async (first: number, end: number): Promise<void> => {
  for (let from = first; from < end; from += together)
    await register(follows.slice(from, from + together));
};
const warmUp = Math.min(WARM_UP * together, count / 2);
await registerFrom(0, warmUp);
const startedAtMs = performance.now();
await registerFrom(warmUp, count);
process.stdout.write(`${((count - warmUp) * 1_000) / (performance.now() - startedAtMs)}\n`);
process.exit();
