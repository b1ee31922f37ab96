import type { ApiResponse } from "../job-api/job-api-server.ts";

/** A job as a test shows it. */
export type VendorState =
  /** `word`: a status of the API instead of its usual one for a running job. */
  | { readonly kind: "running"; readonly word?: string }
  /** `file`: the address of the result; absent: there is none. `extra`: the address of a file that is not the result. */
  | { readonly kind: "completed"; readonly file?: string; readonly extra: string }
  | { readonly kind: "failed" | "moderated"; readonly error: string }
  | { readonly kind: "cancelled" };

/** What one API's answers look like. */
export interface Vendor {
  /** The path before that of each request. */
  readonly basePath: string;
  /** The header that has the key, and what is before the key in it. */
  readonly key: { readonly header: string; readonly prefix: string };
  /** Makes an id. `count`: a different one for each job. */
  readonly newId: (count: number) => string;
  /** Path and query of a job, after the base path. */
  readonly pathOf: (id: string) => string;
  readonly answer: (id: string, state: VendorState) => ApiResponse;
  /** The body of a refusal. */
  readonly refusal: (status: number) => object;
  /** The answer about a job that is not known. Default: the refusal with 404. */
  readonly missing?: ApiResponse;
  /** The second request of a completed job. */
  readonly second?: {
    readonly pathOf: (id: string) => string;
    readonly answer: (id: string, state: VendorState) => ApiResponse;
  };
}

/** A UUID for tests. */
export const toUuid = (count: number): string =>
  `c0ffee00-0000-4000-8000-${String(count).padStart(12, "0")}`;

/** An answer with 200. */
export const ok = (body: object): ApiResponse => ({ status: 200, body });
