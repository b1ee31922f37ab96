import type { RecognisedJob } from "../../core/job/job-reference.ts";
import { findLinkedPath } from "../../core/source/linked-path.ts";
import { afterPrefix, decodePart } from "../../core/source/pasted-text.ts";
import { parseJobId, toJobId } from "./job-id.ts";
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
  const said = linkedId(text, api, ownHost) ?? afterPrefix(text, api.name);
  const isCertain = said !== undefined || api.ownId?.test(text) === true;
  if (!isCertain && !api.sharedId.test(text)) return undefined;
  const jobId = canonicalId(said ?? text, api, ownHost);
  if (jobId === undefined) return undefined;
  return { source: api.name, jobId, certainty: isCertain ? "certain" : "possible" };
}

function canonicalId(text: string, api: VideoApi, ownHost: string | undefined) {
  if (api.hosts) return toJobId({ id: text });
  const { host = ownHost, id } = parseJobId(text);
  // The key belongs to one host, which knows no other's jobs.
  return ownHost === undefined || host === ownHost ? toJobId({ host, id }) : undefined;
}

function linkedId(text: string, api: VideoApi, ownHost: string | undefined): string | undefined {
  const hosts = [...(api.hosts ?? []), ownHost];
  const match = findLinkedPath(text, { hosts, path: JOB_PATH }) ?? api.relativeLink?.exec(text);
  return match?.[1] === undefined ? undefined : decodePart(match[1]);
}
