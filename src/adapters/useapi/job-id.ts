import { jobIdSchema } from "../../core/job/job.ts";
import type { Service } from "./service.ts";
import { SERVICES } from "./services.ts";

/** What a canonical id consists of: `<service>:<id>`, or `<service>:<e-mail address>:<id>`. */
export interface UseapiJob {
  readonly service: Service;
  /** The API's own id. */
  readonly id: string;
  /** The account that made the job, if the service has to be told. */
  readonly email?: string | undefined;
}

/** The parts of a canonical id; `undefined` if it is none. */
export function parseJobId(jobId: string): UseapiJob | undefined {
  const at = jobId.indexOf(":");
  const service = SERVICES.find(({ name }) => name === jobId.slice(0, at));
  const rest = jobId.slice(at + 1);
  if (!service || rest === "") return undefined;
  if (!service.hasEmail) return { service, id: rest };
  const [id = "", email] = rest.split(":").toReversed();
  return id === "" ? undefined : { service, id, email };
}

/** The canonical id of a job; `undefined` if it would not be valid. */
export function toJobId({ service, id, email }: UseapiJob): string | undefined {
  const parts = [service.name, ...(service.hasEmail && email ? [email] : []), id];
  const jobId = jobIdSchema.safeParse(parts.join(":")).data;
  // A Kling id with colons in it would be read as something else.
  return jobId !== undefined && parseJobId(jobId)?.id === id ? jobId : undefined;
}

/** The job that one of the API's own ids means, if the id says which service it belongs to. */
export function ofOwnId(id: string): UseapiJob | undefined {
  const service = SERVICES.find(({ ids }) => ids.some((pattern) => pattern.test(id)));
  return service && { service, id };
}

/** Path and query of a job's status request, from the root of the API. */
export function toStatusPath({ service, id, email }: UseapiJob): string {
  const path = service.path.replace("{id}", () => encodeURIComponent(id));
  return email === undefined ? path : `${path}?email=${encodeURIComponent(email)}`;
}

/**
 * Whether two ids mean one job. What stands around an `@` does not count: an answer may mask the address of the account.
 */
export const isSameId = (one: string, other: string): boolean =>
  withoutAccount(one) === withoutAccount(other);

const withoutAccount = (id: string): string => id.replace(/[^:@]*@[^:@]*/g, "");

const OWN_PART_LENGTH = 9;

/**
 * The service and the end of the id's own part, which tells jobs apart; of an id of no known form, a hash. No e-mail address
 * and no number of an account is in it.
 */
export function toPublicId(jobId: string): string {
  const job = parseJobId(jobId);
  if (!job) return `useapi:${toHash(jobId)}`;
  const { service, id } = job;
  const own = service.ids.map((pattern) => pattern.exec(id)?.[1]).find((part) => part);
  const number = /^\d{1,20}$/.test(id) ? id : undefined;
  return `${service.name}:${(own ?? number)?.slice(-OWN_PART_LENGTH) ?? toHash(id)}`;
}

/** FNV-1a of 32 bits, in hex. Not a secret: two ids may have the same. */
function toHash(text: string): string {
  let hash = 0x811c9dc5;
  for (const sign of text) hash = Math.imul(hash ^ (sign.codePointAt(0) ?? 0), 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, "0");
}
