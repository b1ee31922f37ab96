/*
 * Measures how fast follows are registered: `npm run bench -- registering`. Linux with `taskset` only.
 *
 * - Durable writes: the relay's store on SQLite, beside node:sqlite with the same durability and the same records, which writes in
 *   one transaction what arrives together. In turns, on one core.
 * - Commands: the relay on Discord's stand-in while people type 200 times a second `/pika-status` with a new job. The relay
 *   has one core, the servers and this process the other.
 */
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { startServers, type Servers } from "../polls/servers.ts";
import { jobIdOf } from "../shared/fill-store.ts";
import { limitOf, report, spreadOf } from "../shared/result.ts";
import { p99Of, typeEvenly } from "../shared/type-evenly.ts";

const isQuick = process.argv.includes("--quick");
const ROUNDS = isQuick ? 2 : 7;
const LOADS = [
  { name: "one by one", together: 1, count: isQuick ? 200 : 2_000 },
  { name: "64 at once", together: 64, count: isQuick ? 6_400 : 12_800 },
];
const PER_SECOND = 200;
const SECONDS = isQuick ? 2 : 5;
const PEOPLE = 100;
const CHANNELS = 10;
const LIMIT_MS = 100;
const WRITES = new URL("writes.ts", import.meta.url).pathname;

/** Writes a second. */
function write(name: "relay" | "bare", path: string, load: (typeof LOADS)[number]): number {
  const node = [process.execPath, "--disable-warning=ExperimentalWarning", WRITES];
  const args = [name, path, String(load.count), String(load.together)];
  return Number(execFileSync("taskset", ["-c", "1", ...node, ...args], { encoding: "utf8" }));
}

function compareWrites({ directory }: Servers): void {
  for (const load of LOADS) {
    const relay: number[] = [];
    const bare: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const path = (name: string) => join(directory, `${name}-${load.together}-${round}.sqlite`);
      relay.push(write("relay", path("relay"), load));
      bare.push(write("bare", path("bare"), load));
    }
    report({
      what: `durable writes, ${load.name}`,
      unit: "/s",
      relay: spreadOf(relay),
      reference: { name: "bare node:sqlite", ...spreadOf(bare) },
      goal: { atLeast: 0.8 },
    });
  }
}

/** Until 99 % were acknowledged, in ms. */
async function typeAway(
  servers: Servers,
  people: readonly string[],
  channels: readonly string[],
): Promise<number> {
  const { discord } = servers;
  const store = await servers.fillStore(0);
  const relay = await servers.startRelay(store, {});
  const type = async (index: number): Promise<unknown> => {
    const options = { jobid: jobIdOf(index) };
    const userId = people[index % PEOPLE] ?? "";
    const channelId = channels[index % CHANNELS] ?? "";
    const command = { name: "pika-status", options, userId, channelId };
    return (await discord.command(command)).acknowledged;
  };
  const tookMs = await typeEvenly({ count: PER_SECOND * SECONDS, perSecond: PER_SECOND, type });
  // It still has status messages to post, which Discord's limits stretch.
  relay.kill("SIGKILL");
  await once(relay, "exit");
  return p99Of(tookMs);
}

async function measureCommands(servers: Servers): Promise<void> {
  const { discord } = servers;
  const people = Array.from(
    { length: PEOPLE },
    (_, index) => discord.addUser({ username: `ann${index}` }).id,
  );
  const channels = Array.from({ length: CHANNELS }, () => discord.addChannel());
  const p99Ms: number[] = [];
  while (p99Ms.length < (isQuick ? 1 : 3)) p99Ms.push(await typeAway(servers, people, channels));
  report({
    what: `acknowledging ${PER_SECOND} /pika-status a second of new jobs, p99`,
    unit: "ms",
    relay: spreadOf(p99Ms),
    reference: limitOf(LIMIT_MS),
    goal: { atMost: 1 },
  });
}

const servers = await startServers();
try {
  compareWrites(servers);
  await measureCommands(servers);
} finally {
  await servers.stop();
  await rm(servers.directory, { recursive: true, force: true });
}
// Connections of the stand-ins may be open.
process.exit();
