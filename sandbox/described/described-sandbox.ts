/*
 * A stand-in for the APIs that the presets describe, on one loopback port. `vendors.ts` has what each API's answers look like.
 *
 * Like the real APIs: path, query, the header of the key, the fields and words that the vendors' clients read.
 * Unlike the real APIs: jobs don't run, a test shows their state; nothing can be made, listed or cancelled; files lie on the
 * same host.
 * Invented: the texts of refusals, and each field that is a comment's own.
 */
import {
  createJobApiServer,
  type ApiRequest,
  type ApiResponse,
  type JobApiServer,
} from "../job-api/job-api-server.ts";
import { answerOf, type Vendor, type VendorState } from "./vendor.ts";

/** A running stand-in. */
export interface DescribedSandbox {
  readonly server: JobApiServer;
  /** The base URL. */
  readonly url: string;
  readonly key: string;
  /** Adds a job that runs; returns its id. */
  addJob(): string;
  show(id: string, state: VendorState): void;
  /** Adds a file; returns its address. */
  addFile(bytes: Uint8Array): string;
  /** From now on the job is not known. */
  remove(id: string): void;
  close(): Promise<void>;
}

/** Starts a stand-in for one API. `port`: default any free one. */
export async function createDescribedSandbox(
  vendor: Vendor,
  options: { readonly port?: number; readonly key?: string } = {},
): Promise<DescribedSandbox> {
  const { key = "stand-in-key" } = options;
  const jobs = new Map<string, VendorState>();
  const files = new Map<string, Uint8Array>();
  const find = (asked: string, pathOf: (id: string) => string): [string, VendorState] | undefined =>
    [...jobs].find(([id]) => `${vendor.basePath}${pathOf(id)}` === asked);
  const handle = ({ url, headers }: ApiRequest): ApiResponse => {
    const bytes = files.get(url.pathname);
    if (bytes) return { status: 200, headers: { "content-type": "video/mp4" }, body: bytes };
    if (headers[vendor.key.header] !== `${vendor.key.prefix}${key}`)
      return { status: 401, body: vendor.refusal(401) };
    const asked = `${url.pathname}${url.search}`;
    const found = find(asked, vendor.pathOf);
    if (found) return answerOf(vendor, ...found);
    const { second } = vendor;
    const [id = "", state] = (second && find(asked, second.pathOf)) ?? [];
    if (second && state?.kind === "completed" && state.file !== undefined)
      return { status: 200, body: second.body(id, state.file) };
    return vendor.missing ?? { status: 404, body: vendor.refusal(404) };
  };
  const server = await createJobApiServer(handle, options);
  return {
    server,
    url: `${server.origin}${vendor.basePath}`,
    key,
    addJob: () => {
      const id = vendor.newId(jobs.size + 1);
      jobs.set(id, { kind: "running" });
      return id;
    },
    show: (id, state) => void jobs.set(id, state),
    addFile: (bytes) => {
      const path = `/files/${files.size}.mp4`;
      files.set(path, bytes);
      return `${server.origin}${path}`;
    },
    remove: (id) => void jobs.delete(id),
    close: () => server.close(),
  };
}
