/** The form of a REST route: a pattern, who may call it, and a function of the state. */
import type { DiscordState } from "../discord-state.ts";

/** A file of a multipart request, `index` from `files[index]`. */
export interface UploadedFile {
  readonly index: number;
  readonly filename: string;
  readonly contentType: string | undefined;
  readonly sizeBytes: number;
  readonly sha256: string;
  /** `undefined` if the stand-in keeps none. */
  readonly bytes: Uint8Array | undefined;
}

/** A request with its route's parameters. */
export interface RouteRequest {
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** The JSON body or `payload_json`; `undefined` without a body. */
  readonly json: unknown;
  readonly files: readonly UploadedFile[];
  /** Records a violation. */
  readonly report: (reason: string) => void;
}

/** An answer. Without a body, the status must be 204. */
export interface RouteAnswer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** One route. Throws a DiscordAnswerError for a refusal. */
export interface Route {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Segments that begin with a colon are parameters. */
  readonly path: string;
  /** Whether the route needs no bot token, because its path contains an interaction's token. */
  readonly open?: boolean;
  readonly query?: readonly string[];
  /** The limit per channel, if limits are switched on. Discord announces its limits only in headers. */
  readonly limit?: { readonly count: number; readonly windowMs: number };
  run(state: DiscordState, request: RouteRequest): RouteAnswer;
}

/** Finds a route; `undefined` for an unknown path, `other-method` for a known path with another method. */
export function findRoute(
  routes: readonly Route[],
  method: string,
  path: string,
): { route: Route; params: Record<string, string> } | "other-method" | undefined {
  let pathKnown = false;
  for (const route of routes) {
    const params = matchPath(route.path, path);
    if (!params) continue;
    if (route.method === method) return { route, params };
    pathKnown = true;
  }
  return pathKnown ? "other-method" : undefined;
}

function matchPath(pattern: string, path: string): Record<string, string> | undefined {
  const wanted = pattern.split("/");
  const given = path.split("/");
  if (wanted.length !== given.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, segment] of wanted.entries()) {
    const value = given[index] as string;
    if (segment.startsWith(":") && value !== "")
      params[segment.slice(1)] = decodeURIComponent(value);
    else if (segment !== value) return undefined;
  }
  return params;
}
