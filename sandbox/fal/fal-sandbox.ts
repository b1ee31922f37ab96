/*
 * A stand-in for fal's queue and its file host, on two loopback ports.
 *
 * Like the real API: `GET /{owner}/{app}/requests/{id}/status` with 202 while the request waits or runs and 200 once it is
 * COMPLETED, however it ended; `GET /{owner}/{app}/requests/{id}` with the result, or with the status and the body of the
 * error; both errors' forms (`detail` as a list with `type`, or a text with `error_type`), also in the header
 * `x-fal-error-type`; the namespaces `workflows/` and `comfy/` in front of the owner; `Authorization: Key …`; `queue_position`
 * from 0; `x-fal-request-id` and `x-fal-billable-units` on results; public files on another host, which must not get the key;
 * `PUT …/cancel` with its words, which takes a waiting request out of the queue and stops one that runs.
 *
 * Unlike the real API: requests change when a test says so, there is no submission, no log and no stream, and
 * nothing is deleted. A result that is asked for too early is 400 with the published text; its status is assumed. Invented:
 * the texts of 401 and 404, the preview beside a video, the statuses of answers to a cancellation, how a stopped request ends,
 * and that an unknown path and a request that was taken out of the queue are a 404.
 *
 * fal's own client (@fal-ai/client 1.10.1) reads its statuses, its results and its errors.
 */
import {
  createJobApiServer,
  type ApiRequest,
  type ApiResponse,
} from "../job-api/job-api-server.ts";
import type { JobApiServer } from "../job-api/job-api-server.ts";

/** A request in the queue. */
export type FalState =
  | { readonly kind: "queued"; readonly position: number }
  /** `word`: its status. Default: `IN_PROGRESS`. */
  | { readonly kind: "running"; readonly word?: string }
  | {
      readonly kind: "ended";
      /** The answer to a query for the result. */
      readonly result: ApiResponse;
      /** Further fields of the status, such as `error`. */
      readonly status?: Readonly<Record<string, unknown>>;
    };

/** A running stand-in. */
export interface FalSandbox {
  /** The value for `FAL_API_URL`. */
  readonly url: string;
  /** Host and port for `RELAY_MEDIA_ALLOWED_HOSTS`. */
  readonly mediaHost: string;
  readonly key: string;
  /** The queue's server. */
  readonly server: JobApiServer;
  /** The file host. */
  readonly media: JobApiServer;
  /** Requests for files that carried a key. */
  readonly violations: readonly string[];
  /** Adds a running request of an app (default `fal-ai/pika`); returns `<app>:<request id>`. */
  addJob(app?: string): string;
  setJob(jobId: string, state: FalState): void;
  /** `undefined` once the request was taken out of the queue. */
  stateOf(jobId: string): FalState | undefined;
  removeJob(jobId: string): void;
  /** Keeps a file on the file host; returns its address. */
  addFile(bytes: Uint8Array, name: string): string;
  /** The body of a result with one video, with a preview beside it. */
  videoResult(bytes: Uint8Array): Record<string, unknown>;
  close(): Promise<void>;
}

const PATH = /^\/(.+)\/requests\/([^/]+?)(\/status|\/cancel)?$/;

/** Starts a stand-in on 127.0.0.1. `port`: default any free one. */
export async function createFalSandbox({
  port,
  key = "sandbox-fal-id:sandbox-fal-secret",
}: { readonly port?: number; readonly key?: string } = {}): Promise<FalSandbox> {
  const jobs = new Map<string, FalState>();
  const files = new Map<string, Uint8Array>();
  const violations: string[] = [];
  const media = await createJobApiServer(({ url, headers }) => {
    if (headers.authorization !== undefined) violations.push(`a key was sent for ${url.pathname}`);
    const body = files.get(url.pathname);
    return body === undefined
      ? { status: 404 }
      : { status: 200, headers: { "content-type": "application/octet-stream" }, body };
  });
  const server = await createJobApiServer((request) => answer(request, { jobs, key }), {
    ...(port !== undefined && { port }),
  });
  const addFile = (bytes: Uint8Array, name: string): string => {
    const path = `/files/b/${files.size + 1}/${name}`;
    files.set(path, bytes);
    return `${media.origin}${path}`;
  };
  return {
    url: server.origin,
    mediaHost: new URL(media.origin).host,
    key,
    server,
    media,
    violations,
    addJob: (app = "fal-ai/pika") => {
      const jobId = `${app}:${crypto.randomUUID()}`;
      jobs.set(jobId, { kind: "running" });
      return jobId;
    },
    setJob: (jobId, state) => void jobs.set(jobId, state),
    stateOf: (jobId) => jobs.get(jobId),
    removeJob: (jobId) => void jobs.delete(jobId),
    addFile,
    videoResult: (bytes) => ({
      video: toFile(addFile(bytes, "output.mp4"), "video/mp4", bytes),
      thumbnail: toFile(addFile(bytes, "thumbnail.jpg"), "image/jpeg", bytes),
      image: toFile(addFile(bytes, "first-frame.png"), "image/png", bytes),
      seed: 7,
    }),
    close: async () => {
      await Promise.all([server.close(), media.close()]);
    },
  };
}

const toFile = (
  url: string,
  contentType: string,
  bytes: Uint8Array,
): Record<string, string | number> => ({
  url,
  content_type: contentType,
  file_name: url.slice(url.lastIndexOf("/") + 1),
  file_size: bytes.length,
});

function answer(
  { method, url, headers }: ApiRequest,
  { jobs, key }: { readonly jobs: Map<string, FalState>; readonly key: string },
): ApiResponse {
  if (headers.authorization !== `Key ${key}`)
    return { status: 401, body: { detail: "Authentication is required to access this app" } };
  const [, app = "", requestId = "", end] = PATH.exec(url.pathname) ?? [];
  const state = jobs.get(`${app}:${requestId}`);
  if (method === "PUT" && end === "/cancel") return cancel(`${app}:${requestId}`, jobs);
  if (method !== "GET" || !state || end === "/cancel")
    return { status: 404, body: { detail: "Request not found" } };
  return end === undefined ? toResult(state, requestId) : toStatus(state, { app, requestId });
}

function cancel(jobId: string, jobs: Map<string, FalState>): ApiResponse {
  const state = jobs.get(jobId);
  if (!state) return { status: 404, body: { status: "NOT_FOUND" } };
  if (state.kind === "ended") return { status: 400, body: { status: "ALREADY_COMPLETED" } };
  const body = { detail: "Request was cancelled", error_type: "client_cancelled" };
  if (state.kind === "queued") jobs.delete(jobId);
  else jobs.set(jobId, { kind: "ended", result: { status: 499, body } });
  return { status: 202, body: { status: "CANCELLATION_REQUESTED" } };
}

function toStatus(
  state: FalState,
  { app, requestId }: { readonly app: string; readonly requestId: string },
): ApiResponse {
  const response_url = `https://queue.fal.run/${app}/requests/${requestId}`;
  const common = {
    request_id: requestId,
    response_url,
    status_url: `${response_url}/status`,
    cancel_url: `${response_url}/cancel`,
  };
  switch (state.kind) {
    case "queued":
      return {
        status: 202,
        body: { status: "IN_QUEUE", queue_position: state.position, ...common },
      };
    case "running":
      return { status: 202, body: { status: state.word ?? "IN_PROGRESS", ...common } };
    case "ended":
      return { status: 200, body: { status: "COMPLETED", ...common, logs: null, ...state.status } };
  }
}

function toResult(state: FalState, requestId: string): ApiResponse {
  if (state.kind !== "ended")
    return { status: 400, body: { detail: "Request is still in progress" } };
  const { result } = state;
  return { ...result, headers: { "x-fal-request-id": requestId, ...result.headers } };
}
