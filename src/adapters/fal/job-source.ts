import type { CancelRequestResult, PollResult } from "../../core/job/job.ts";
import type { RecognisedJob } from "../../core/job/job-reference.ts";
import type { ApiClient } from "../../core/ports/api-client.ts";
import type { JobSource } from "../../core/ports/job-source.ts";
import type { SourceOptions } from "../../core/ports/source-definition.ts";
import { toApiPath } from "../../core/source/api-path.ts";
import { toCancelResult } from "./cancel-result.ts";
import { falDefinition } from "./definition.ts";
import { parseFalJobId, type FalRequest } from "./job-id.ts";
import { isKnownStatus, toFinalResult, toStatusResult, type Completed } from "./poll-result.ts";
import { recogniseFal } from "./recognise.ts";

/** A poll takes up to two requests, and has 15 s in all. */
const TIMEOUT_MS = 7_500;
const PUBLIC_LENGTH = 8;

/** See {@link falDefinition}. Its files are on public addresses. */
export class FalJobSource implements JobSource {
  readonly name = falDefinition.name;
  readonly displayName = falDefinition.displayName;
  readonly limits = falDefinition.limits;
  readonly #client: ApiClient;
  readonly #baseUrl: string;
  readonly #headers: Readonly<Record<string, string>>;

  constructor({ values, createClient }: SourceOptions) {
    const { FAL_API_URL: baseUrl = "", FAL_KEY: key = "" } = values;
    this.#client = createClient(baseUrl);
    this.#baseUrl = baseUrl;
    this.#headers = { authorization: `Key ${key}` };
  }

  recognise(text: string): RecognisedJob | undefined {
    return recogniseFal(text, this.#baseUrl);
  }

  /** The beginning of the request's own id: the app's owner may be an account. */
  toPublicId(jobId: string): string {
    return (parseFalJobId(jobId)?.requestId ?? jobId).slice(0, PUBLIC_LENGTH);
  }

  async pollJob(jobId: string, signal?: AbortSignal): Promise<PollResult> {
    const request = parseFalJobId(jobId);
    if (!request) return { kind: "not-found", message: "" };
    const status = await this.#client.ask<PollResult | Completed>({
      ...this.#query(request, "/status", signal),
      call: "job",
      isPoll: true,
      toResult: (answer) => toStatusResult(answer, request),
    });
    if (status.kind === "job" && !isKnownStatus(status.job.facts.status))
      this.#client.noteUnknownStatus(jobId, status.job.facts.status);
    if (status.kind !== "completed") return status;
    return this.#client.ask<PollResult>({
      ...this.#query(request, "", signal),
      call: "result",
      toResult: (answer) => toFinalResult(answer, request, status),
    });
  }

  async cancelJob(jobId: string, signal?: AbortSignal): Promise<CancelRequestResult> {
    const request = parseFalJobId(jobId);
    if (!request) return { kind: "not-found", message: "" };
    return this.#client.act<CancelRequestResult>({
      ...this.#query(request, "/cancel", signal),
      method: "PUT",
      call: "cancel",
      toResult: toCancelResult,
    });
  }

  /** Requests in flight resolve at once: queries as unavailable, cancellations as unknown. */
  async close(): Promise<void> {
    await this.#client.close();
  }

  #query(
    { app, requestId }: FalRequest,
    end: "" | "/status" | "/cancel",
    signal: AbortSignal | undefined,
  ) {
    return {
      path: `${toApiPath(this.#baseUrl, "")}/${app}/requests/${requestId}${end}`,
      headers: this.#headers,
      timeoutMs: TIMEOUT_MS,
      jobId: `${app}:${requestId}`,
      signal,
    };
  }
}

/** Creates a client of fal's queue. It connects at the first request. */
export const createFalJobSource = (options: SourceOptions): FalJobSource =>
  new FalJobSource(options);
