import { setTimeout as sleep } from "node:timers/promises";
import type { JobScript } from "../../../sandbox/pika/jobs/job-script.ts";
import { shortJobId } from "../../../src/core/job/short-job-id.ts";
import { eventually } from "../processes/eventually.ts";
import { SAMPLE_SHA256 } from "../processes/user-client.ts";
import { promisesResult, said } from "../sentence.ts";
import type { Cluster } from "./cluster.ts";
import { findOvertaken, judgeShown, type SeenMessage, type SeenPoll } from "./observer.ts";
import { addDiscordPlace, addSlackPlace, type Place } from "./places.ts";

const CHANNELS_PER_PLATFORM = 4;
/** Between two people who type. */
const PAUSE_MS = 25;
/** After this time a person types the command again. The interim answer asks them to wait until the job API has answered. */
const PATIENCE_MS = 17_000;
const EXPECTED = {
  status: said("status.completed"),
  result: said("result.video-ready"),
  sha256: SAMPLE_SHA256,
};

/** A command about a job, and its answer. */
export interface Answered {
  readonly jobId: string;
  readonly platform: Place["platform"];
  /** When it was typed, in milliseconds. */
  readonly at: number;
  /** Until the answer was there; `undefined` if there was none in time. */
  readonly afterMs: number | undefined;
  readonly text: string;
}

/** Jobs that people follow in several channels of both platforms of a cluster. */
export class FollowedJobs {
  /** Every command that was typed so far. */
  readonly answered: Answered[] = [];
  readonly #cluster: Cluster;
  readonly #places: readonly Place[];
  readonly #placeOf = new Map<string, Place>();

  constructor(cluster: Cluster) {
    const { environment } = cluster;
    this.#cluster = cluster;
    this.#places = Array.from({ length: CHANNELS_PER_PLATFORM }, () => [
      addDiscordPlace(environment),
      addSlackPlace(environment),
    ]).flat();
  }

  get jobIds(): readonly string[] {
    return [...this.#placeOf.keys()];
  }

  /** Polls of these jobs, as the job API saw them. */
  polls(): readonly SeenPoll[] {
    return this.#cluster.environment.pika.requests.flatMap(({ route, jobId = "", at, endedAt }) =>
      route === "job" && this.#placeOf.has(jobId) ? [{ jobId, at, endedAt }] : [],
    );
  }

  /** Adds jobs and asks for each, again and again until the answer promises the result. Resolves with their ids. */
  async follow(scripts: readonly JobScript[]): Promise<string[]> {
    return this.#askForAll(scripts.map((script) => this.#cluster.environment.pika.addJob(script)));
  }

  /**
   * The same for jobs that complete some time after that answer, in milliseconds. While a person has no answer, the job must
   * not end: its result would be posted, and asked for and posted again.
   */
  async followFor(livesMs: readonly number[]): Promise<string[]> {
    const { pika } = this.#cluster.environment;
    const lives = new Map(livesMs.map((lifeMs) => [pika.addJob({}), lifeMs]));
    return this.#askForAll([...lives.keys()], (jobId) => {
      setTimeout(() => this.complete([jobId]), lives.get(jobId));
    });
  }

  async #askForAll(
    jobIds: readonly string[],
    onPromise: (jobId: string) => void = () => {},
  ): Promise<string[]> {
    const asking = jobIds.map(async (jobId, index) => {
      await sleep(index * PAUSE_MS);
      await this.askUntilPromised(jobId);
      onPromise(jobId);
      return jobId;
    });
    return Promise.all(asking);
  }

  /** Asks for a job again and again until the answer promises the result. */
  async askUntilPromised(jobId: string): Promise<void> {
    while (!promisesResult((await this.ask(jobId)).text)) await sleep(500);
  }

  /** Asks once for a job. Resolves with the answer, or without one after a while; never rejects. */
  async ask(jobId: string): Promise<Answered> {
    const place =
      this.#placeOf.get(jobId) ?? this.#places[this.#placeOf.size % this.#places.length]!;
    this.#placeOf.set(jobId, place);
    const at = Date.now();
    const { platform } = place;
    const typed = await place.type(jobId);
    const hasAnswer = await eventually("an answer", () => typed.answer() !== "", PATIENCE_MS).then(
      () => true,
      () => false,
    );
    const afterMs = hasAnswer ? Date.now() - at : undefined;
    const answered = { jobId, platform, at, afterMs, text: typed.answer() };
    this.answered.push(answered);
    return answered;
  }

  /** Lets jobs end at the job API. */
  complete(jobIds: readonly string[]): void {
    const { pika } = this.#cluster.environment;
    for (const jobId of jobIds) pika.setJob(jobId, { status: "completed" });
  }

  /** What is wrong with what the channels show, one line for each job. All jobs have to be over. */
  findMisshown(): string[] {
    const shown = this.#shown();
    return this.jobIds.flatMap((jobId) => {
      const fault = judgeShown(shown.get(jobId) ?? [], EXPECTED);
      return fault === undefined ? [] : [`${jobId}: ${fault}`];
    });
  }

  /** What happened to a job: its polls, the messages about it, and what the processes logged, one line each. */
  history(jobId: string): string {
    const messages = (this.#shown().get(jobId) ?? []).map(({ at, text, files }) => ({
      at,
      line: `message: ${text} ${files.join()}`,
    }));
    const polls = this.polls().flatMap((poll) =>
      poll.jobId === jobId ? [{ at: poll.at, line: "poll" }] : [],
    );
    const killed = this.#cluster.everStarted.flatMap(({ role, relay, killedAt }) =>
      killedAt === undefined ? [] : [{ at: killedAt, line: `${role} ${relay.pid}: killed` }],
    );
    const logged = this.#cluster.everStarted.flatMap(({ role, relay }) =>
      relay.log
        .filter((line) => line.msg === "relay.ready" || JSON.stringify(line).includes(jobId))
        .map((line) => ({
          at: new Date(line["time"] as string | number).getTime(),
          line: `${role} ${relay.pid}: ${JSON.stringify(line)}`,
        })),
    );
    const lines = [...messages, ...polls, ...killed, ...logged].toSorted((a, b) => a.at - b.at);
    return lines.map(({ at, line }) => `${new Date(at).toISOString()} ${line}`).join("\n");
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

  /** When the result of each job was posted, in milliseconds. */
  postedAt(): Map<string, number> {
    const results = [...this.#shown()].flatMap(([jobId, messages]) =>
      messages.filter(({ files }) => files.length > 0).map(({ at }) => [jobId, at] as const),
    );
    return new Map(results);
  }

  /** Results that overtook another one in their channel, by the times at which the processes logged the outcomes. */
  findOvertaken(toleranceMs: number): string[] {
    const settledAt = this.#settledAt();
    return this.#places.flatMap((place) => {
      const order = place
        .shown()
        .filter(({ files }) => files.length > 0)
        .flatMap((result) => this.#jobsIn([result]))
        .flatMap((jobId) => {
          const at = settledAt.get(jobId);
          return at === undefined ? [] : [{ jobId, settledAt: at }];
        });
      return findOvertaken(order, toleranceMs);
    });
  }

  /** A process that was killed may have stored an outcome and not have logged it. */
  #settledAt(): Map<string, number> {
    const lines = this.#cluster.everStarted.flatMap(({ relay }) =>
      relay.log.filter(({ msg }) => msg === "follow.settled"),
    );
    return new Map(
      lines.map(({ jobId, time }) => [String(jobId), new Date(time as string | number).getTime()]),
    );
  }

  /** What each channel shows, by job. */
  #shown(): Map<string, SeenMessage[]> {
    const shown = new Map<string, SeenMessage[]>();
    for (const place of this.#places)
      for (const message of place.shown())
        for (const jobId of this.#jobsIn([message]))
          shown.set(jobId, [...(shown.get(jobId) ?? []), message]);
    return shown;
  }

  /** The jobs that messages are about. */
  #jobsIn(messages: readonly SeenMessage[]): string[] {
    return messages.flatMap(({ text }) =>
      this.jobIds.filter((jobId) => text.includes(shortJobId(jobId))),
    );
  }
}
