import { jobIdSchema } from "../../core/job/job.ts";
import { UUID } from "../../core/source/pasted-text.ts";

/** A request in fal's queue. */
export interface FalRequest {
  /** Owner and app, with a namespace in front if the app has one: `fal-ai/pika`, `workflows/ada/teaser`. */
  readonly app: string;
  readonly requestId: string;
}

/** Namespaces stand in front of the owner, and stay in the paths of the queue. */
const NAMESPACES: ReadonlySet<string> = new Set(["workflows", "comfy"]);
/** A part of an app's path. It cannot leave that path: it is no `..` and needs no percent-encoding. */
const NAME = /^[A-Za-z\d][\w.-]*$/;
/** How apps were named once: the owner's number, a hyphen and the name. */
const OLD_APP = /^(\d+)-([A-Za-z\d-]+)$/;
const REQUEST_ID = /^[A-Za-z\d][\w-]*$/;

/**
 * The canonical id of a request: `fal-ai/pika:<request id>`. `path` is the app's, possibly with the path of a model behind it
 * (`fal-ai/pika/v2.2/text-to-video`), which the queue does not want. `undefined` if either is not one.
 */
export function toFalJobId(path: string, requestId: string): string | undefined {
  const app = toApp(path.split("/"));
  if (app === undefined || !REQUEST_ID.test(requestId)) return undefined;
  const id = UUID.test(requestId) ? requestId.toLowerCase() : requestId;
  return jobIdSchema.safeParse(`${app}:${id}`).data;
}

/** What a canonical id, or one with the path of a model in it, names; `undefined` if it is none. */
export function parseFalJobId(jobId: string): FalRequest | undefined {
  const [path = "", requestId = "", ...rest] = jobId.split(":");
  const canonical = rest.length === 0 ? toFalJobId(path, requestId) : undefined;
  if (canonical === undefined) return undefined;
  const at = canonical.indexOf(":");
  return { app: canonical.slice(0, at), requestId: canonical.slice(at + 1) };
}

function toApp(parts: readonly string[]): string | undefined {
  const [first = ""] = parts;
  const old = parts.length === 1 ? OLD_APP.exec(first) : null;
  const length = NAMESPACES.has(first) ? 3 : 2;
  const app = old ? old.slice(1) : parts.slice(0, length);
  return app.length === length && app.every((part) => NAME.test(part)) ? app.join("/") : undefined;
}
