import type { PollResult } from "../../core/job/job.ts";
import { shortJobId } from "../../core/job/short-job-id.ts";
import type { ApiClient } from "../../core/ports/api-client.ts";
import type { JobSource } from "../../core/ports/job-source.ts";
import type { SourceOptions } from "../../core/ports/source-definition.ts";
import type { RecognisedJob } from "../../core/job/job-reference.ts";
import { toApiPath } from "../../core/source/api-path.ts";
import { replicateDefinition } from "./definition.ts";
import { toPollResult } from "./poll-result.ts";
import { recogniseReplicate } from "./recognise.ts";
import { isKnownStatus } from "./to-job.ts";

/** See {@link replicateDefinition}. */
export class ReplicateJobSource implements JobSource {
  readonly name = replicateDefinition.name;
  readonly displayName = replicateDefinition.displayName;
  readonly limits = replicateDefinition.limits;
  readonly toPublicId = shortJobId;
  readonly #client: ApiClient;
  readonly #host: string;
  readonly #path: string;
  readonly #headers: Readonly<Record<string, string>>;

  constructor({ values, createClient }: SourceOptions) {
    const { REPLICATE_API_URL: baseUrl = "", REPLICATE_API_TOKEN: token = "" } = values;
    this.#client = createClient(baseUrl);
    this.#host = new URL(baseUrl).host;
    this.#path = toApiPath(baseUrl, "/v1");
    this.#headers = { authorization: `Bearer ${token}` };
  }

  recognise(text: string): RecognisedJob | undefined {
    return recogniseReplicate(text, this.#host);
  }

  async pollJob(jobId: string, signal?: AbortSignal): Promise<PollResult> {
    const pollResult = await this.#client.ask<PollResult>({
      path: `${this.#path}/predictions/${encodeURIComponent(jobId)}`,
      headers: this.#headers,
      call: "job",
      isPoll: true,
      jobId,
      signal,
      toResult: (answer) => toPollResult(answer, jobId),
    });
    if (pollResult.kind === "job" && !isKnownStatus(pollResult.job.facts.status))
      this.#client.noteUnknownStatus(jobId, pollResult.job.facts.status);
    return pollResult;
  }

  async close(): Promise<void> {
    await this.#client.close();
  }
}

/** Creates a client of Replicate's API. It connects at the first request. */
export const createReplicateJobSource = (options: SourceOptions): ReplicateJobSource =>
  new ReplicateJobSource(options);
