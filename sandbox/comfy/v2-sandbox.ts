// A stand-in for servers with Comfy API v2. Like the real API, as its OpenAPI document says: the paths, the words, the fields
// and the form of errors; that outputs fill while a job runs and may be texts or latents; that the link of a file expires and
// its asset gives a new one; that `/content` is the bytes, or a redirect if there is a storage; that a job can be
// cancelled any number of times, and is `canceling` first. Not like it: jobs change only when told to or cancelled, and nothing
// can be submitted. Invented: the form of the links (`/files/…`), 403 for an old one, and that a cancellation is answered with
// the job.
import { randomUUID } from "node:crypto";
import {
  createJobApiServer,
  type ApiRequest,
  type ApiResponse,
  type JobApiServer,
} from "../job-api/job-api-server.ts";

/** An output of a job. */
export interface ComfyOutput {
  readonly name: string;
  readonly type: "image" | "video" | "audio" | "text" | "file" | "latent";
  readonly contentType: string;
  readonly bytes: Uint8Array;
}

/** What a job says of itself. */
export interface ComfyJob {
  readonly status: string;
  /** From 0 to 1. */
  readonly progress?: number;
  readonly queuePosition?: number;
  readonly outputs?: readonly ComfyOutput[];
  readonly error?: { readonly code: string; readonly message: string };
}

/** Options of {@link createComfyV2Sandbox}. */
export interface ComfyV2Options {
  /** Default: any free one. */
  readonly port?: number;
  /** Requests without this key are refused. Default: none is needed. */
  readonly key?: string;
  /** The path under which the API is mounted. Default: none. */
  readonly mount?: string;
  /** The origin of a storage: assets are redirected there. Default: the server has the bytes itself. */
  readonly storage?: string;
}

/** See {@link createComfyV2Sandbox}. */
export interface ComfyV2Sandbox {
  readonly server: JobApiServer;
  /** The base URL for the relay. */
  readonly url: string;
  /** Adds a running job; returns its UUID. */
  addJob(): string;
  setJob(uuid: string, job: ComfyJob): void;
  /** `undefined` if the job is not known. */
  jobOf(uuid: string): ComfyJob | undefined;
  removeJob(uuid: string): void;
  /** From now on, all links that were given are refused. */
  expireLinks(): void;
  close(): Promise<void>;
}

const HOUR_MS = 3_600_000;
const inMs = (ms: number): string => new Date(Date.now() + ms).toISOString();
const refuse = (status: number, code: string): ApiResponse => ({
  status,
  body: { error: { code, message: `the stand-in says ${code}` } },
});
const file = ({ contentType, bytes }: ComfyOutput): ApiResponse => ({
  status: 200,
  headers: { "content-type": contentType },
  body: bytes,
});
const NOT_FOUND = refuse(404, "not_found");

/** The jobs of the stand-in, and what they look like from outside. */
class Jobs {
  readonly jobs = new Map<string, ComfyJob>();
  readonly assets = new Map<string, ComfyOutput>();
  /** Part of each link; links with an older one are refused. */
  epoch = 1;
  readonly #ids = new Map<ComfyOutput, string>();
  readonly #mount: string;
  readonly #createdAt = new Map<string, string>();

  constructor(mount: string) {
    this.#mount = mount;
  }

  add(): string {
    const uuid = randomUUID();
    this.#createdAt.set(uuid, inMs(0));
    this.jobs.set(uuid, { status: "queued", queuePosition: 2 });
    return uuid;
  }

  /** A job as the API shows it. */
  view(uuid: string, job: ComfyJob): unknown {
    const createdAt = this.#createdAt.get(uuid) ?? inMs(0);
    const self = `${this.#mount}/api/v2/jobs/${uuid}`;
    return {
      id: uuid,
      status: job.status,
      created_at: createdAt,
      started_at: job.status === "queued" ? null : createdAt,
      completed_at: null,
      expires_at: inMs(24 * HOUR_MS),
      queue_position: job.queuePosition ?? null,
      progress:
        job.progress === undefined ? null : { value: job.progress, nodes_done: 1, nodes_total: 3 },
      outputs: (job.outputs ?? []).map((output) => this.asset(output)),
      error: job.error
        ? { ...job.error, node_id: "3", class_type: "KSampler", traceback: TRACE }
        : null,
      urls: { self, events: `${self}/events`, cancel: `${self}/cancel` },
    };
  }

  /** An output as the API shows it, with a new link. */
  asset(output: ComfyOutput): Record<string, unknown> {
    const id = this.#ids.get(output) ?? randomUUID();
    this.#ids.set(output, id);
    this.assets.set(id, output);
    return {
      id,
      node_id: "9",
      name: output.name,
      type: output.type,
      content_type: output.contentType,
      size_bytes: output.bytes.byteLength,
      hash: null,
      // Relative to the host, as its links to a job are.
      url: `${this.#mount}/files/${this.epoch}/${id}`,
      url_expires_at: inMs(HOUR_MS),
    };
  }
}

const TRACE = 'File "/srv/comfy/execution.py", line 12';

/** Starts the stand-in. */
export async function createComfyV2Sandbox(options: ComfyV2Options = {}): Promise<ComfyV2Sandbox> {
  const { mount = "", key, storage } = options;
  const jobs = new Jobs(mount);
  const handle = ({ method, url, headers }: ApiRequest): ApiResponse => {
    if (!url.pathname.startsWith(`${mount}/`)) return { status: 404, body: "404: Not Found" };
    if (key !== undefined && headers.authorization !== `Bearer ${key}`)
      return refuse(401, "unauthorized");
    const [kind = "", id = "", rest = ""] = url.pathname
      .slice(mount.length + 1)
      .replace(/^api\/v2\//, "")
      .split("/");
    const job = kind === "jobs" ? jobs.jobs.get(id) : undefined;
    if (job && method === "POST" && rest === "cancel") {
      const isRunning = job.status === "queued" || job.status === "running";
      if (isRunning) jobs.jobs.set(id, { ...job, status: "canceling" });
      return { status: 200, body: jobs.view(id, jobs.jobs.get(id) ?? job) };
    }
    if (job && rest === "") return { status: 200, body: jobs.view(id, job) };
    const output = jobs.assets.get(kind === "files" ? rest : id);
    if (kind === "files" && output)
      return id === `${jobs.epoch}` ? file(output) : refuse(403, "forbidden");
    if (kind !== "assets" || !output) return NOT_FOUND;
    if (rest !== "content") return { status: 200, body: jobs.asset(output) };
    return storage === undefined
      ? file(output)
      : { status: 302, headers: { location: `${storage}/${id}` } };
  };
  const server = await createJobApiServer(handle, options);
  return {
    server,
    url: `${server.origin}${mount}`,
    addJob: () => jobs.add(),
    setJob: (uuid, job) => void jobs.jobs.set(uuid, job),
    jobOf: (uuid) => jobs.jobs.get(uuid),
    removeJob: (uuid) => void jobs.jobs.delete(uuid),
    expireLinks: () => {
      jobs.epoch += 1;
    },
    close: () => server.close(),
  };
}
