import type { ApiClient, ApiQuery } from "../../core/ports/api-client.ts";
import type { JobListResult, PollResult, RetryRequestResult } from "../../core/job/job.ts";
import { shortJobId } from "../../core/job/short-job-id.ts";
import type { JobSource } from "../../core/ports/job-source.ts";
import type { SourceOptions } from "../../core/ports/source-definition.ts";
import { toApiPath } from "../../core/source/api-path.ts";
import { pikaDefinition } from "./definition.ts";
import { toJobListResult } from "./job-list-result.ts";
import { toPollResult } from "./poll-result.ts";
import { recognisePika } from "./recognise.ts";
import { toRetryRequestResult } from "./retry-request-result.ts";
import { isKnownStatus } from "./to-job.ts";

/** A retry is answered only once the job was submitted upstream, and giving up on it leaves the user in doubt. */
const RETRY_TIMEOUT_MS = 30_000;

/** See {@link pikaDefinition}. */
export class PikaJobSource implements JobSource {
  readonly name = pikaDefinition.name;
  readonly displayName = pikaDefinition.displayName;
  readonly limits = pikaDefinition.limits;
  readonly #client: ApiClient;
  readonly #path: string;
  readonly #headers: Readonly<Record<string, string>>;

  constructor({ values, createClient }: SourceOptions) {
    const { PIKA_API_URL: baseUrl = "", PIKA_API_TOKEN: token = "" } = values;
    this.#client = createClient(baseUrl);
    this.#path = toApiPath(baseUrl, "");
    this.#headers = { authorization: `Bearer ${token}` };
  }

  readonly recognise = recognisePika;
  readonly toPublicId = shortJobId;

  async pollJob(jobId: string, signal?: AbortSignal): Promise<PollResult> {
    const pollResult = await this.#client.ask<PollResult>(
      this.#query(`/jobs/?jobid=${encodeURIComponent(jobId)}`, {
        call: "job",
        isPoll: true,
        jobId,
        signal,
        toResult: (answer) => toPollResult(answer, jobId),
      }),
    );
    if (pollResult.kind === "job" && !isKnownStatus(pollResult.job.facts.status))
      this.#client.noteUnknownStatus(jobId, pollResult.job.facts.status);
    return pollResult;
  }

  async listJobs(signal?: AbortSignal): Promise<JobListResult> {
    return this.#client.ask<JobListResult>(
      this.#query("/jobs", { call: "jobs", signal, toResult: toJobListResult }),
    );
  }

  async retryJob(jobId: string, signal?: AbortSignal): Promise<RetryRequestResult> {
    return this.#client.act<RetryRequestResult>(
      this.#query("/button", {
        method: "POST",
        form: { jobid: jobId, button: "retry" },
        timeoutMs: RETRY_TIMEOUT_MS,
        call: "button",
        jobId,
        signal,
        toResult: (answer) => toRetryRequestResult(answer, jobId),
      }),
    );
  }

  /** Requests in flight resolve at once: queries as unavailable, retries as unknown. */
  async close(): Promise<void> {
    await this.#client.close();
  }

  #query<Result extends { readonly kind: string }>(
    path: string,
    query: Omit<ApiQuery<Result>, "path">,
  ): ApiQuery<Result> {
    return { ...query, path: `${this.#path}${path}`, headers: this.#headers };
  }
}

/** Creates a client of the Pika API. It connects at the first request. */
export const createPikaJobSource = (options: SourceOptions): PikaJobSource =>
  new PikaJobSource(options);
