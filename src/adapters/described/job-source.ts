import type { PollResult } from "../../core/job/job.ts";
import type { RecognisedJob } from "../../core/job/job-reference.ts";
import type { ApiClient } from "../../core/ports/api-client.ts";
import type { JobSource } from "../../core/ports/job-source.ts";
import type { MediaRequest } from "../../core/ports/media.ts";
import type { SourceOptions, SourceValues } from "../../core/ports/source-definition.ts";
import { toApiPath } from "../../core/source/api-path.ts";
import { toDefinition, urlVariableOf } from "./definition.ts";
import type { SourceDescription } from "./format/description.ts";
import {
  isKnownStatus,
  toFinalResult,
  toStatusResult,
  withoutFiles,
  type ReadContext,
  type StatusResult,
} from "./answer/poll-result.ts";
import { toPublicId } from "./public-id.ts";
import { partsOf, recogniseDescribed } from "./recognise.ts";
import { fillHeaders, fillPath, placesIn } from "./format/template.ts";

/** Longest time for one of two requests, in milliseconds: together they stay within the 15 s of a poll. */
const HALF_TIMEOUT_MS = 7_500;

/** A job API that a file describes. */
export class DescribedJobSource implements JobSource {
  readonly name: string;
  readonly displayName: string;
  readonly limits: JobSource["limits"];
  readonly #description: SourceDescription;
  readonly #values: SourceValues;
  readonly #client: ApiClient;
  readonly #baseUrl: string;
  readonly #origin: string;
  readonly #path: string;

  constructor(description: SourceDescription, { values, createClient }: SourceOptions) {
    const { name, displayName, limits } = toDefinition(description, true);
    this.name = name;
    this.displayName = displayName;
    this.limits = limits;
    this.#description = description;
    this.#values = values;
    const { baseUrl: ownUrl } = description;
    const url = values[urlVariableOf(description)] ?? ownUrl;
    this.#client = createClient(url);
    this.#origin = new URL(url).origin;
    this.#path = toApiPath(url, new URL(ownUrl).pathname.replace(/\/+$/, ""));
    this.#baseUrl = `${this.#origin}${this.#path}`;
  }

  recognise(text: string): RecognisedJob | undefined {
    return recogniseDescribed(this.#description, text, this.#baseUrl);
  }

  toPublicId(jobId: string): string {
    return toPublicId(this.#ownId(jobId), this.#description.job.shown);
  }

  async pollJob(jobId: string, signal?: AbortSignal): Promise<PollResult> {
    const { status, result: rules } = this.#description;
    const parts = partsOf(this.#description, jobId);
    if (!parts) return { kind: "not-found", message: "This is no id of this API." };
    const context = this.#context(jobId);
    const first = await this.#client.ask<StatusResult>({
      ...this.#request(fillPath(status.path, parts), { jobId, signal }),
      method: status.method,
      call: "job",
      isPoll: true,
      ...(rules && { timeoutMs: HALF_TIMEOUT_MS }),
      toResult: (answer) => toStatusResult(answer, context),
    });
    if (first.kind !== "job") return first;
    const { values, ...found } = first;
    const { job } = found;
    if (!isKnownStatus(this.#description, job))
      this.#client.noteUnknownStatus(jobId, job.facts.status);
    if (!rules || job.phase !== "completed") return found;
    const known = { ...parts, ...values };
    if (placesIn(rules.path).some((place) => known[place] === undefined))
      return { kind: "job", job: withoutFiles(job, this.#description) };
    return this.#client.ask<PollResult>({
      ...this.#request(fillPath(rules.path, known), { jobId, signal }),
      call: "result",
      timeoutMs: HALF_TIMEOUT_MS,
      toResult: (answer) => toFinalResult(answer, { job, rules, context }),
    });
  }

  async locateMedia({
    attachment,
  }: Parameters<NonNullable<JobSource["locateMedia"]>>[0]): Promise<MediaRequest> {
    const { url } = attachment;
    const origin = URL.parse(url)?.origin;
    const { download } = this.#description;
    const isOwnOrigin = origin === this.#origin;
    const mayHaveKey = isOwnOrigin || download?.origins.some((each) => each === origin) === true;
    return {
      url,
      ...(isOwnOrigin && { isOwnOrigin }),
      ...(download && mayHaveKey && { headers: fillHeaders(download.headers, this.#values) }),
    };
  }

  async close(): Promise<void> {
    await this.#client.close();
  }

  #ownId(jobId: string): string {
    return partsOf(this.#description, jobId)?.["id"] ?? jobId;
  }

  #context(jobId: string): ReadContext {
    const ownId = this.#ownId(jobId);
    return { description: this.#description, jobId, ownId, origin: this.#origin };
  }

  #request(path: string, about: { jobId: string; signal: AbortSignal | undefined }) {
    const headers = fillHeaders(this.#description.headers, this.#values);
    return { ...about, path: `${this.#path}${path}`, headers };
  }
}
