import type { RecognisedJob } from "../../core/job/job-reference.ts";
import { toApiPath } from "../../core/source/api-path.ts";
import { afterPrefix, urlsIn, UUID } from "../../core/source/pasted-text.ts";
import { parseFalJobId, toFalJobId } from "./job-id.ts";

/** The queue's hosts. fal's own client turns to the second one if it cannot reach the first. */
const QUEUE_HOSTS: ReadonlySet<string> = new Set(["queue.fal.run", "queue.falrun.com"]);
const WEBSITE_HOSTS: ReadonlySet<string> = new Set(["fal.ai", "www.fal.ai"]);
/** Path of a status, a result or a cancellation: the app's, perhaps a model's, then the request. */
const REQUEST_PATH = /^\/(.+?)\/requests\/([^/]+)/;
const MODEL_PATH = /^\/models\/(.+?)(?:\/(?:requests\/([^/]+)|playground|api)?)?$/;
/** The owner of fal's own apps. */
const OWN_APP = /^fal-ai\//;

/**
 * The job that a text means to fal: in a link of the queue or to a model's page that names a request, after `fal:`, or an
 * app and a UUID (`fal-ai/pika:<uuid>`). A UUID alone names no app, so the API cannot be asked for it. `baseUrl` is the
 * address that the operator has set, if any: its links are as good as the queue's own.
 */
export function recogniseFal(text: string, baseUrl?: string): RecognisedJob | undefined {
  const linked = urlsIn(text).flatMap((url) => linkedId(url, baseUrl) ?? [])[0];
  const named = linked ?? canonicalId(afterPrefix(text, "fal"));
  if (named !== undefined) return { source: "fal", jobId: named, certainty: "certain" };
  const jobId = canonicalId(text);
  // Request ids of other forms need the source's name: much else has a slash and a colon.
  if (jobId === undefined || !UUID.test(jobId.slice(jobId.indexOf(":") + 1))) return undefined;
  return { source: "fal", jobId, certainty: OWN_APP.test(jobId) ? "certain" : "possible" };
}

function canonicalId(text: string | undefined): string | undefined {
  const request = text === undefined ? undefined : parseFalJobId(text);
  return request && `${request.app}:${request.requestId}`;
}

function linkedId(url: URL, baseUrl: string | undefined): string | undefined {
  const { hostname, pathname, searchParams } = url;
  if (WEBSITE_HOSTS.has(hostname)) {
    const [, model = "", inPath] = MODEL_PATH.exec(pathname) ?? [];
    const requestId = inPath ?? searchParams.get("requestId") ?? "";
    return toFalJobId(model, requestId);
  }
  const path = QUEUE_HOSTS.has(hostname) ? pathname : pathBelow(url, baseUrl);
  const [, app = "", requestId = ""] = REQUEST_PATH.exec(path ?? "") ?? [];
  return toFalJobId(app, requestId);
}

/** The path of a URL below a base URL; `undefined` if it is not there. */
function pathBelow({ origin, pathname }: URL, baseUrl: string | undefined): string | undefined {
  if (baseUrl === undefined) return undefined;
  const basePath = toApiPath(baseUrl, "");
  return origin === new URL(baseUrl).origin && pathname.startsWith(`${basePath}/`)
    ? pathname.slice(basePath.length)
    : undefined;
}
