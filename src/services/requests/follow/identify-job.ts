import type { FollowResult } from "../../../core/follow-result.ts";
import type { JobReference, RecognisedJob } from "../../../core/job/job-reference.ts";
import type { PollResult } from "../../../core/job/job.ts";
import type { Clock } from "../../../core/ports/clock.ts";
import { withTimeout } from "../../../core/time/with-timeout.ts";
import type { JobSources } from "../../runtime/sources/job-sources.ts";

/** How long the sources are waited for, in milliseconds. One that has not answered by then does not count as knowing the job. */
const TIMEOUT_MS = 15_000;

/** What {@link identifyJob} needs. */
export interface IdentifyJobDeps {
  readonly sources: JobSources;
  readonly clock: Clock;
  /** Aborts when the relay stops, once commands are answered. */
  readonly stopSignal: AbortSignal;
}

/** The job that a person means, or why it cannot be told. */
export type Identification =
  | {
      readonly kind: "job";
      readonly job: JobReference;
      /** What its source has answered; absent if it was not asked. */
      readonly pollResult?: PollResult;
      /** Whether a name that the job has in the channel was given. Default: false. */
      readonly isNamed?: boolean;
    }
  | Extract<
      FollowResult,
      { kind: "not-recognised" | "source-off" | "not-found" | "ambiguous" | "undecided" }
    >;

interface Polled {
  readonly job: RecognisedJob;
  readonly pollResult: PollResult;
}

/**
 * Finds the job that a text means. If several sources may know it, all of them are asked at once, and the one that knows it
 * wins. Never rejects.
 */
export async function identifyJob(deps: IdentifyJobDeps, text: string): Promise<Identification> {
  const { sources } = deps;
  const jobs = sources.recognise(text);
  const isCertain = jobs.some(({ certainty }) => certainty === "certain");
  const off = isCertain ? undefined : await sources.disabledFor(text);
  const [first, second] = jobs;
  if (!first && !off) return { kind: "not-recognised", sources: namesOf(sources.all()) };
  if (first && !second && !off) return { kind: "job", job: first };
  const polled = await Promise.all(jobs.map((job) => poll(deps, job)));
  // An enabled source may be set to the address of the API that the id's own words name.
  if (off && !polled.some(({ pollResult }) => pollResult.kind === "job"))
    return { kind: "source-off", displayName: off.displayName, variables: off.variables };
  return choose(deps, polled);
}

function choose({ sources }: IdentifyJobDeps, polled: readonly Polled[]): Identification {
  const of = (job: RecognisedJob): string => sources.get(job.source)?.displayName ?? job.source;
  /** One source may be asked on several servers. */
  const namesIn = (asked: readonly Polled[]): string[] => [
    ...new Set(asked.map(({ job }) => of(job))),
  ];
  const known = polled.filter(({ pollResult }) => pollResult.kind === "job");
  const [first, second] = known;
  if (first && !second) return { kind: "job", ...first };
  if (first)
    return {
      kind: "ambiguous",
      choices: known.map(({ job }) => ({
        displayName: of(job),
        text: `${job.source}:${job.jobId}`,
      })),
    };
  const open = polled.filter(({ pollResult }) => pollResult.kind !== "not-found");
  const [only, another] = open;
  // Every other source has said that it does not know the job: this one's problem is told in the channel.
  if (only && !another) return { kind: "job", ...only };
  if (only) return { kind: "undecided", sources: namesIn(open) };
  const answers = polled.flatMap(({ job, pollResult }) =>
    pollResult.kind === "not-found"
      ? { sourceName: of(job), publicId: sources.toPublicId(job), message: pollResult.message }
      : [],
  );
  const answer = answers[0] ?? { sourceName: "", publicId: "", message: "" };
  return { kind: "not-found", ...answer, tried: namesIn(polled) };
}

async function poll(
  { sources, clock, stopSignal }: IdentifyJobDeps,
  job: RecognisedJob,
): Promise<Polled> {
  const asking = sources.get(job.source)?.pollJob(job.jobId, stopSignal);
  const pollResult = await (asking &&
    withTimeout(asking, {
      clock,
      timeoutMs: TIMEOUT_MS,
      fallback: (): PollResult => ({ kind: "unavailable" }),
    }));
  return { job, pollResult: pollResult ?? { kind: "unavailable" } };
}

const namesOf = (sources: readonly { readonly displayName: string }[]): string[] =>
  sources.map(({ displayName }) => displayName);
