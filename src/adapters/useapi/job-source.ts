import type { ApiClient, ApiQuery } from "../../core/ports/api-client.ts";
import { MediaError } from "../../core/errors.ts";
import type { PollResult, SourceProblem } from "../../core/job/job.ts";
import type { JobSource } from "../../core/ports/job-source.ts";
import type { MediaRequest } from "../../core/ports/media.ts";
import type { SourceOptions } from "../../core/ports/source-definition.ts";
import { useapiDefinition } from "./definition.ts";
import { parseJobId, toPublicId, toStatusPath, type UseapiJob } from "./job-id.ts";
import { toCleanCopyLink, toCleanCopyPath, toKeyedFilePath } from "./media-link.ts";
import { toPollResult } from "./poll-result.ts";
import { recogniseUseapi } from "./recognise.ts";
import { KEYED_FILE_URL } from "./services.ts";
import { isKnownStatus } from "./to-job.ts";

/** A base URL may end in the version of one of the services. */
const VERSION = /\/v\d$/;

/** See {@link useapiDefinition}. */
export class UseapiJobSource implements JobSource {
  readonly name = useapiDefinition.name;
  readonly displayName = useapiDefinition.displayName;
  readonly limits = useapiDefinition.limits;
  readonly #client: ApiClient;
  readonly #baseUrl: URL;
  readonly #path: string;
  readonly #headers: Readonly<Record<string, string>>;

  constructor({ values, createClient }: SourceOptions) {
    const { USEAPI_API_URL: baseUrl = "", USEAPI_TOKEN: token = "" } = values;
    this.#client = createClient(baseUrl);
    this.#baseUrl = new URL(baseUrl);
    this.#path = this.#baseUrl.pathname.replace(/\/+$/, "").replace(VERSION, "");
    this.#headers = { authorization: `Bearer ${token}` };
  }

  readonly recognise: JobSource["recognise"] = (text) => recogniseUseapi(text, this.#baseUrl.host);
  readonly toPublicId = toPublicId;

  async pollJob(jobId: string, signal?: AbortSignal): Promise<PollResult> {
    const job = parseJobId(jobId);
    if (!job) return { kind: "not-found", message: "no service of useapi.net has such an id" };
    const pollResult = await this.#ask<PollResult>({
      call: "job",
      isPoll: true,
      path: toStatusPath(job),
      jobId,
      signal,
      toResult: (answer) => toPollResult(answer, jobId, job),
    });
    if (pollResult.kind === "job") this.#noteStatus(job, jobId, pollResult.job.facts.status);
    return pollResult;
  }

  async locateMedia({
    jobId,
    attachment,
    signal,
  }: Parameters<NonNullable<JobSource["locateMedia"]>>[0]): Promise<MediaRequest> {
    const job = parseJobId(jobId);
    const plain = { url: attachment.url };
    if (!job) return plain;
    if (job.service.fetch === "by-key" && attachment.url === KEYED_FILE_URL)
      return this.#keyedFile(jobId, job, signal);
    const path = job.service.fetch === "clean-copy" ? toCleanCopyPath(job, attachment) : undefined;
    if (path === undefined) return plain;
    const query = { call: "download", path, jobId, signal, toResult: toCleanCopyLink };
    const link = await this.#ask(query);
    return link.kind === "link" ? { url: link.url } : plain;
  }

  /** Requests in flight resolve at once as unavailable. */
  async close(): Promise<void> {
    await this.#client.close();
  }

  async #keyedFile(
    jobId: string,
    job: UseapiJob,
    signal: AbortSignal | undefined,
  ): Promise<MediaRequest> {
    const link = await this.#ask({
      call: "media",
      path: toStatusPath(job),
      jobId,
      signal,
      toResult: (answer) => toKeyedFilePath(answer, jobId, job),
    });
    if (link.kind === "not-found")
      throw new MediaError("link_expired", "the API has no such file any more");
    if (link.kind !== "link")
      throw new MediaError("unavailable", `the API does not say where the file is: ${link.kind}`);
    const url = `${this.#baseUrl.origin}${this.#path}${link.url}`;
    return { url, headers: this.#headers, isOwnOrigin: true };
  }

  #noteStatus({ service }: UseapiJob, jobId: string, status: string): void {
    // An answer that says itself whether the job has ended may have any word.
    if (!service.isFinal && !isKnownStatus(service, status))
      this.#client.noteUnknownStatus(jobId, status);
  }

  async #ask<Result extends { readonly kind: string }>(
    query: ApiQuery<Result>,
  ): Promise<Result | SourceProblem> {
    const path = `${this.#path}${query.path}`;
    return this.#client.ask<Result>({ ...query, path, headers: this.#headers });
  }
}

/** Creates a client of useapi.net. It connects at the first request. */
export const createUseapiJobSource = (options: SourceOptions): UseapiJobSource =>
  new UseapiJobSource(options);
