import type { RecognisedJob } from "../../core/job/job-reference.ts";
import type { CancelRequestResult, PollResult } from "../../core/job/job.ts";
import { shortJobId } from "../../core/job/short-job-id.ts";
import type { ApiClient } from "../../core/ports/api-client.ts";
import type { JobSource } from "../../core/ports/job-source.ts";
import type { SourceOptions } from "../../core/ports/source-definition.ts";
import { toApiPath } from "../../core/source/api-path.ts";
import { toCancelResult } from "./cancel-result.ts";
import { runwayDefinition } from "./definition.ts";
import { parseJobPath, type JobPath } from "./job-path.ts";
import { toPollResult } from "./poll-result.ts";
import { recogniseRunway } from "./recognise.ts";
import { isKnownStatus } from "./to-job.ts";

/** The API refuses requests that name no version. */
const API_VERSION = "2024-11-06";
/** A poll may need two requests, and has 15 seconds. */
const TIMEOUT_MS = 7_000;

/** See {@link runwayDefinition}. */
export class RunwayJobSource implements JobSource {
  readonly name = runwayDefinition.name;
  readonly displayName = runwayDefinition.displayName;
  readonly limits = runwayDefinition.limits;
  readonly #client: ApiClient;
  readonly #host: string;
  readonly #path: string;
  readonly #headers: Readonly<Record<string, string>>;

  constructor({ values, createClient }: SourceOptions) {
    const { RUNWAYML_API_URL: baseUrl = "", RUNWAYML_API_SECRET: secret = "" } = values;
    this.#client = createClient(baseUrl);
    this.#host = new URL(baseUrl).host;
    this.#path = toApiPath(baseUrl, "/v1");
    this.#headers = { authorization: `Bearer ${secret}`, "x-runway-version": API_VERSION };
  }

  recognise(text: string): RecognisedJob | undefined {
    return recogniseRunway(text, this.#host);
  }

  toPublicId(jobId: string): string {
    return shortJobId(parseJobPath(jobId).id);
  }

  /** An id that is not known as a task's may be an invocation's: people paste it alone. */
  async pollJob(jobId: string, signal?: AbortSignal): Promise<PollResult> {
    const { kind, id } = parseJobPath(jobId);
    const first = await this.#ask(jobId, { kind, id }, signal);
    const pollResult =
      first.kind === "not-found" && kind === "tasks"
        ? await this.#ask(jobId, { kind: "workflow_invocations", id }, signal)
        : first;
    if (pollResult.kind === "job" && !isKnownStatus(pollResult.job.facts.status))
      this.#client.noteUnknownStatus(jobId, pollResult.job.facts.status);
    return pollResult;
  }

  /** The request that cancels a running task deletes one that has ended, with its files: so the task is asked for first. */
  async cancelJob(jobId: string, signal?: AbortSignal): Promise<CancelRequestResult> {
    const path = parseJobPath(jobId);
    const before = await this.#ask(jobId, path, signal);
    if (before.kind !== "job") return before;
    if (!before.job.facts.isCancellable) return { kind: "over" };
    return this.#client.act<CancelRequestResult>({
      ...this.#query(jobId, path, signal),
      method: "DELETE",
      call: "cancel",
      toResult: toCancelResult,
    });
  }

  async close(): Promise<void> {
    await this.#client.close();
  }

  async #ask(jobId: string, path: JobPath, signal?: AbortSignal): Promise<PollResult> {
    const pollResult = await this.#client.ask<PollResult>({
      ...this.#query(jobId, path, signal),
      call: "job",
      isPoll: true,
      toResult: (answer) => toPollResult(answer, jobId),
    });
    return path.kind === "tasks" ? markCancellable(pollResult) : pollResult;
  }

  #query(jobId: string, { kind, id }: JobPath, signal: AbortSignal | undefined) {
    const path = `${this.#path}/${kind}/${encodeURIComponent(id)}`;
    return { path, headers: this.#headers, timeoutMs: TIMEOUT_MS, jobId, signal };
  }
}

/** Tasks can be cancelled; of workflow invocations no document says so. */
function markCancellable(pollResult: PollResult): PollResult {
  if (pollResult.kind !== "job" || pollResult.job.phase !== "running") return pollResult;
  const { job } = pollResult;
  return { ...pollResult, job: { ...job, facts: { ...job.facts, isCancellable: true } } };
}

/** Creates a client of Runway's API. It connects at the first request. */
export const createRunwayJobSource = (options: SourceOptions): RunwayJobSource =>
  new RunwayJobSource(options);
