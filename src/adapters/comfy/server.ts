import type { Attachment, CancelRequestResult, PollResult } from "../../core/job/job.ts";
import type { ApiClient, ApiQuery, CreateApiClient } from "../../core/ports/api-client.ts";
import type { MediaRequest } from "../../core/ports/media.ts";
import { fromAssetUrl, toAssetLink, type AssetLink } from "./asset-url.ts";
import type { ClassicContext } from "./ended-job.ts";
import { toHistoryResult, type ClassicResult } from "./history-result.ts";
import { toCancelResult, toPollResult } from "./poll-result.ts";
import { toQueueResult } from "./queue-result.ts";
import type { ServerAddress } from "./server-address.ts";
import { isKnownStatus } from "./to-job.ts";

/** Longest time for a poll with all its requests, part of the `JobSource` contract. */
const POLL_TIMEOUT_MS = 15_000;
/** In the place of an error of the server, which has none. */
const LOST =
  "This server has the job neither in its queue nor in its history. It keeps both in memory: a restart of ComfyUI loses them, and the job with them.";

/** Options of {@link ComfyServer}. */
export interface ComfyServerOptions {
  readonly address: ServerAddress;
  /** Not sent if the address is not safe. */
  readonly key: string | undefined;
  readonly createClient: CreateApiClient;
}

/** One poll, which may take several requests. */
interface Poll extends ClassicContext {
  readonly signal: AbortSignal | undefined;
  /** When it has to be over, as `performance.now()`. */
  readonly endsAtMs: number;
}

/** The answer to the first request to a server that may be a classic one. */
type FirstResult = PollResult | { readonly kind: "not-v2" };

/** One ComfyUI server, with either API. */
export class ComfyServer {
  readonly #address: ServerAddress;
  readonly #client: ApiClient;
  readonly #headers: Readonly<Record<string, string>>;
  /** The API that the server speaks; `undefined` until an answer shows it. */
  #api: "v2" | "classic" | undefined;

  constructor({ address, key, createClient }: ComfyServerOptions) {
    this.#address = address;
    this.#client = createClient(address.origin);
    this.#headers = key !== undefined && address.isSafe ? { authorization: `Bearer ${key}` } : {};
  }

  /** Like `JobSource.pollJob`, for a UUID. */
  async pollJob(
    jobId: string,
    { uuid, signal }: { readonly uuid: string; readonly signal: AbortSignal | undefined },
  ): Promise<PollResult> {
    const { origin, root } = this.#address;
    const endsAtMs = performance.now() + POLL_TIMEOUT_MS;
    const pollResult = await this.#poll({ jobId, uuid, origin, root, signal, endsAtMs });
    // Another server may answer at this address by now, and no job may be lost because the wrong API is asked.
    const { kind } = pollResult;
    if (kind === "not-understood" || kind === "not-found") this.#api = undefined;
    return pollResult;
  }

  /** Like `JobSource.cancelJob`, for a UUID. Only with API v2: the other one has no jobs that can be cancelled. */
  async cancelJob(
    jobId: string,
    { uuid, signal }: { readonly uuid: string; readonly signal: AbortSignal | undefined },
  ): Promise<CancelRequestResult> {
    const { origin, root } = this.#address;
    return this.#client.act<CancelRequestResult>({
      method: "POST",
      path: `${root}/api/v2/jobs/${uuid}/cancel`,
      headers: this.#headers,
      call: "cancel",
      jobId,
      signal,
      toResult: (answer) => toCancelResult(answer, { jobId, uuid, origin }),
    });
  }

  /** Like `JobSource.locateMedia`. Never rejects. */
  async locateMedia(
    attachment: Attachment,
    signal: AbortSignal | undefined,
  ): Promise<MediaRequest> {
    const { origin, root } = this.#address;
    const { url, assetId } = fromAssetUrl(attachment.url);
    if (assetId === undefined) return this.#toMediaRequest(url);
    const asset = await this.#client.ask<AssetLink>({
      path: `${root}/api/v2/assets/${assetId}`,
      headers: this.#headers,
      call: "asset",
      signal,
      toResult: (answer) => toAssetLink(answer, origin),
    });
    // Without a new link, the old one may still be good. If not, the relay asks for the job again.
    return this.#toMediaRequest(asset.kind === "link" ? asset.url : url);
  }

  async close(): Promise<void> {
    await this.#client.close();
  }

  #toMediaRequest(url: string): MediaRequest {
    const isOwnOrigin = new URL(url).origin === this.#address.origin;
    return isOwnOrigin ? { url, headers: this.#headers, isOwnOrigin } : { url };
  }

  async #poll(poll: Poll): Promise<PollResult> {
    if (this.#api === "classic") return this.#pollClassic(poll);
    const first = await this.#ask<FirstResult>(poll, {
      path: `/api/v2/jobs/${poll.uuid}`,
      call: "job",
      isPoll: true,
      toResult: (answer) => {
        const pollResult = toPollResult(answer, poll);
        const isOther = pollResult.kind === "not-understood" && this.#api === undefined;
        return isOther ? { kind: "not-v2" } : pollResult;
      },
    });
    if (first.kind === "not-v2") return this.#pollClassic(poll);
    if (first.kind !== "job") return first;
    this.#api = "v2";
    const { status } = first.job.facts;
    if (!isKnownStatus(status)) this.#client.noteUnknownStatus(poll.jobId, status);
    return first;
  }

  /** The history has jobs that have ended, the queue all others. */
  async #pollClassic(poll: Poll): Promise<PollResult> {
    const before = await this.#askHistory(poll);
    if (before.kind === "job" || before.kind === "absent") this.#api = "classic";
    if (before.kind !== "absent") return before;
    const queued = await this.#ask<ClassicResult>(poll, {
      path: "/queue",
      call: "queue",
      toResult: (answer) => toQueueResult(answer, poll),
    });
    if (queued.kind !== "absent") return queued;
    // The job may have ended between the two answers. The server moves it from the queue into the history in one step.
    const after = await this.#askHistory(poll);
    return after.kind === "absent" ? { kind: "not-found", message: LOST } : after;
  }

  async #askHistory(poll: Poll): Promise<ClassicResult> {
    return this.#ask<ClassicResult>(poll, {
      path: `/history/${poll.uuid}`,
      call: "history",
      toResult: (answer) => toHistoryResult(answer, poll),
    });
  }

  async #ask<Result extends { readonly kind: string }>(
    { root, jobId, signal, endsAtMs }: Poll,
    query: Pick<ApiQuery<Result>, "path" | "call" | "isPoll" | "toResult">,
  ) {
    return this.#client.ask<Result>({
      ...query,
      path: `${root}${query.path}`,
      headers: this.#headers,
      timeoutMs: Math.max(1, endsAtMs - performance.now()),
      jobId,
      signal,
    });
  }
}
