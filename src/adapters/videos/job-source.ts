import type { Attachment, PollResult } from "../../core/job/job.ts";
import type { RecognisedJob } from "../../core/job/job-reference.ts";
import type { ApiClient } from "../../core/ports/api-client.ts";
import type { JobSource } from "../../core/ports/job-source.ts";
import type { MediaRequest } from "../../core/ports/media.ts";
import type { SourceDefinition, SourceOptions } from "../../core/ports/source-definition.ts";
import { toApiPath } from "../../core/source/api-path.ts";
import { openrouterDefinition, togetherDefinition, videosDefinition } from "./definition.ts";
import { parseJobId } from "./job-id.ts";
import { toPollResult } from "./poll-result.ts";
import { recogniseVideo } from "./recognise.ts";
import { isKnownStatus } from "./to-job.ts";
import { OPENROUTER, TOGETHER, VIDEOS, type VideoApi } from "./video-api.ts";

const MAX_PUBLIC_LENGTH = 12;
/** The beginnings of ids are all the same. */
const PUBLIC_END = 8;

/** OpenRouter, Together AI or another API of OpenAI's form. */
export class VideoJobSource implements JobSource {
  readonly name: string;
  readonly displayName: string;
  readonly limits: JobSource["limits"];
  readonly #api: VideoApi;
  readonly #client: ApiClient;
  readonly #origin: string;
  readonly #host: string;
  readonly #path: string;
  readonly #headers: Readonly<Record<string, string>>;

  constructor(
    api: VideoApi,
    definition: SourceDefinition,
    { values, createClient }: SourceOptions,
  ) {
    const { [api.urlVariable]: baseUrl = "", [api.keyVariable]: key = "" } = values;
    this.name = definition.name;
    this.displayName = definition.displayName;
    this.limits = definition.limits;
    this.#api = api;
    this.#client = createClient(baseUrl);
    ({ origin: this.#origin, host: this.#host } = new URL(baseUrl));
    // A gateway may have the same API under another version.
    this.#path = toApiPath(baseUrl, /\/v\d+$/.exec(baseUrl)?.[0] ?? api.basePath);
    this.#headers = { authorization: `Bearer ${key}` };
  }

  recognise(text: string): RecognisedJob | undefined {
    return recogniseVideo(text, this.#api, this.#host);
  }

  toPublicId(jobId: string): string {
    const { id } = parseJobId(jobId);
    return id.length <= MAX_PUBLIC_LENGTH ? id : id.slice(-PUBLIC_END);
  }

  /** A job of a host that is not set any more waits until it is set again. */
  async pollJob(jobId: string, signal?: AbortSignal): Promise<PollResult> {
    const { host = this.#host, id } = parseJobId(jobId);
    if (host !== this.#host) return { kind: "unavailable" };
    const path = `${this.#path}/videos/${encodeURIComponent(id)}`;
    const contentUrl = `${this.#origin}${path}/content`;
    const { hasUnlistedFile } = this.#api;
    const pollResult = await this.#client.ask<PollResult>({
      path,
      headers: this.#headers,
      call: "job",
      isPoll: true,
      jobId,
      signal,
      toResult: (answer) => toPollResult(answer, { jobId, id, contentUrl, hasUnlistedFile }),
    });
    if (pollResult.kind === "job" && !isKnownStatus(pollResult.job.facts.status))
      this.#client.noteUnknownStatus(jobId, pollResult.job.facts.status);
    return pollResult;
  }

  /** The key is sent to the API's own origin only. Never rejects. */
  async locateMedia({
    attachment: { url },
  }: {
    readonly attachment: Attachment;
  }): Promise<MediaRequest> {
    const isOwnOrigin = URL.parse(url)?.origin === this.#origin;
    return isOwnOrigin ? { url, headers: this.#headers, isOwnOrigin } : { url };
  }

  async close(): Promise<void> {
    await this.#client.close();
  }
}

/** Creates a client of OpenRouter. It connects at the first request. */
export const createOpenrouterJobSource = (options: SourceOptions): VideoJobSource =>
  new VideoJobSource(OPENROUTER, openrouterDefinition, options);

/** Creates a client of Together AI. It connects at the first request. */
export const createTogetherJobSource = (options: SourceOptions): VideoJobSource =>
  new VideoJobSource(TOGETHER, togetherDefinition, options);

/** Creates a client of another API of OpenAI's form. It connects at the first request. */
export const createVideosJobSource = (options: SourceOptions): VideoJobSource =>
  new VideoJobSource(VIDEOS, videosDefinition, options);
