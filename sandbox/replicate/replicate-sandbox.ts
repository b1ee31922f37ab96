/*
 * A stand-in for Replicate's API and the server of its files, on one loopback port.
 *
 * Like the real API: `GET /v1/predictions/{id}` with the fields of the vendor's own client; bearer authorisation; an output that
 * is a text, a list or an object of anything; an output that is there in part while the prediction runs; `data_removed`, after
 * which input, output and logs are gone and the files answer 404; a 429 that tells the wait in words.
 *
 * Unlike the real API: predictions don't run, a test shows their state; nothing is deleted after an hour, `removeData` does it;
 * nothing can be made, listed or cancelled; the real files lie on a host of their own.
 *
 * Invented: the text of the 404 and of the 500, the model, the logs.
 */
import { randomInt } from "node:crypto";
import {
  createJobApiServer,
  type ApiRequest,
  type ApiResponse,
  type JobApiServer,
} from "../job-api/job-api-server.ts";

/** A prediction, as the API answers with it. */
export interface Prediction {
  readonly status: string;
  readonly input?: unknown;
  readonly output?: unknown;
  readonly error?: unknown;
  readonly logs?: string;
  readonly data_removed?: boolean;
  readonly created_at?: string;
  readonly started_at?: string;
  readonly completed_at?: string;
}

/** A running stand-in. */
export interface ReplicateSandbox {
  readonly server: JobApiServer;
  /** The value for `REPLICATE_API_URL`. */
  readonly url: string;
  readonly token: string;
  /** Adds a prediction that runs; returns its id. */
  addPrediction(): string;
  /** Overrides fields of a prediction. */
  show(id: string, fields: Partial<Prediction>): void;
  /** Adds a file; returns its address. */
  addFile(name: string, bytes: Uint8Array): string;
  /** Deletes input, output, logs and all files of a prediction, as the API does after an hour. */
  removeData(id: string): void;
  /** From now on the prediction is not known. */
  remove(id: string): void;
  close(): Promise<void>;
}

const ID_LENGTH = 26;
const ID_SIGNS = "abcdefghjkmnpqrstvwxyz0123456789";

/** Starts a stand-in. `port`: default any free one. */
export async function createReplicateSandbox(
  options: { readonly port?: number; readonly token?: string } = {},
): Promise<ReplicateSandbox> {
  const { token = "r8_stand-in" } = options;
  const predictions = new Map<string, Prediction>();
  const files = new Map<string, Uint8Array>();
  const handle = (request: ApiRequest): ApiResponse => {
    const { pathname } = request.url;
    if (pathname.startsWith("/files/")) return toFile(files.get(pathname));
    if (request.headers.authorization !== `Bearer ${token}`) return UNAUTHENTICATED;
    const id = /^\/v1\/predictions\/([^/]+)$/.exec(pathname)?.[1] ?? "";
    const prediction = predictions.get(id);
    if (request.method !== "GET" || !prediction) return NOT_FOUND;
    return { status: 200, body: toBody(id, prediction, request.url.origin) };
  };
  const server = await createJobApiServer(handle, options);
  return {
    server,
    url: server.origin,
    token,
    addPrediction: () => {
      const id = Array.from({ length: ID_LENGTH }, () => ID_SIGNS[randomInt(32)]).join("");
      const created_at = new Date().toISOString();
      predictions.set(id, { status: "starting", input: { prompt: "a cat" }, logs: "", created_at });
      return id;
    },
    show: (id, fields) => {
      predictions.set(id, { ...(predictions.get(id) ?? { status: "starting" }), ...fields });
    },
    addFile: (name, bytes) => {
      const path = `/files/${files.size}/${name}`;
      files.set(path, bytes);
      return `${server.origin}${path}`;
    },
    removeData: (id) => {
      const { output, ...kept } = predictions.get(id) ?? { status: "succeeded" };
      for (const path of files.keys())
        if (JSON.stringify(output ?? null).includes(path)) files.delete(path);
      predictions.set(id, { ...kept, input: {}, output: null, logs: "", data_removed: true });
    },
    remove: (id) => void predictions.delete(id),
    close: () => server.close(),
  };
}

const UNAUTHENTICATED: ApiResponse = {
  status: 401,
  body: {
    title: "Unauthenticated",
    detail: "You did not pass a valid authentication token",
    status: 401,
  },
};

const NOT_FOUND: ApiResponse = {
  status: 404,
  body: { title: "Not found", detail: "The requested resource could not be found.", status: 404 },
};

const toFile = (bytes: Uint8Array | undefined): ApiResponse =>
  bytes ? { status: 200, headers: { "content-type": "video/mp4" }, body: bytes } : { status: 404 };

const toBody = (id: string, prediction: Prediction, origin: string): object => ({
  id,
  model: "stand-in/video",
  version: "hidden",
  source: "api",
  data_removed: false,
  error: null,
  output: null,
  metrics: {},
  urls: {
    get: `${origin}/v1/predictions/${id}`,
    cancel: `${origin}/v1/predictions/${id}/cancel`,
    web: `https://replicate.com/p/${id}`,
  },
  ...prediction,
});
