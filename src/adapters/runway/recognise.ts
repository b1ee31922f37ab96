import type { RecognisedJob } from "../../core/job/job-reference.ts";
import { findLinkedPath } from "../../core/source/linked-path.ts";
import { afterPrefix, UUID } from "../../core/source/pasted-text.ts";
import { formatJobPath } from "./job-path.ts";

/** A text that is said to be an id may be no UUID. */
const NAMED = /^(?:(tasks|workflow_invocations)\/)?([\w-]{1,64})$/;
const LINKED = /\/v1\/(tasks|workflow_invocations)\/([\w-]{1,64})\/?$/;

/**
 * The job that a text means: after `runway:`, in a link to the API, or the UUID alone, whose form other APIs share.
 * `apiHost`: the host that the API is asked at besides its own.
 */
export function recogniseRunway(text: string, apiHost?: string): RecognisedJob | undefined {
  const named = afterPrefix(text, "runway");
  const [, kind, id] =
    (named === undefined
      ? findLinkedPath(text, { hosts: ["api.dev.runwayml.com", apiHost], path: LINKED })
      : NAMED.exec(named)) ?? [];
  if (id !== undefined) {
    const path = { kind: kind === "workflow_invocations" ? kind : "tasks", id: toId(id) } as const;
    return { source: "runway", jobId: formatJobPath(path), certainty: "certain" };
  }
  return UUID.test(text)
    ? { source: "runway", jobId: toId(text), certainty: "possible" }
    : undefined;
}

/** UUIDs are the same in upper and lower case. */
const toId = (text: string): string => (UUID.test(text) ? text.toLowerCase() : text);
