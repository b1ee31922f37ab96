import { setTimeout as sleep } from "node:timers/promises";
import type { JobScript } from "../../../sandbox/pika/jobs/job-script.ts";
import { shortJobId } from "../../../src/core/job/short-job-id.ts";
import { eventually } from "../processes/eventually.ts";
import { SAMPLE_SHA256 } from "../processes/user-client.ts";
import { isAnswer, promisesResult, said } from "../sentence.ts";
import type { Cluster } from "./cluster.ts";
import { judgeShown, type SeenMessage, type SeenPoll } from "./observer.ts";
import { addDiscordPlace, addSlackPlace, type Place } from "./places.ts";

const CHANNELS_PER_PLATFORM = 4;
/** Between two people who type. */
const PAUSE_MS = 25;
/** After this time a person types the command again. */
const PATIENCE_MS = 4_000;
const EXPECTED = {
  status: said("status.completed"),
  result: said("result.video-ready"),
  sha256: SAMPLE_SHA256,
};

/** Jobs that people follow in several channels of both platforms of a cluster. */
export class FollowedJobs {
  readonly #cluster: Cluster;
  readonly #places: readonly Place[];
  readonly #jobIds = new Set<string>();

  constructor(cluster: Cluster) {
    const { environment } = cluster;
    this.#cluster = cluster;
    this.#places = Array.from({ length: CHANNELS_PER_PLATFORM }, () => [
      addDiscordPlace(environment),
      addSlackPlace(environment),
    ]).flat();
  }

  /** Polls of these jobs, as the job API saw them. */
  polls(): readonly SeenPoll[] {
    return this.#cluster.environment.pika.requests.flatMap(({ route, jobId = "", at, endedAt }) =>
      route === "job" && this.#jobIds.has(jobId) ? [{ jobId, at, endedAt }] : [],
    );
  }

  /**
   * Adds jobs and asks for each, again and again until the answer promises the result. The channels take turns. Resolves with
   * the ids of the jobs.
   */
  async follow(scripts: readonly JobScript[]): Promise<string[]> {
    const { pika } = this.#cluster.environment;
    const jobIds = scripts.map((script) => pika.addJob(script));
    await Promise.all(
      jobIds.map(async (jobId, index) => {
        this.#jobIds.add(jobId);
        await sleep(index * PAUSE_MS);
        await askUntilPromised(jobId, this.#places[index % this.#places.length]!);
      }),
    );
    return jobIds;
  }

  /** Lets jobs end at the job API. */
  complete(jobIds: readonly string[]): void {
    const { pika } = this.#cluster.environment;
    for (const jobId of jobIds) pika.setJob(jobId, { status: "completed" });
  }

  /** What is wrong with what the channels show, one line for each job. All jobs have to be over. */
  findMisshown(): string[] {
    const shown = this.#shown();
    return [...this.#jobIds].flatMap((jobId) => {
      const fault = judgeShown(shown.get(jobId) ?? [], EXPECTED);
      return fault === undefined ? [] : [`${jobId}: ${fault}`];
    });
  }

  /** Waits until every job is shown as it should be, at most `withinMs`. Resolves with what is still wrong. */
  async findMisshownWithin(withinMs: number): Promise<string[]> {
    const untilMs = performance.now() + withinMs;
    for (;;) {
      const misshown = this.findMisshown();
      if (misshown.length === 0 || performance.now() > untilMs) return misshown;
      await sleep(100);
    }
  }

  /** What each channel shows, by job. */
  #shown(): Map<string, SeenMessage[]> {
    const shown = new Map<string, SeenMessage[]>();
    for (const message of this.#places.flatMap((place) => place.shown()))
      for (const jobId of [...this.#jobIds].filter((each) =>
        message.text.includes(shortJobId(each)),
      ))
        shown.set(jobId, [...(shown.get(jobId) ?? []), message]);
    return shown;
  }
}

async function askUntilPromised(jobId: string, place: Place): Promise<void> {
  for (;;) {
    const answer = await place.type(jobId);
    await eventually("an answer", () => isAnswer(answer()), PATIENCE_MS).catch(() => {});
    if (promisesResult(answer())) return;
    await sleep(500);
  }
}
