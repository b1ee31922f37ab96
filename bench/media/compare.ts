/*
 * Compares what relaying videos costs the relay with what it costs small programs that do nothing else: `npm run bench -- media`, with
 * `--quick` in less than half a minute. The relay is the one that `npm start` runs, with its store on SQLite, so that it keeps files;
 * Discord's and Slack's stand-ins and the job API's keep none. The programs make the same requests, the first three with undici alone:
 *
 * - straight through: the download's stream is the upload's body;
 * - a temporary file: downloads to the disk, then uploads from there;
 * - in memory: downloads all, then uploads it. Only for the time of one small video;
 * - discord.js and filesUploadV2: what the platforms' own libraries offer, a link given to discord.js, and what was downloaded to Slack's.
 *
 * All are started once and take turns. The measured process has one core, the servers and this process the other. The SHA-256 of all
 * that arrives is checked. Linux with `taskset` only.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { memoryMb, resetPeak } from "../shared/memory.ts";
import { processorMs } from "../shared/processor-time.ts";
import { limitOf, report, spreadOf, type Result } from "../shared/result.ts";
import { createVideo, startServers, type Place, type Servers, type Video } from "./servers.ts";
import { startBare, startMeasuredRelay, type Subject } from "./subjects.ts";

const isQuick = process.argv.includes("--quick");
const ROUNDS = isQuick ? 1 : 7;
/** With many at once. */
const MANY_ROUNDS = isQuick ? 1 : 3;
const MB = 1_000_000;
/** Many at once. */
const COUNTS = isQuick ? [20] : [20, 50];
const LARGE_MB = isQuick ? 20 : 95;
const SMALL_MB = 7;
const SMALL_TIMES = isQuick ? 5 : 31;
const SETTLE_MS = 1_000;
const PLATFORMS = [
  { key: "discord", name: "Discord" },
  { key: "slack", name: "Slack" },
] as const;
const RELAY = "the relay";
const STREAM = "straight through";
const FILE = "a temporary file";
const MEMORY = "in memory";
const LIBRARIES = "discord.js and filesUploadV2";

/** What one subject needed for videos that began at the same time. */
interface Figures {
  readonly tookMs: number;
  readonly cpuMsPerMb: number;
  /** The peak of its memory, over what it had before its first video. */
  readonly peakMb: number;
  readonly heldMs: number;
}

/** By the name of the subject, those of all rounds. */
type AllFigures = ReadonlyMap<string, readonly Figures[]>;

/** A subject, and its memory before its first video. */
interface Measured {
  readonly subject: Subject;
  readonly idleMb: number;
}

/** Videos that begin at the same time, one in each place. */
interface Load {
  readonly places: readonly Place[];
  readonly video: Video;
  readonly times: number;
}

/** A row to report. */
interface Row extends Pick<Result, "what" | "unit"> {
  readonly field: keyof Figures;
  /** The goals beside others, by their names, or a limit. */
  readonly beside: Readonly<Record<string, Result["goal"]>> | { readonly limit: number };
}

async function measure(
  { subject, idleMb }: Measured,
  { places, video }: Omit<Load, "times">,
): Promise<Figures> {
  const { pid } = subject;
  const begin = await subject.prepare(places, video);
  await subject.heldMs();
  resetPeak(pid);
  const before = processorMs(pid);
  const tookMs = await begin();
  const cpuMs = processorMs(pid) - before;
  const peakMb = memoryMb(pid, "VmHWM") - idleMb;
  const megabytes = (places.length * video.bytes.length) / MB;
  return { tookMs, cpuMsPerMb: cpuMs / megabytes, peakMb, heldMs: await subject.heldMs() };
}

/** Lets all take turns. */
async function run(all: readonly Measured[], { times, ...load }: Load): Promise<AllFigures> {
  const figures = new Map(all.map(({ subject }) => [subject.name, [] as Figures[]]));
  for (let round = 0; round < times; round += 1)
    for (const measured of all)
      figures.get(measured.subject.name)?.push(await measure(measured, load));
  return figures;
}

function reportRow(figures: AllFigures, { field, what, unit, beside }: Row): void {
  const of = (name: string) => spreadOf((figures.get(name) ?? []).map((each) => each[field]));
  const base = { what, unit, relay: of(RELAY) };
  if ("limit" in beside) {
    const { limit = 0 } = beside;
    report({ ...base, reference: limitOf(Number(limit)), goal: { atMost: 1 } });
  } else
    for (const [name, goal] of Object.entries(beside))
      report({ ...base, reference: { name, ...of(name) }, ...(goal && { goal }) });
}

/** The processor time and the memory of large videos. */
async function compareLarge(all: readonly Measured[], { places }: Servers): Promise<void> {
  const video = createVideo(LARGE_MB * MB);
  const goals = { [STREAM]: undefined, [FILE]: { atMost: 1.3 }, [LIBRARIES]: undefined };
  const reportTime = (figures: AllFigures, name: string): void => {
    const what = `${name}, processor time`;
    reportRow(figures, { field: "cpuMsPerMb", what, unit: "ms/MB", beside: goals });
  };
  for (const platform of PLATFORMS) {
    const load = { places: places[platform.key].slice(0, 1), video, times: ROUNDS };
    reportTime(await run(all, load), `a video of ${LARGE_MB} MB to ${platform.name}`);
  }
  for (const count of COUNTS) {
    const half = count / 2;
    const mixed = [...places.discord.slice(0, half), ...places.slack.slice(0, half)];
    const figures = await run(all, { places: mixed, video, times: MANY_ROUNDS });
    const name = `${count} videos of ${LARGE_MB} MB at once`;
    reportTime(figures, name);
    const memory = { field: "peakMb", what: `${name}, memory over idle`, unit: "MB" } as const;
    reportRow(figures, {
      ...memory,
      beside: { [STREAM]: undefined, [FILE]: undefined, [LIBRARIES]: undefined },
    });
    reportRow(figures, { ...memory, beside: { limit: 100 } });
    const held = { field: "heldMs", what: `${name}, event loop held`, unit: "ms" } as const;
    reportRow(figures, { ...held, beside: { [FILE]: undefined, [LIBRARIES]: undefined } });
    reportRow(figures, { ...held, beside: { limit: 50 } });
  }
}

/** How long a small video takes. */
async function compareSmall(all: readonly Measured[], { places }: Servers): Promise<void> {
  const video = createVideo(SMALL_MB * MB);
  for (const { key, name } of PLATFORMS) {
    const load = { places: places[key].slice(0, 1), video, times: SMALL_TIMES };
    const what = `from the job's end until a video of ${SMALL_MB} MB is in ${name}`;
    const beside = { [MEMORY]: { atMost: 1.3 }, [LIBRARIES]: undefined };
    reportRow(await run(all, load), { field: "tookMs", what, unit: "ms", beside });
  }
}

await using servers = await startServers(Math.max(...COUNTS) / 2);
await using stack = new AsyncDisposableStack();
const subjects = [
  await startMeasuredRelay(servers, RELAY),
  await startBare(servers, "stream", STREAM),
  await startBare(servers, "file", FILE),
  await startBare(servers, "memory", MEMORY),
  await startBare(servers, "libraries", LIBRARIES),
].map((subject) => stack.use(subject));
await sleep(SETTLE_MS);
const all = subjects.map((subject) => ({ subject, idleMb: memoryMb(subject.pid, "VmRSS") }));
const only = (...names: readonly string[]): readonly Measured[] =>
  all.filter(({ subject }) => names.includes(subject.name));
// The first video is slower than the others.
const { discord, slack } = servers.places;
const first = { places: [discord, slack].flatMap((places) => places.slice(0, 1)), times: 2 };
await run(all, { ...first, video: createVideo(SMALL_MB * MB) });
await compareLarge(only(RELAY, STREAM, FILE, LIBRARIES), servers);
await compareSmall(only(RELAY, MEMORY, LIBRARIES), servers);
// Connections of the stand-ins may be open: what runs here is ended, and then this process.
await stack.disposeAsync();
await servers[Symbol.asyncDispose]();
process.exit();
