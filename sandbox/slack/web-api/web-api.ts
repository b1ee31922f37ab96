/**
 * The Web API around its methods: unknown methods, tokens, scopes, arguments, warnings and headers, in the order Slack
 * checks them. The methods are in `methods/`. Rate limits for posts and edits are optional.
 */
import type { ApiMethod } from "./api-method.ts";
import type { Backend } from "../backend.ts";
import { serveCall, toJsonAnswer, type Answer, type Exchange } from "./exchange.ts";
import { CHAT_METHODS } from "./methods/chat-methods.ts";
import { CONVERSATION_METHODS } from "./methods/conversation-methods.ts";
import { FILE_METHODS } from "./methods/file-methods.ts";
import { HISTORY_METHODS } from "./methods/history-methods.ts";
import { WORKSPACE_METHODS } from "./methods/workspace-methods.ts";
import { readArguments, type RequestArguments } from "./request-arguments.ts";
import { SlackFailure } from "./slack-failure.ts";

const METHODS: ReadonlyMap<string, ApiMethod> = new Map(
  Object.entries({
    ...WORKSPACE_METHODS,
    ...CHAT_METHODS,
    ...CONVERSATION_METHODS,
    ...HISTORY_METHODS,
    ...FILE_METHODS,
  }),
);

/** Refusals that reveal a mistake in the client. */
const OFFENCES = new Set([
  "invalid_arguments",
  "invalid_blocks",
  "invalid_blocks_format",
  "invalid_json",
  "invalid_post_type",
]);

/** Serves `/api/<method>`. */
export async function serveWebApi(backend: Backend, exchange: Exchange): Promise<void> {
  const name = exchange.url.pathname.slice("/api/".length);
  const method = METHODS.get(name);
  const request = await readArguments(exchange, method?.takesJson ?? true);
  await serveCall(backend, exchange, {
    method: name,
    args: request.args,
    run: () => answer(backend, { name, method, request }),
  });
}

interface ApiRequest {
  readonly name: string;
  readonly method: ApiMethod | undefined;
  readonly request: RequestArguments;
}

function answer(backend: Backend, { name, method, request }: ApiRequest): Answer {
  const headers: Record<string, string> = {};
  try {
    if (method === undefined) {
      backend.requestLog.violation("unknown_method", name, "not known to this stand-in");
      throw new SlackFailure("unknown_method", { req_method: name });
    }
    authorise(backend, { method, request, headers });
    if (request.failure !== undefined) throw request.failure;
    noteUnknownArguments(backend, { name, method, request });
    const result = method.call(backend, request.args);
    return toJsonAnswer(200, { ok: true, ...withWarnings(result, request.warnings) }, headers);
  } catch (error) {
    return toFailureAnswer(backend, { name, error, headers });
  }
}

function authorise(
  { credentials }: Backend,
  {
    method,
    request,
    headers,
  }: { method: ApiMethod; request: RequestArguments; headers: Record<string, string> },
): void {
  if (method.token === undefined) return;
  credentials.check(request.token, method.token);
  const scopes = method.token === "bot" ? credentials.scopes : ["connections:write"];
  headers["x-oauth-scopes"] = scopes.join(",");
  if (method.scopes.length > 0) headers["x-accepted-oauth-scopes"] = method.scopes.join(",");
  if (method.token === "bot") credentials.need(...method.scopes);
}

function noteUnknownArguments(
  { requestLog }: Backend,
  { name, method, request }: { name: string; method: ApiMethod; request: RequestArguments },
): void {
  for (const argument of Object.keys(request.args)) {
    // Bolt's clients send the team with every call; Slack only reads it for organisation-wide tokens.
    if (argument !== "team_id" && !method.known.has(argument)) {
      requestLog.violation("unknown_argument", name, `${argument} is not known to this stand-in`);
    }
  }
}

function withWarnings(
  result: Record<string, unknown>,
  warnings: readonly string[],
): Record<string, unknown> {
  if (warnings.length === 0) return result;
  const metadata = (result["response_metadata"] ?? {}) as { warnings?: readonly string[] };
  const all = [...(metadata.warnings ?? []), ...warnings];
  return {
    ...result,
    warning: all.join(","),
    response_metadata: { ...metadata, warnings: all },
  };
}

function toFailureAnswer(
  { requestLog }: Backend,
  { name, error, headers }: { name: string; error: unknown; headers: Record<string, string> },
): Answer {
  if (!(error instanceof SlackFailure)) {
    requestLog.violation("sandbox_defect", name, error instanceof Error ? String(error.stack) : "");
    return toJsonAnswer(500, { ok: false, error: "internal_error" }, headers);
  }
  const { code, extra, retryAfterS } = error;
  if (OFFENCES.has(code)) {
    requestLog.violation("invalid_arguments", name, `${code} ${JSON.stringify(extra)}`);
  }
  if (retryAfterS !== undefined) {
    const limited = { ...headers, "retry-after": String(retryAfterS) };
    return toJsonAnswer(429, { ok: false, error: code, ...extra }, limited);
  }
  return toJsonAnswer(200, { ok: false, error: code, ...extra }, headers);
}
