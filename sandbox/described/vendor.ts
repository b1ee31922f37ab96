import type { ApiResponse } from "../job-api/job-api-server.ts";

/** A job as a test shows it. */
export type VendorState =
  /** `word`: a status of the API instead of its usual one for a running job. */
  | { readonly kind: "running"; readonly word?: string }
  /** `file`: the address of the result; absent: there is none. `extra`: the address of a file that is not the result. */
  | { readonly kind: "completed"; readonly file?: string; readonly extra: string }
  | { readonly kind: "failed" | "moderated"; readonly error: string }
  | { readonly kind: "cancelled" };

/** The bodies of one API's answers with 200, by the state of the job. */
export interface VendorAnswers {
  /** `word`: see {@link VendorState}. Without a body the API answers with 202 and nothing. */
  readonly running: (id: string, word: string | undefined) => object | undefined;
  /** `file`: absent if there is none. */
  readonly completed: (id: string, file: string | undefined, extra: string) => object;
  readonly failed: (id: string, error: string) => object;
  readonly cancelled?: (id: string) => object;
  readonly moderated?: (id: string, error: string) => object;
}

/** What one API's requests and answers look like. */
export interface Vendor {
  /** The path before that of each request. */
  readonly basePath: string;
  /** The header that has the key, in lower case, and what is before the key in it. */
  readonly key: { readonly header: string; readonly prefix: string };
  /** Makes an id, with all that the path needs. `count`: a different one for each job. */
  readonly newId: (count: number) => string;
  /** Path and query of a job, after the base path. */
  readonly pathOf: (id: string) => string;
  readonly answers: VendorAnswers;
  /** The body of a refusal. */
  readonly refusal: (status: number) => object;
  /** The answer about a job that is not known. Default: the refusal with 404. */
  readonly missing?: ApiResponse;
  /** The second request of a completed job. */
  readonly second?: {
    readonly pathOf: (id: string) => string;
    readonly body: (id: string, file: string) => object;
  };
}

/** `Authorization: Bearer`, as most APIs want it. */
export const BEARER = { header: "authorization", prefix: "Bearer " };

/** A UUID for tests. */
export const toUuid = (count: number): string =>
  `c0ffee00-0000-4000-8000-${String(count).padStart(12, "0")}`;

/** The answer of an API about a job in a state. Throws if the API has no word for it. */
export function answerOf({ answers }: Vendor, id: string, state: VendorState): ApiResponse {
  if (state.kind === "running") {
    const body = answers.running(id, state.word);
    return body ? { status: 200, body } : { status: 202, body: "" };
  }
  const body = toEndBody(answers, id, state);
  if (!body) throw new Error(`the API has no word for ${state.kind}`);
  return { status: 200, body };
}

function toEndBody(
  answers: VendorAnswers,
  id: string,
  state: Exclude<VendorState, { kind: "running" }>,
): object | undefined {
  switch (state.kind) {
    case "completed":
      return answers.completed(id, state.file, state.extra);
    case "cancelled":
      return answers.cancelled?.(id);
    default:
      return answers[state.kind]?.(id, state.error);
  }
}
