import type { RecognisedJob } from "../../core/job/job-reference.ts";
import { findLinkedPath } from "../../core/source/linked-path.ts";
import { afterPrefix } from "../../core/source/pasted-text.ts";

/** Ids that were seen have 25 or 26 characters. */
const BARE_ID = /^[a-z\d]{25,26}$/;
/** A text that is said to be an id may have another length. */
const NAMED_ID = /^[a-z\d]{1,64}$/;

const WEB_PATH = /^\/p\/([a-z\d]{1,64})\/?$/;
const API_PATH = /\/predictions\/([a-z\d]{1,64})(?:\/cancel)?\/?$/;

/**
 * The prediction that a text means: after `replicate:`, in a link to `replicate.com/p/…` or to the API, or the id itself, whose
 * form other APIs may share. `apiHost`: the host that the API is asked at besides its own.
 */
export function recogniseReplicate(text: string, apiHost?: string): RecognisedJob | undefined {
  const named = afterPrefix(text, "replicate") ?? linkedId(text, apiHost);
  if (named !== undefined && NAMED_ID.test(named))
    return { source: "replicate", jobId: named, certainty: "certain" };
  return BARE_ID.test(text)
    ? { source: "replicate", jobId: text, certainty: "possible" }
    : undefined;
}

function linkedId(text: string, apiHost: string | undefined): string | undefined {
  const web = { hosts: ["replicate.com", "www.replicate.com"], path: WEB_PATH };
  const api = { hosts: ["api.replicate.com", apiHost], path: API_PATH };
  return (findLinkedPath(text, web) ?? findLinkedPath(text, api))?.[1];
}
