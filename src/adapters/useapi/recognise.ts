import { jobIdSchema } from "../../core/job/job.ts";
import type { RecognisedJob } from "../../core/job/job-reference.ts";
import { afterPrefix, decodePart, urlsIn } from "../../core/source/pasted-text.ts";
import { ofOwnId, parseJobId, toJobId, type UseapiJob } from "./job-id.ts";
import { SERVICES } from "./services.ts";

const HOST = "api.useapi.net";

/**
 * The job that a text means here: after `useapi:`, a canonical id or one of the API's own; a link to a status request; or an
 * id that names its service. `host`: another one, beside the API's own, whose links count.
 */
export function recogniseUseapi(text: string, host: string = HOST): RecognisedJob | undefined {
  const job = namedJob(text) ?? linkedJob(text, host) ?? ofOwnId(text);
  const jobId = job && toJobId(job);
  return jobId === undefined ? undefined : { source: "useapi", jobId, certainty: "certain" };
}

function namedJob(text: string): UseapiJob | undefined {
  const named = afterPrefix(text, "useapi");
  return named === undefined ? undefined : (parseJobId(named) ?? ofOwnId(named));
}

function linkedJob(text: string, host: string): UseapiJob | undefined {
  return urlsIn(text)
    .filter((url) => url.host === HOST || url.host === host)
    .map(toLinked)
    .find((job) => job !== undefined);
}

function toLinked(url: URL): UseapiJob | undefined {
  for (const service of SERVICES) {
    const [path = "", query] = service.path.split("?");
    const parameter = query?.split("=")[0];
    const found = parameter === undefined ? lastPart(url, path) : queried(url, path, parameter);
    const id = jobIdSchema.safeParse(found).data;
    const email = service.hasEmail && url.searchParams.get("email");
    if (id !== undefined) return { service, id, email: email || undefined };
  }
  return undefined;
}

/** The id at the end of a path. `template` ends with `{id}`. */
function lastPart({ pathname }: URL, template: string): string | undefined {
  const before = template.replace("{id}", "");
  const at = pathname.lastIndexOf(before);
  const part = pathname.slice(at + before.length).replace(/\/$/, "");
  return at < 0 || part.includes("/") ? undefined : decodePart(part);
}

/** The id in a query, after a path that ends with a slash. */
function queried({ pathname, searchParams }: URL, path: string, parameter: string) {
  const isThere = `${pathname.replace(/\/$/, "")}/`.endsWith(path);
  return isThere ? searchParams.get(parameter) : undefined;
}
