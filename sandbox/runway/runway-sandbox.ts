/*
 * A stand-in for Runway's own API and the server of its files, on one loopback port.
 *
 * Like the real API: `GET /v1/tasks/{id}` and `GET /v1/workflow_invocations/{id}` with the fields of the vendor's own client;
 * bearer authorisation; the header `X-Runway-Version`; `progress` while a job runs; an estimated cost, then the cost; a task's
 * output as a list, an invocation's as an object of lists that is there while it runs; links with a token, which expire and are
 * renewed in every answer; `DELETE /v1/tasks/{id}`, after which the task is not known.
 *
 * Unlike the real API: jobs don't run, a test shows their state; links don't expire after 24 to 48 hours, `expireLinks` does
 * it; nothing can be made; the real files lie on a host of their own.
 *
 * Invented: the texts of the refusals, the 204 of a deletion, the 403 of an expired link, the number in a link's token.
 */
import { randomUUID } from "node:crypto";
import {
  createJobApiServer,
  type ApiRequest,
  type ApiResponse,
  type JobApiServer,
} from "../job-api/job-api-server.ts";

/** A task or a workflow invocation. Names of files stand for their links. */
export interface RunwayJob {
  readonly status: string;
  readonly progress?: number;
  /** Of a task. */
  readonly files?: readonly string[];
  /** Of a workflow invocation, by node. */
  readonly nodeFiles?: Readonly<Record<string, readonly string[]>>;
  readonly failure?: string;
  readonly failureCode?: string;
  readonly nodeErrors?: Readonly<Record<string, object>>;
  readonly estimatedCost?: { readonly credits: number };
  readonly cost?: { readonly credits: number };
}

/** The two kinds of jobs, as in their paths. */
export type RunwayKind = "tasks" | "workflow_invocations";

/** A running stand-in. */
export interface RunwaySandbox {
  readonly server: JobApiServer;
  /** The value for `RUNWAYML_API_URL`. */
  readonly url: string;
  readonly secret: string;
  /** Adds a job that waits; returns its id. */
  addJob(kind: RunwayKind): string;
  /** Replaces a job. */
  show(id: string, job: RunwayJob): void;
  /** Adds a file under a name that jobs can have. */
  addFile(name: string, bytes: Uint8Array): void;
  /** The link to a file in the answer with a number, counted from 1 over all answers with links. */
  linkOf(name: string, answer: number): string;
  /** All links so far work no longer. */
  expireLinks(): void;
  /** From now on the job is not known, as one that was deleted. */
  remove(id: string): void;
  close(): Promise<void>;
}

interface KnownJob {
  readonly kind: RunwayKind;
  readonly job: RunwayJob;
  readonly createdAt: string;
}

const API_VERSION = "2024-11-06";

/** Starts a stand-in. `port`: default any free one. */
export async function createRunwaySandbox(
  options: { readonly port?: number; readonly secret?: string } = {},
): Promise<RunwaySandbox> {
  const { secret = "key_stand-in" } = options;
  const jobs = new Map<string, KnownJob>();
  const files = new Map<string, Uint8Array>();
  let answers = 0;
  let expired = 0;

  const linkOf = (name: string, answer: number): string =>
    `${server.origin}/files/${name}?_jwt=${answer}`;
  const handle = ({ url, method, headers }: ApiRequest): ApiResponse => {
    const { pathname, searchParams } = url;
    if (pathname.startsWith("/files/")) {
      const bytes = files.get(pathname.slice("/files/".length));
      const isExpired = Number(searchParams.get("_jwt")) <= expired;
      return bytes && !isExpired ? { status: 200, body: bytes } : { status: 403 };
    }
    if (headers["x-runway-version"] !== API_VERSION) return refuse(400, "Unknown API version");
    if (headers.authorization !== `Bearer ${secret}`) return refuse(401, "Invalid API key");
    const [, kind, id = ""] = /^\/v1\/([a-z_]+)\/([^/]+)$/.exec(pathname) ?? [];
    const found = jobs.get(id);
    if (!isOffered(method, kind) || found?.kind !== kind || !found) return refuse(404, "Not found");
    if (method === "DELETE") return { status: jobs.delete(id) ? 204 : 404 };
    answers += found.job.files || found.job.nodeFiles ? 1 : 0;
    return { status: 200, body: toBody(id, found, (name) => linkOf(name, answers)) };
  };
  const server = await createJobApiServer(handle, options);
  return {
    server,
    url: server.origin,
    secret,
    addJob: (kind) => {
      const id = randomUUID();
      const job = { status: "PENDING", estimatedCost: { credits: 25 } };
      jobs.set(id, { kind, job, createdAt: new Date().toISOString() });
      return id;
    },
    show: (id, job) => {
      const known = jobs.get(id);
      if (known) jobs.set(id, { ...known, job });
    },
    addFile: (name, bytes) => void files.set(name, bytes),
    linkOf,
    expireLinks: () => {
      expired = answers;
    },
    remove: (id) => void jobs.delete(id),
    close: () => server.close(),
  };
}

/** Only tasks can be deleted. */
const isOffered = (method: string, kind: string | undefined): boolean =>
  method === "GET" || (method === "DELETE" && kind === "tasks");

const refuse = (status: number, error: string): ApiResponse => ({ status, body: { error } });

function toBody(
  id: string,
  { job: { files, nodeFiles, ...fields }, createdAt }: KnownJob,
  link: (name: string) => string,
): object {
  const nodes = Object.entries(nodeFiles ?? {}).map(([node, names]) => [node, names.map(link)]);
  return {
    id,
    createdAt,
    ...fields,
    ...(files && { output: files.map(link) }),
    ...(nodeFiles && { output: Object.fromEntries(nodes) as unknown }),
  };
}
