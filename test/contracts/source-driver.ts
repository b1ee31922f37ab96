import type { Job, PollResult } from "../../src/core/job/job.ts";
import type { JobSource } from "../../src/core/ports/job-source.ts";
import type { ApiFault } from "../../sandbox/job-api/api-fault.ts";
import type { FaultScope, JobApiServer } from "../../sandbox/job-api/job-api-server.ts";
import { createMediaFetcher } from "../../src/adapters/media/http-media-fetcher.ts";
import { systemClock } from "../../src/adapters/node/system-clock.ts";
import { createFakeLogger } from "../support/fakes/fake-logger.ts";

/** What a job of a source looks like, in the relay's words. */
export type RemoteState =
  /** `word`: a status that the API's documentation does not know. */
  | { readonly kind: "running"; readonly word?: string }
  /**
   * `bytes` is the one file of the result. The stand-in adds whatever previews and twins its API has beside the result.
   * Without `bytes` the job has ended well and has no file.
   */
  | { readonly kind: "completed"; readonly bytes?: Uint8Array }
  | { readonly kind: "failed"; readonly error: string }
  | { readonly kind: "cancelled" }
  | { readonly kind: "moderated"; readonly error: string };

/** Puts a source's stand-in into a state; one for each source. */
export interface SourceDriver {
  /** Connected to the stand-in. */
  readonly source: JobSource;
  /** The key that the source was given. */
  readonly key: string;
  /** The stand-in's server. */
  readonly server: Pick<JobApiServer, "fault" | "whenSeen">;
  /** Adds a running job; returns its canonical id. */
  addJob(): string;
  show(jobId: string, state: RemoteState): void;
  /** Removes a job: the API does not know it any more. */
  remove(jobId: string): void;
  /** What a refusal of this source looks like in its API's own words. */
  refusal(status: 401 | 429 | 500): ApiFault;
  /** Path and query of the first request of a poll of the job. */
  pathOf(jobId: string): RegExp;
  /** Path and query of the second request of a poll of a completed job. Absent if one request is enough. */
  secondPathOf?(jobId: string): RegExp;
  stop(): Promise<void>;
}

/** What differs between sources. */
export interface SourceTraits {
  /** States that the API has no word for. */
  readonly lacks?: readonly RemoteState["kind"][];
  /** Texts that mean a job for certain, and the canonical id that each one means. */
  readonly pasted: readonly (readonly [text: string, jobId: string])[];
  /** Texts that mean no job of this source. */
  readonly foreign: readonly string[];
  /** Answers that carry another job's id, if the API repeats the id. */
  readonly otherJob?: (jobId: string) => ApiFault;
  /** A canonical id with everything in it that must not be shown, and those parts. */
  readonly private?: { readonly jobId: string; readonly parts: readonly string[] };
  /** The API says 404 for a job that runs: a removed job then counts as running. */
  readonly isMissingRunning?: boolean;
  /** What a job that has ended well without a file is. Default: `completed`. */
  readonly withoutFile?: "completed" | "moderated" | "failed";
  /** The API does not say whether a job that has ended well has a file: it counts as having one. */
  readonly isFileAssumed?: boolean;
  /** The request that cancels a job; absent if the API cannot do it. */
  readonly cancelRequest?: (jobId: string) => FaultScope;
  /** The API says that a job is moderated, but not why. */
  readonly isModerationSilent?: boolean;
}

/** The file of a completed job: enough of an MP4 to be taken for one. */
export const BYTES = Buffer.from(
  "00000018667479706d703432000000006d70343269736f6d0000000866726565",
  "hex",
);

/** Polls a job. */
export const poll = ({ source }: SourceDriver, jobId: string): Promise<PollResult> =>
  source.pollJob(jobId);

/** The job in a poll result; throws if there is none. */
export function jobIn(pollResult: PollResult): Job {
  if (pollResult.kind !== "job") throw new Error(`no job: ${JSON.stringify(pollResult)}`);
  return pollResult.job;
}

/** The bytes of a file of a job, downloaded as the relay does it. */
export async function download(
  { source }: Pick<SourceDriver, "source">,
  jobId: string,
  attachment: Job["attachments"][number],
): Promise<Buffer> {
  const media = createMediaFetcher({
    clock: systemClock,
    log: createFakeLogger(),
    allowedHosts: ["127.0.0.1"],
  });
  try {
    const located = (await source.locateMedia?.({ jobId, attachment })) ?? attachment;
    const file = await media.fetch({ ...attachment, ...located, maxBytes: 1_000_000 });
    const chunks: Uint8Array[] = [];
    for await (const chunk of file.open()) chunks.push(Buffer.from(chunk));
    await file.dispose();
    return Buffer.concat(chunks);
  } finally {
    await media.close();
  }
}
