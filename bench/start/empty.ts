/*
 * Compares a start of the relay without follows, for both platforms, with loading the packages that it needs and nothing else
 * (`imports.ts`): `npm run bench -- empty-start`. The relay is the one that `npm start` runs, with both platforms' stand-ins; it
 * finds what an earlier start has compiled. It has one core, the stand-ins and this process the other. Linux with `taskset` only.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createDiscordSandbox } from "../../sandbox/discord/create-discord-sandbox.ts";
import { createPikaSandbox } from "../../sandbox/pika/pika-sandbox.ts";
import { sandboxEnvironment } from "../../sandbox/process/relay-process.ts";
import { createSlackSandbox } from "../../sandbox/slack/create-slack-sandbox.ts";
import { toFirstCore } from "../shared/cores.ts";
import { memoryMb } from "../shared/memory.ts";
import { processorMs } from "../shared/processor-time.ts";
import { limitOf, report, spreadOf } from "../shared/result.ts";

const isQuick = process.argv.includes("--quick");
const ROUNDS = isQuick ? 2 : 9;
/** Then it is idle. */
const SETTLE_MS = 2_000;
const ROOT = new URL("../..", import.meta.url).pathname;
const { scripts } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as {
  readonly scripts: { readonly start: string };
};
/** What `npm start` runs, in the root. */
const START = scripts.start.split(" ").slice(1);

/** One start. */
interface Start {
  readonly readyMs: number;
  readonly processorMs: number;
  readonly idleMb: number;
}

/** Starts a process and waits until it has printed `until`. */
async function start(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  until: string,
): Promise<Start> {
  const startedAt = performance.now();
  const child = spawn("taskset", ["-c", "1", process.execPath, ...args], {
    cwd: ROOT,
    env: { PATH: process.env["PATH"] ?? "", TMPDIR: tmpdir(), ...env },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const { pid = 0 } = child;
  await new Promise<void>((resolve, reject) => {
    child.stdout.on("data", (chunk: Buffer) => {
      if (String(chunk).includes(until)) resolve();
    });
    child.once("exit", (code) => reject(new Error(`${args.at(-1)} ended with ${code}`)));
  });
  const readyMs = performance.now() - startedAt;
  const usedMs = processorMs(pid);
  await sleep(SETTLE_MS);
  const idleMb = memoryMb(pid, "VmRSS");
  child.kill("SIGTERM");
  await once(child, "exit");
  return { readyMs, processorMs: usedMs, idleMb };
}

toFirstCore();
const directory = await mkdtemp(join(tmpdir(), "pika-relay-bench-"));
const pika = await createPikaSandbox();
const discord = await createDiscordSandbox();
const slack = await createSlackSandbox();
try {
  const store = { STORE_URL: `sqlite:${join(directory, "relay.sqlite")}` };
  const env = { ...sandboxEnvironment({ pika, discord, slack }), ...store };
  const imports = new URL("imports.ts", import.meta.url).pathname;
  const relays: Start[] = [];
  const bare: Start[] = [];
  // One more, which leaves behind what it has compiled.
  for (let round = 0; round <= ROUNDS; round += 1) {
    const [relay, loaded] = [
      await start(START, env, "relay.ready"),
      await start([imports], {}, "ready"),
    ];
    if (round === 0) continue;
    relays.push(relay);
    bare.push(loaded);
  }
  const of = (all: readonly Start[], field: keyof Start) =>
    spreadOf(all.map((each) => each[field]));
  for (const { name, field, unit, limit } of [
    { name: "until it is ready", field: "readyMs", unit: "ms", limit: 800 },
    { name: "processor time until then", field: "processorMs", unit: "ms" },
    { name: "memory while idle", field: "idleMb", unit: "MB", limit: 140 },
  ] as const) {
    const result = { what: `a start for both platforms, ${name}`, unit, relay: of(relays, field) };
    report({ ...result, reference: { name: "loading the packages", ...of(bare, field) } });
    if (limit !== undefined) report({ ...result, reference: limitOf(limit), goal: { atMost: 1 } });
  }
} finally {
  await Promise.all([pika.close(), discord.close(), slack.close()]);
  await rm(directory, { recursive: true, force: true });
}
process.exit();
