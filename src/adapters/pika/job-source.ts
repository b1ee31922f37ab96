import type { ApiClient, ApiQuery, CreateApiClient } from "../../core/ports/api-client.ts";
import type { JobListResult, PollResult, RetryRequestResult } from "../../core/job/job.ts";
import { shortJobId } from "../../core/job/short-job-id.ts";
import type { JobSource } from "../../core/ports/job-source.ts";
import { toJobListResult } from "./job-list-result.ts";
import { toPollResult } from "./poll-result.ts";
import { recognisePika } from "./recognise.ts";
import { toRetryRequestResult } from "./retry-request-result.ts";
import { isKnownStatus } from "./to-job.ts";

/** A retry is answered only once the job was submitted upstream, and giving up on it leaves the user in doubt. */
const RETRY_TIMEOUT_MS = 30_000;

/** Options of {@link PikaJobSource}. */
export interface PikaJobSourceOptions {
  /** For example `https://api.useapi.net/v1/pika`, with or without a slash at the end. */
  readonly baseUrl: string;
  readonly token: string;
  readonly createClient: CreateApiClient;
}

/** The Pika API of useapi.net: the job API that this relay was made for. */
export class PikaJobSource implements JobSource {
  readonly name = "pika";
  readonly displayName = "Pika";
  readonly limits = {
    // The API itself looks upstream every 15 s at most.
    minPollIntervalMs: 10_000,
    recordsKeptMs: 31 * 86_400_000,
    mediaKeptMs: 86_400_000,
  };
  readonly #client: ApiClient;
  readonly #path: string;
  readonly #headers: Readonly<Record<string, string>>;

  constructor({ baseUrl, token, createClient }: PikaJobSourceOptions) {
    this.#client = createClient(baseUrl);
    this.#path = new URL(baseUrl).pathname.replace(/\/+$/, "");
    this.#headers = { authorization: `Bearer ${token}` };
  }

  readonly recognise = recognisePika;
  readonly toPublicId = shortJobId;

  async pollJob(jobId: string, signal?: AbortSignal): Promise<PollResult> {
    const pollResult = await this.#client.ask<PollResult>(
      this.#query(`/jobs/?jobid=${encodeURIComponent(jobId)}`, {
        call: "job",
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
export const createPikaJobSource = (options: PikaJobSourceOptions): PikaJobSource =>
  new PikaJobSource(options);
