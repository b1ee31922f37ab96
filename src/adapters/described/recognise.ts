import { jobIdSchema } from "../../core/job/job.ts";
import type { RecognisedJob } from "../../core/job/job-reference.ts";
import { afterPrefix, decodePart, urlsIn } from "../../core/source/pasted-text.ts";
import type { SourceDescription } from "./format/description.ts";
import { fill, toPattern } from "./format/template.ts";

type Parts = Readonly<Record<string, string | undefined>>;

/** The parts of a canonical id; `undefined` if it does not have the form that the description gives. */
export const partsOf = ({ job }: SourceDescription, jobId: string): Parts | undefined =>
  toPattern(job.id, job.parts).exec(jobId)?.groups;

/**
 * The job that a text means: after the source's name and a colon, in one of the described links, or an id alone. `baseUrl`:
 * where the API is asked, if not at its own address.
 */
export function recogniseDescribed(
  description: SourceDescription,
  text: string,
  baseUrl = description.baseUrl,
): RecognisedJob | undefined {
  const { name, job } = description;
  const recognised = (jobId: string, certainty: RecognisedJob["certainty"]) =>
    jobIdSchema.safeParse(jobId).success && partsOf(description, jobId)
      ? { source: name, jobId, certainty }
      : undefined;
  const named = afterPrefix(text, name);
  if (named !== undefined) return recognised(named, "certain");
  for (const url of urlsIn(text)) {
    const parts = linkedParts(description, url, baseUrl);
    const found = parts && recognised(fill(job.id, parts), "certain");
    if (found) return found;
  }
  return job.bare === "never" ? undefined : recognised(text, job.bare);
}

function linkedParts(
  { baseUrl: ownUrl, status, job }: SourceDescription,
  url: URL,
  baseUrl: string,
): Parts | undefined {
  const templates = [`${ownUrl}${status.path}`, `${baseUrl}${status.path}`, ...job.links];
  return templates.map((template) => partsIn(template, url, job.parts)).find((parts) => parts);
}

/** The parts in a link, if it fits a template: the same host and path, and at least the template's query. */
function partsIn(
  template: string,
  url: URL,
  patterns: Readonly<Record<string, string>>,
): Parts | undefined {
  const [address = "", query = ""] = template.split("?");
  const [, host, path = ""] = /^https?:\/\/([^/]+)(\/.*)?$/.exec(address) ?? [];
  const decoded = decodePart(url.pathname.replace(/\/+$/, ""));
  if (host !== url.host || decoded === undefined) return undefined;
  const found = toPattern(path.replace(/\/+$/, ""), patterns).exec(decoded);
  if (!found) return undefined;
  const parts: Record<string, string | undefined> = { ...found.groups };
  for (const [name, value] of new URLSearchParams(query)) {
    const match = toPattern(value, patterns).exec(url.searchParams.get(name) ?? "");
    if (!match) return undefined;
    Object.assign(parts, match.groups);
  }
  return parts;
}
