/** What is compared: the relay as its own process, and small programs that do nothing but relay. */
import { EventEmitter, once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { startNode, type NodeProcess } from "../../sandbox/process/node-process.ts";
import { startRelay } from "../../sandbox/process/relay-process.ts";
import { toOtherCores } from "../shared/cores.ts";
import { addJob, type Place, type Servers, type Video } from "./servers.ts";
import type { Task } from "./task.ts";

const BARE = new URL("bare.ts", import.meta.url).pathname;
const PRINT_HELD = new URL("../shared/print-held.ts", import.meta.url).href;

/** Something that brings videos from the job API to the platforms: a process on all cores but the first. */
export interface Subject extends AsyncDisposable {
  readonly name: string;
  readonly pid: number;
  /**
   * Gets everything ready for one video in each place. The function it resolves with lets them begin at once, and resolves once all are
   * there, with the ms since it was known where they are.
   */
  prepare(places: readonly Place[], video: Video): Promise<() => Promise<number>>;
  /** How long the event loop was held at most since the last call, in ms. */
  heldMs(): Promise<number>;
}

/** Starts the relay as `npm start` does, with its store on SQLite. It keeps files. Resolves once it is ready. */
export async function startMeasuredRelay(
  { environment, directory, pika }: Servers,
  name: string,
): Promise<Subject> {
  const store = join(directory, "relay.sqlite");
  const relay = startRelay(
    {
      ...environment,
      STORE_URL: `sqlite:${store}`,
      NODE_OPTIONS: `--disable-warning=ExperimentalWarning --import ${PRINT_HELD}`,
    },
    directory,
  );
  toOtherCores(relay.pid);
  await relay.event("relay.ready");
  const events = new EventEmitter<{ held: [number] }>();
  relay.onLine((line) => {
    if (line.msg === "loop.held") events.emit("held", Number(line["heldMs"]));
  });
  return {
    name,
    pid: relay.pid,
    prepare: async (places, video) => {
      const jobs = places.map((place) => ({ place, jobId: addJob(pika, video) }));
      await Promise.all(jobs.map(({ place, jobId }) => place.follow(jobId)));
      return async () => {
        const arrivals = places.map((place) => place.arrival(video));
        const polled = jobs.map(({ jobId }) => pika.whenPolled(jobId, pika.polls(jobId) + 1));
        for (const { jobId } of jobs) pika.setJob(jobId, { status: "completed" });
        await Promise.race(polled);
        const startedAtMs = performance.now();
        const arrivedAtMs = await Promise.all(arrivals);
        const isDone = ({ jobId }: (typeof jobs)[number]) =>
          relay.event("follow.delivered", (line) => line["jobId"] === jobId);
        await Promise.all(jobs.map(isDone));
        return Math.max(...arrivedAtMs) - startedAtMs;
      };
    },
    heldMs: async () => {
      const held = once(events, "held");
      relay.kill("SIGUSR2");
      return ((await held) as [number])[0];
    },
    [Symbol.asyncDispose]: async () => void (await relay.stop()),
  };
}

/** Starts the small program. `way`: how the bytes go, see bare.ts. Resolves once it is ready. */
export async function startBare(
  { platforms, directory, pika }: Servers,
  way: "stream" | "file" | "memory" | "libraries",
  name: string,
): Promise<Subject> {
  const child = startNode(
    ["--import", PRINT_HELD, BARE, way, JSON.stringify(platforms), directory],
    { env: { PATH: process.env["PATH"] ?? "" } },
  );
  const { pid = 0 } = child;
  toOtherCores(pid);
  child.stderr.pipe(process.stderr);
  const next = readLines(child, name);
  await next();
  return {
    name,
    pid,
    prepare: async (places, video) => {
      const tasks = await Promise.all(places.map((place) => toTask(pika, place, video)));
      return async () => {
        const arrivals = places.map((place) => place.arrival(video));
        const done = next();
        const startedAtMs = performance.now();
        child.stdin.write(`${JSON.stringify(tasks)}\n`);
        const [arrivedAtMs] = await Promise.all([Promise.all(arrivals), done]);
        return Math.max(...arrivedAtMs) - startedAtMs;
      };
    },
    heldMs: async () => {
      const line = next();
      child.kill("SIGUSR2");
      return (JSON.parse(await line) as { readonly heldMs: number }).heldMs;
    },
    [Symbol.asyncDispose]: async () => {
      const exited = once(child, "exit");
      child.kill("SIGTERM");
      await exited;
    },
  };
}

/** Returns what resolves with the next line that a process prints, or rejects if it ends before. */
function readLines(child: NodeProcess, name: string): () => Promise<string> {
  const lines = createInterface(child.stdout);
  const ended = once(child, "exit").then(() => {
    throw new Error(`${name} has ended`);
  });
  // Without a reader it may end.
  ended.catch(() => {});
  return async () => {
    const [line] = (await Promise.race([once(lines, "line"), ended])) as [string];
    return line;
  };
}

/** A video that is ready, and where to bring it. */
async function toTask(
  pika: Servers["pika"],
  { platform, channel }: Place,
  video: Video,
): Promise<Task> {
  const jobId = addJob(pika, video);
  pika.setJob(jobId, { status: "completed" });
  return { url: await linkOf(pika, jobId), platform, channel };
}

/** The link to the video of a job that is completed. */
async function linkOf({ url, token }: Servers["pika"], jobId: string): Promise<string> {
  const answer = await fetch(`${url}/jobs/?jobid=${encodeURIComponent(jobId)}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  const job = (await answer.json()) as {
    readonly attachments: readonly { readonly url: string }[];
  };
  const link = job.attachments[0]?.url;
  if (link === undefined) throw new Error(`the job ${jobId} has no video`);
  return link;
}
