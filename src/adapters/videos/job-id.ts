import { jobIdSchema } from "../../core/job/job.ts";

/** Which job is asked for. */
export interface VideoJob {
  /** The host that knows the job; absent if the API has one host only. */
  readonly host?: string | undefined;
  /** The API's own id. */
  readonly id: string;
}

/** Percent-encoded, it is one part of a path. It is no address of a person, and no `..`. */
const ID = /^[A-Za-z\d][\w.~:=+-]*$/;

/** The canonical id of a job; `undefined` if its own id is none. */
export const toJobId = ({ host, id }: VideoJob): string | undefined =>
  ID.test(id) ? jobIdSchema.safeParse(host === undefined ? id : `${host}/${id}`).data : undefined;

/** What a canonical id names. */
export function parseJobId(jobId: string): VideoJob {
  const at = jobId.lastIndexOf("/");
  return at === -1 ? { id: jobId } : { host: jobId.slice(0, at), id: jobId.slice(at + 1) };
}
