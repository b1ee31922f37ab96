/*
 * A stand-in for the services of useapi.net and for the hosts of their files, on two loopback ports.
 *
 * Like the real API: the paths, the ids and the shapes of the answers, as the vendor's pages and scripts show them; bearer
 * authorisation; `{ "error", "code"? }` as the body of errors; previews, covers, watermarked twins and Midjourney's own copies
 * beside the result; Kling's e-mail address in the query and its second request for a clean file; Google Vids' file behind the
 * key, with the account's address in its name; PixVerse's 404 while a video is made; ids with the address of the account.
 *
 * Unlike the real API: jobs change when a test says so, none can be submitted, listed or cancelled, nothing expires, and links
 * are not signed. Invented: the texts of 404s with an id in them, the status words of Kling before the end, the numbers
 * in ids, that FaceSwap's ids look like Midjourney's, and that an unknown path is a 404 without words.
 */
import {
  createJobApiServer,
  type ApiRequest,
  type ApiResponse,
  type JobApiServer,
} from "../job-api/job-api-server.ts";
import { ACCOUNT, type JobShape, type UseapiState } from "./job-shape.ts";
import { JOB_SHAPES } from "./job-shapes.ts";

/** A running stand-in. */
export interface UseapiSandbox {
  /** The value for `USEAPI_API_URL`. */
  readonly url: string;
  readonly token: string;
  /** The API's server. */
  readonly server: JobApiServer;
  /** Requests for files that carried a key. */
  readonly violations: readonly string[];
  /** Adds a running job of a service; returns the API's own id. */
  addJob(service: string): string;
  setJob(id: string, state: UseapiState): void;
  removeJob(id: string): void;
  /** Path and query of the status request of a job. */
  pathOf(id: string): string;
  close(): Promise<void>;
}

interface Job {
  readonly shape: JobShape;
  readonly id: string;
  state: UseapiState;
  /** The address of its file, on the host of the files. */
  result: string | undefined;
}

/** What is beside a result. */
const OTHER_BYTES = Buffer.from("not the result");

/** Starts a stand-in on 127.0.0.1. `port`: default any free one. */
export async function createUseapiSandbox({
  port,
  token = "sandbox-useapi-token",
}: { readonly port?: number; readonly token?: string } = {}): Promise<UseapiSandbox> {
  const jobs = new Map<string, Job>();
  const files = new Map<string, Uint8Array>();
  const violations: string[] = [];
  const media = await createJobApiServer(({ url, headers }) => {
    if (headers.authorization !== undefined) violations.push(`a key was sent for ${url.pathname}`);
    return toFile(files.get(url.pathname));
  });
  const beside = (name: string): string => {
    files.set(`/beside/${name}`, OTHER_BYTES);
    return `${media.origin}/beside/${name}`;
  };
  const server = await createJobApiServer(
    (request) => answer(request, { jobs, files, beside, token }),
    port === undefined ? {} : { port },
  );
  return {
    url: server.origin,
    token,
    server,
    violations,
    addJob: (service) => {
      const shape = JOB_SHAPES.find((each) => each.service === service);
      if (!shape) throw new Error(`no such service: ${service}`);
      const id = shape.newId(jobs.size + 1);
      jobs.set(id, { shape, id, state: { kind: "running" }, result: undefined });
      return id;
    },
    setJob: (id, state) => {
      const job = jobs.get(id);
      if (!job) throw new Error(`no such job: ${id}`);
      job.state = state;
      const bytes = "bytes" in state ? state.bytes : undefined;
      const path = `/${files.size}.mp4`;
      if (bytes) files.set(path, bytes);
      job.result = bytes && `${media.origin}${path}`;
    },
    removeJob: (id) => void jobs.delete(id),
    pathOf: (id) => `${jobs.get(id)?.shape.path}${encodeURIComponent(id)}`,
    close: async () => {
      await Promise.all([server.close(), media.close()]);
    },
  };
}

interface Known {
  readonly jobs: ReadonlyMap<string, Job>;
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly beside: (name: string) => string;
  readonly token: string;
}

function answer(request: ApiRequest, known: Known): ApiResponse {
  if (request.headers.authorization !== `Bearer ${known.token}`)
    return { status: 401, body: { error: "Unauthorized", code: 401 } };
  return (
    toStatus(request, known) ??
    toDownload(request, known) ??
    toKeyedFile(request, known) ?? { status: 404 }
  );
}

const toFile = (body: Uint8Array | undefined): ApiResponse =>
  body === undefined
    ? { status: 404 }
    : { status: 200, headers: { "content-type": "application/octet-stream" }, body };

/** The answer to a status request; `undefined` if it is none. */
function toStatus({ url }: ApiRequest, { jobs, beside }: Known): ApiResponse | undefined {
  const asked = `${url.pathname}${url.search}`;
  const shape = JOB_SHAPES.find(({ path }) => asked.startsWith(path));
  if (!shape) return undefined;
  const [encoded = "", query] = asked.slice(shape.path.length).split("?");
  if (shape.service === "kling" && !query?.startsWith("email="))
    return { status: 400, body: { error: "Parameter email is required", code: 400 } };
  const id = decodeURIComponent(encoded);
  const job = jobs.get(id);
  const body = job?.shape === shape ? shape.toBody({ ...job, beside }) : undefined;
  if (body) return { status: 200, body };
  return { status: 404, body: { error: `${shape.notFound} ${id}`, code: 404 } };
}

/** The answer to a request for a Kling file without its watermark; `undefined` if it is none. */
function toDownload({ url }: ApiRequest, { jobs }: Known): ApiResponse | undefined {
  if (url.pathname !== "/v1/kling/assets/download") return undefined;
  const { email, workIds, fileTypes } = Object.fromEntries(url.searchParams);
  const job = jobs.get(String(Number(workIds) - 500));
  return email === ACCOUNT.email && fileTypes === "MP4" && job?.result !== undefined
    ? { status: 200, body: { cdnUrl: job.result, status: "success" } }
    : { status: 400, body: { error: "Invalid parameters" } };
}

/** The answer to a request for a file of Google Vids; `undefined` if it is none. */
function toKeyedFile({ url }: ApiRequest, { files }: Known): ApiResponse | undefined {
  const [, encoded] = /^\/v1\/google-vids\/media\/([^/]+)$/.exec(url.pathname) ?? [];
  if (encoded === undefined) return undefined;
  const name = decodeURIComponent(encoded).split("-video:")[1] ?? "";
  return toFile(files.get(`/${name}`));
}
