/*
 * A render farm that a team has built itself: the example of docs/sources.md, which the relay knows only by the file
 * `render-farm.yaml`. `GET /api/v2/jobs/{id}` answers with the job; its files are on the same host and need the token, too.
 */
import {
  createJobApiServer,
  type ApiRequest,
  type ApiResponse,
  type JobApiServer,
} from "../job-api/job-api-server.ts";

/** What the farm says of a job, beside its id. */
export interface FarmJob {
  readonly state: string;
  /** From 0 to 1. */
  readonly done?: number;
  /** How many jobs are ahead of it. */
  readonly ahead?: number;
  readonly outputs?: readonly {
    readonly href: string;
    readonly name: string;
    readonly role: "final" | "preview";
  }[];
  readonly crash?: { readonly reason: string; readonly node: string };
  readonly core_hours?: number;
}

/** A running stand-in. */
export interface FarmSandbox {
  readonly server: JobApiServer;
  /** The value for `FARM_API_URL`. */
  readonly url: string;
  /** The value for `FARM_TOKEN`. */
  readonly token: string;
  /** The value for `RELAY_SOURCES_FILE`. */
  readonly descriptionFile: string;
  /** Adds a waiting job. Returns its number. */
  addJob(): string;
  setJob(id: string, job: FarmJob): void;
  /** `undefined` if the job is not known. */
  jobOf(id: string): FarmJob | undefined;
  removeJob(id: string): void;
  /** Keeps a file of a job. Returns its address, without the host. */
  addFile(id: string, name: string, bytes: Uint8Array): string;
  close(): Promise<void>;
}

const BASE_PATH = "/api/v2";
const FIRST_ID = 4711;

/** Starts a stand-in on 127.0.0.1. `port`: default any free one. */
export async function createFarmSandbox({
  port,
  token = "sandbox-farm-token",
}: { readonly port?: number; readonly token?: string } = {}): Promise<FarmSandbox> {
  const jobs = new Map<string, FarmJob>();
  const files = new Map<string, Uint8Array>();
  let nextId = FIRST_ID;
  const answer = ({ method, url, headers }: ApiRequest): ApiResponse => {
    if (headers.authorization !== `Bearer ${token}`)
      return { status: 401, body: { error: "no such token" } };
    const bytes = files.get(url.pathname);
    if (bytes) return { status: 200, body: bytes };
    const [, id = ""] = /^\/api\/v2\/jobs\/(\d+)$/.exec(url.pathname) ?? [];
    const job = jobs.get(id);
    return method === "GET" && job
      ? { status: 200, body: { job: { id: Number(id), ...job } } }
      : { status: 404, body: { error: "no such job" } };
  };
  const server = await createJobApiServer(answer, { ...(port !== undefined && { port }) });
  return {
    server,
    url: `${server.origin}${BASE_PATH}`,
    token,
    descriptionFile: new URL("render-farm.yaml", import.meta.url).pathname,
    addJob: () => {
      const id = String(nextId);
      nextId += 1;
      jobs.set(id, { state: "QUEUED" });
      return id;
    },
    setJob: (id, job) => void jobs.set(id, job),
    jobOf: (id) => jobs.get(id),
    removeJob: (id) => void jobs.delete(id),
    addFile: (id, name, bytes) => {
      const href = `/files/${id}/${name}`;
      files.set(href, bytes);
      return href;
    },
    close: () => server.close(),
  };
}
