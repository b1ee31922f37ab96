/** Real processes that share partitions: killed, and suspended beyond their lock. A network that is cut is in the contract. */
import { once } from "node:events";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, expect, it, vi } from "vitest";
import { createClient } from "@keyv/redis";
import { startNode } from "../../../../sandbox/process/node-process.ts";
import { PARTITIONS } from "../../../../src/core/partition.ts";
import { profile } from "../../../support/profile.ts";
import { startRedis } from "../../../support/servers/redis-server.ts";
import type { TestServer } from "../../../support/servers/test-server.ts";

/** Long enough that what a busy machine needs besides is little. */
const LOCK_MS = 4_000;
const ROUNDS = profile.amount({ small: 2, full: 20 });

/** One line of a process. */
interface Entry {
  readonly what: string;
  readonly atMs: number;
  readonly partition: number;
  readonly rest: readonly string[];
}

class Holder {
  readonly entries: Entry[] = [];
  readonly held = new Set<number>();
  readonly #child;

  /** It asks what it holds every `beatMs`. */
  constructor(url: string, beatMs: number) {
    const script = new URL("./holder-process.ts", import.meta.url).pathname;
    this.#child = startNode([script, url, String(LOCK_MS), String(beatMs)]);
    this.#child.stderr.pipe(process.stderr);
    createInterface({ input: this.#child.stdout }).on("line", (line) => {
      const [what = "", at, partition, ...rest] = line.split(" ");
      const entry = { what, atMs: Number(at), partition: Number(partition), rest };
      this.entries.push(entry);
      if (what === "took") this.held.add(entry.partition);
      if (what === "ended") this.held.delete(entry.partition);
    });
  }

  suspend(): void {
    this.#child.kill("SIGSTOP");
  }

  resume(): void {
    this.#child.kill("SIGCONT");
  }

  async kill(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const closed = once(this.#child, "close");
    this.#child.kill("SIGKILL");
    await closed;
  }
}

/** What a process did for a partition that another one had taken since. */
function overlapsOf(holders: readonly Holder[]): string[] {
  const owners = new Map<number, Holder>();
  return holders
    .flatMap((holder) => holder.entries.map((entry) => ({ ...entry, holder })))
    .toSorted((left, right) => left.atMs - right.atMs)
    .flatMap(({ what, atMs, partition, holder }) => {
      if (what === "took") owners.set(partition, holder);
      return what === "act" && owners.get(partition) !== holder
        ? [`partition ${partition} at ${atMs} ms`]
        : [];
    });
}

const nowMs = (): number => Number(process.hrtime.bigint() / 1_000n) / 1_000;
const until = (holds: () => boolean, withinMs = 30_000): Promise<void> =>
  vi.waitFor(() => expect(holds()).toBe(true), { timeout: withinMs, interval: 20 });
const haveHalves = (holders: readonly Holder[]) => () =>
  holders.every(({ held }) => held.size === PARTITIONS / 2);

let server: TestServer;
let holders: Holder[] = [];
beforeAll(async () => {
  server = await startRedis();
});
afterAll(() => server[Symbol.asyncDispose]());
afterEach(async () => {
  for (const holder of holders) await holder.kill();
  holders = [];
  await wipe();
});

async function wipe(): Promise<void> {
  const client = createClient({ url: server.url });
  await client.connect();
  await client.flushAll();
  client.destroy();
}

const start = (beatMs = 10): Holder => {
  const holder = new Holder(server.url, beatMs);
  holders.push(holder);
  return holder;
};

it(`passes the partitions of a killed process on within two locks, ${ROUNDS} times`, async () => {
  let survivor = start();
  for (let round = 0; round < ROUNDS; round += 1) {
    const victim = survivor;
    survivor = start();
    await until(haveHalves([victim, survivor]));
    await sleep(Math.random() * LOCK_MS);
    const killedAtMs = nowMs();
    await victim.kill();
    const { held, entries } = survivor;
    await until(() => held.size === PARTITIONS);
    const lastMs = Math.max(...entries.map(({ what, atMs }) => (what === "took" ? atMs : 0)));
    expect(lastMs - killedAtMs).toBeLessThanOrEqual(2 * LOCK_MS);
  }
  expect(overlapsOf(holders)).toEqual([]);
}, 600_000);

it(`lets a process that was suspended beyond its lock know that first, ${ROUNDS} times`, async () => {
  const [zombie, other] = [start(), start()];
  await until(haveHalves([zombie, other]));
  for (let round = 0; round < ROUNDS; round += 1) {
    const lost = new Set(zombie.held);
    zombie.suspend();
    const suspendedAtMs = nowMs();
    await until(() => other.held.size === PARTITIONS);
    expect(nowMs() - suspendedAtMs).toBeLessThanOrEqual(2 * LOCK_MS);
    // Its locks may have been renewed a while before it was suspended.
    await until(() => nowMs() - suspendedAtMs > LOCK_MS);
    zombie.resume();
    await until(haveHalves([zombie, other]));
    for (const partition of lost) {
      const first = zombie.entries.find(
        (entry) => entry.partition === partition && entry.atMs > suspendedAtMs,
      );
      // It may not act, does not hold the partition, and its work was told that it is lost; or it had ended that work before
      // it was asked, because an answer of Redis was read first.
      const told = `${first?.what} ${first?.rest.join(" ")}`.trim();
      expect(["woke false false true", "ended"], `of partition ${partition}`).toContain(told);
    }
  }
  expect(overlapsOf(holders)).toEqual([]);
}, 600_000);

it(`puts nothing back that another process may have had when the queue was wiped, ${ROUNDS} times`, async () => {
  // A process that was suspended beyond its lock used to put back what others had taken since, and to work on it at once.
  // It does not ask before it renews its locks.
  const [zombie, other] = [start(60_000), start()];
  for (let round = 0; round < ROUNDS; round += 1) {
    await until(haveHalves([zombie, other]), 2 * LOCK_MS + 60_000);
    zombie.suspend();
    const suspendedAtMs = nowMs();
    await until(() => other.held.size === PARTITIONS && nowMs() - suspendedAtMs > LOCK_MS);
    await wipe();
    zombie.resume();
  }
  await until(haveHalves([zombie, other]), 2 * LOCK_MS + 60_000);
  expect(overlapsOf(holders)).toEqual([]);
}, 1_200_000);
