/*
 * Measures how long users wait for a list or for suggestions with 10,000 open follows, on the Discord stand-in: the relay and a
 * bot that searches its store for each request. Run by `npm run bench -- answers`.
 */
import { spawn, type ChildProcess } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { shortJobId } from "../src/core/job/short-job-id.ts";
import { createNotification } from "../src/core/follow/create-follow.ts";
import type { Follow } from "../src/core/follow/follow.ts";
import type { DiscordSandbox } from "../sandbox/discord/discord-sandbox.ts";
import { createDiscordSandbox } from "../sandbox/discord/create-discord-sandbox.ts";
import { createPikaSandbox, type PikaSandbox } from "../sandbox/pika/pika-sandbox.ts";
import { sandboxEnvironment, startRelay } from "../sandbox/process/relay-process.ts";
import { openNaiveStore } from "./naive-bot.ts";
import { fillStore, jobIdOf } from "./shared/fill-store.ts";
import { limitOf, report, spreadOf } from "./shared/result.ts";

const isQuick = process.argv.includes("--quick");
const FOLLOWS = isQuick ? 2_000 : 10_000;
/** Requests of each kind. The other bot is slower, and varies less. */
const TIMES = isQuick ? 40 : 200;
const TIMES_OF_OTHERS = isQuick ? 10 : 30;
const LIMIT_MS = 200;
/** discord.js holds back requests beyond 50 a second. */
const PAUSE_MS = 30;
const HOUR_MS = 3_600_000;
const TYPED = ["", "moon", "77"];

/** How many of the follows are in the channel of the requests. */
const CASES = [
  { name: "10 of them in the channel", channels: FOLLOWS / 10 },
  { name: "all of them in the channel", channels: 1 },
];

/** Sorted durations of both kinds of request. */
interface Waits {
  readonly suggestions: readonly number[];
  readonly lists: readonly number[];
}

const promptOf = (index: number): string => (index % 3 === 0 ? "a cat on the moon" : "a fractal");

/** Writes the follows to a store, as the relay does. */
async function fillRelayStore(path: string, discord: DiscordSandbox, channels: number) {
  const toFollow = (_: unknown, index: number): Follow => ({
    ...createNotification({
      id: `follow-${index}`,
      source: "pika",
      sourceName: "Pika",
      jobId: jobIdOf(index),
      publicId: shortJobId(jobIdOf(index)),
      channel: {
        platform: "discord",
        workspace: discord.guildId,
        channel: place(discord, index % channels),
      },
      createdAt: Date.now() - index,
      locale: "en",
    }),
    job: { status: "progress", prompt: promptOf(index) },
  });
  await fillStore({ scheme: "sqlite", path }, Array.from({ length: FOLLOWS }, toFollow));
}

/** Writes the same follows to a store of the other bot. */
async function fillNaiveStore(path: string, discord: DiscordSandbox, channels: number) {
  const store = openNaiveStore(path);
  for (let index = 0; index < FOLLOWS; index += 1)
    await store.set(jobIdOf(index), {
      jobId: jobIdOf(index),
      channelId: place(discord, index % channels),
      prompt: promptOf(index),
    });
  await store.disconnect();
}

const place = ({ channelId }: DiscordSandbox, index: number): string =>
  index === 0 ? channelId : String(10n ** 18n + BigInt(index));

const byLength = (a: number, b: number): number => a - b;

/** Sends one request after another: suggestions until they arrive, lists until the answer after the acknowledgement. */
async function measure(discord: DiscordSandbox, times: number): Promise<Waits> {
  const suggestions: number[] = [];
  const lists: number[] = [];
  for (let index = 0; index < times; index += 1) {
    const typed = TYPED[index % TYPED.length] ?? "";
    const typedAtMs = performance.now();
    const options = { jobid: typed };
    const choices = await discord.complete({ command: "pika-status", focused: "jobid", options });
    if (choices === "loading failed") throw new Error("no suggestions within 3 s");
    suggestions.push(performance.now() - typedAtMs);
    const command = await discord.command({ name: "pika-jobs" });
    await command.acknowledged;
    const acknowledgedAtMs = performance.now();
    await command.waitForReply();
    lists.push(performance.now() - acknowledgedAtMs);
    await setTimeout(PAUSE_MS);
  }
  return { suggestions: suggestions.toSorted(byLength), lists: lists.toSorted(byLength) };
}

async function measureRelay(directory: string, channels: number): Promise<Waits> {
  await using pika = await createPikaServer();
  await using discord = await createDiscordSandbox();
  const path = join(directory, `relay-${channels}.sqlite`);
  await fillRelayStore(path, discord, channels);
  const env = {
    ...sandboxEnvironment({ pika: pika.sandbox, discord }),
    STORE_URL: `sqlite:${path}`,
    // The follows are only listed, never polled.
    RELAY_POLL_INTERVAL_MS: String(HOUR_MS),
    RELAY_POLL_MAX_INTERVAL_MS: String(HOUR_MS),
  };
  const relay = startRelay(env, directory);
  await relay.event("relay.ready");
  await measure(discord, 20);
  const waits = await measure(discord, TIMES);
  await relay.stop();
  return waits;
}

async function createPikaServer(): Promise<AsyncDisposable & { sandbox: PikaSandbox }> {
  const sandbox = await createPikaSandbox();
  for (let index = 0; index < FOLLOWS; index += 1) sandbox.addJob({ jobId: jobIdOf(index) });
  return { sandbox, [Symbol.asyncDispose]: () => sandbox.close() };
}

/** With pages as large as the relay's, or with Keyv's default. */
async function measureNaive(path: string, channels: number, pageSize?: number): Promise<Waits> {
  await using discord = await createDiscordSandbox();
  await fillNaiveStore(path, discord, channels);
  const script = new URL("naive-bot.ts", import.meta.url).pathname;
  const pages = pageSize === undefined ? [] : [String(pageSize)];
  const args = [script, discord.token, discord.apiUrl, path, ...pages];
  const bot = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  try {
    await isReady(bot);
    await measure(discord, 2);
    return await measure(discord, TIMES_OF_OTHERS);
  } finally {
    bot.kill();
  }
}

const isReady = (bot: ChildProcess): Promise<void> =>
  new Promise((resolve, reject) => {
    bot.stdout?.once("data", () => resolve());
    bot.once("exit", (code) => reject(new Error(`the other bot ended with ${code}`)));
  });

const at = (sorted: readonly number[], share: number): number =>
  sorted[Math.ceil(sorted.length * share) - 1] ?? Number.NaN;

/** Reports how long both kinds of request take beside the other bots. */
function reportAll(name: string, relay: Waits, others: ReadonlyMap<string, Waits>): void {
  for (const kind of ["suggestions", "lists"] as const) {
    const what = `${kind}, ${FOLLOWS} follows, ${name}`;
    const p50 = (waits: Waits) => spreadOf([at(waits[kind], 0.5)]);
    for (const [other, waits] of others)
      report({
        what: `${what}, p50`,
        unit: "ms",
        relay: p50(relay),
        reference: { name: other, ...p50(waits) },
        goal: { atMost: 1 },
      });
    report({
      what: `${what}, p99`,
      unit: "ms",
      relay: spreadOf([at(relay[kind], 0.99)]),
      reference: limitOf(LIMIT_MS),
      goal: { atMost: 1 },
    });
  }
}

const directory = await mkdtemp(join(tmpdir(), "pika-relay-bench-"));
try {
  for (const { name, channels } of CASES) {
    const relay = await measureRelay(directory, channels);
    const large = await measureNaive(join(directory, `large-${channels}.sqlite`), channels, 1_000);
    const naive = await measureNaive(join(directory, `naive-${channels}.sqlite`), channels);
    reportAll(
      name,
      relay,
      new Map([
        ["a scan", naive],
        ["a scan by 1,000", large],
      ]),
    );
  }
} finally {
  await rm(directory, { recursive: true, force: true });
}
