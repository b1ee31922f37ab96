import type { RecognisedJob } from "../../core/job/job-reference.ts";
import { findLinkedPath } from "../../core/source/linked-path.ts";
import { afterPrefix, decodePart } from "../../core/source/pasted-text.ts";
import { parseJobId, toJobId, type VideoJob } from "./job-id.ts";
import type { VideoApi } from "./video-api.ts";

/** The path of a job or of its file. `/videos/models` is the list of models. */
const JOB_PATH = /\/videos\/(?!models\/?$)([^/]+)(?:\/content)?\/?$/;

/**
 * The job that a text means to an API: in a link to it, after its name and a colon, or the id itself if it has the form of this
 * API's ids. `ownHost`: the host that the API is asked at; absent if the source is off.
 */
export function recogniseVideo(
  text: string,
  api: VideoApi,
  ownHost?: string,
): RecognisedJob | undefined {
  const toFound = (
    { host = ownHost, id }: VideoJob,
    certainty: RecognisedJob["certainty"],
  ): RecognisedJob | undefined => {
    // The key belongs to one host, which knows no other's jobs.
    if (ownHost !== undefined && host !== ownHost) return undefined;
    const jobId = toJobId({ id, ...(!api.hosts && host !== undefined && { host }) });
    return jobId === undefined ? undefined : { source: api.name, jobId, certainty };
  };
  const linked = linkedId(text, api, ownHost);
  if (linked !== undefined) return toFound({ id: linked }, "certain");
  const named = afterPrefix(text, api.name);
  if (named !== undefined) return toFound(api.hosts ? { id: named } : parseJobId(named), "certain");
  if (api.ownId?.test(text)) return toFound({ id: text }, "certain");
  return api.sharedId.test(text) ? toFound({ id: text }, "possible") : undefined;
}

function linkedId(text: string, api: VideoApi, ownHost: string | undefined): string | undefined {
  const hosts = [...(api.hosts ?? []), ownHost];
  const match = findLinkedPath(text, { hosts, path: JOB_PATH }) ?? api.relativeLink?.exec(text);
  return match?.[1] === undefined ? undefined : decodePart(match[1]);
}
