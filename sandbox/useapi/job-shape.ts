/** What a job is about to answer. */
export type UseapiState =
  /** `word`: its status, default the service's own. */
  | { readonly kind: "running"; readonly word?: string; readonly percent?: number }
  /** Without `bytes` the job has ended well and has no file. */
  | { readonly kind: "completed"; readonly bytes?: Uint8Array }
  | { readonly kind: "failed"; readonly error: string }
  | { readonly kind: "cancelled" }
  | { readonly kind: "moderated"; readonly error: string };

/** A job, and the addresses of its files. */
export interface ShownJob {
  readonly id: string;
  readonly state: UseapiState;
  /** The address of the result; `undefined` if there is none. */
  readonly result: string | undefined;
  /** The address of something beside the result: a preview, a cover, a watermarked twin. */
  readonly beside: (name: string) => string;
}

/** How one service names its jobs and answers for them. */
export interface JobShape {
  readonly service: string;
  /** Of the status request, up to the id. */
  readonly path: string;
  /** The id of the `count`-th job. */
  readonly newId: (count: number) => string;
  /** The answer, with 200. `undefined`: 404, although the job is there. */
  readonly toBody: (job: ShownJob) => Record<string, unknown> | undefined;
  readonly notFound: string;
}

/** The account in the ids. */
export const ACCOUNT = { number: "12345", email: "ann@example.com" } as const;

/** A file's address in a list, or an empty list. */
export const listOf = <Item>(
  url: string | undefined,
  toItem: (url: string) => Item,
): readonly Item[] => (url === undefined ? [] : [toItem(url)]);
