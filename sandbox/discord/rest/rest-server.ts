/**
 * Serves one REST request: log, injected faults, authorisation, route, answer. Not implemented: bans, API versions
 * other than 10.
 */
import { setTimeout as delay } from "node:timers/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { answerError, DiscordAnswerError } from "./errors.ts";
import { toFaultAnswer, type MatchedFault, type FaultQueue } from "./fault-queue.ts";
import { serveFile } from "./serve-file.ts";
import { toRetryAfter, type RateLimiter } from "./rate-limiter.ts";
import { parseBody, receiveBody, type ReceivedBody, type RequestBody } from "./request-body.ts";
import { findRoute, type Route, type RouteAnswer } from "./route.ts";
import { accountRoutes } from "./account-routes.ts";
import { callbackRoutes } from "../interactions/callback-routes.ts";
import { commandRoutes } from "../commands/command-routes.ts";
import { interactionRoutes } from "../interactions/interaction-routes.ts";
import { messageRoutes } from "../messages/message-routes.ts";
import { threadRoutes } from "../guilds/thread-routes.ts";
import type { LoggedRequest, WireExchange } from "../request-log.ts";
import type { DiscordState } from "../discord-state.ts";

/** Every route that the stand-in knows. */
export const ROUTES: readonly Route[] = [
  ...accountRoutes,
  ...commandRoutes,
  ...callbackRoutes,
  ...interactionRoutes,
  ...messageRoutes,
  ...threadRoutes,
];

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

interface Exchange {
  readonly incoming: IncomingMessage;
  readonly response: ServerResponse;
  readonly url: URL;
  readonly log: Mutable<LoggedRequest>;
  readonly wire: Mutable<WireExchange>;
  readonly report: (reason: string) => void;
  readonly limiter: RateLimiter;
}

/** What a request passes before it reaches its route. */
export interface RequestGuards {
  readonly faults: FaultQueue;
  readonly limiter: RateLimiter;
}

/** Answers one request. Never rejects. */
export async function handleRequest(
  state: DiscordState,
  { faults, limiter }: RequestGuards,
  { incoming, response }: Pick<Exchange, "incoming" | "response">,
): Promise<void> {
  const url = new URL(incoming.url ?? "/", state.origin);
  if (url.pathname.startsWith("/attachments/"))
    return serveFile(state, url, { incoming, response });
  const log: Mutable<LoggedRequest> = {
    method: incoming.method ?? "",
    // discord.js writes the @ of @original as %40.
    path: url.pathname.replace(/^\/api(\/v10)?/, "").replaceAll("%40", "@"),
    query: url.search.slice(1),
    status: 0,
    at: state.now(),
    body: undefined,
  };
  const wire: Mutable<WireExchange> = {
    method: log.method,
    target: incoming.url ?? "/",
    requestHeaders: incoming.headers,
    requestBody: undefined,
    answer: undefined,
  };
  state.requests.push(log);
  const report = (reason: string): void => state.violate(log, reason);
  try {
    await exchange(state, faults.take(log.method, log.path), {
      incoming,
      response,
      url,
      log,
      wire,
      report,
      limiter,
    });
  } catch {
    // The client disconnected in the middle of its request, so there is no one to answer.
    response.destroy();
  }
  state.announce("request", log, wire);
}

async function exchange(
  state: DiscordState,
  matched: MatchedFault | undefined,
  parts: Exchange,
): Promise<void> {
  const { incoming, wire } = parts;
  const before = matched && (matched.fault.when ?? "before") === "before";
  if (before && matched.fault.effect === "reset") {
    incoming.socket.destroy();
    return;
  }
  const received = await receiveBody(incoming, state);
  wire.requestBody = received.bytes;
  if (before && (await injectFault(matched, parts))) return;
  let answer: RouteAnswer;
  try {
    answer = await answerRequest(state, received, parts);
  } catch (error) {
    answer = toRefusal(error);
  }
  if (matched && !before && (await injectFault(matched, parts))) return;
  send(parts, toWireAnswer(answer));
}

/** Converts a thrown DiscordAnswerError into an answer. Throws everything else again. */
function toRefusal(error: unknown): RouteAnswer {
  if (!(error instanceof DiscordAnswerError)) throw error;
  const { status, body, retryAfterMs } = error;
  if (retryAfterMs === undefined) return { status, body };
  return { status, body, headers: toRetryAfter(retryAfterMs) };
}

/** Resolves with true if the fault replaced the answer. */
async function injectFault(matched: MatchedFault, parts: Exchange): Promise<boolean> {
  const { fault } = matched;
  const { response } = parts;
  switch (fault.effect ?? "answer") {
    case "reset":
      response.destroy();
      return true;
    case "hang":
      matched.hold(response);
      return true;
    case "delay":
      await delay(fault.delayMs ?? 1000, undefined, { ref: false });
      return false;
    default:
      send(parts, toFaultAnswer(fault));
      return true;
  }
}

async function answerRequest(
  state: DiscordState,
  received: ReceivedBody,
  { incoming, url, log, report, limiter }: Exchange,
): Promise<RouteAnswer> {
  const agent = incoming.headers["user-agent"] ?? "";
  // Discord's documentation demands this form, and its edge blocks clients without it.
  if (!/^DiscordBot \(.+, .+\)/.test(agent)) report(`user agent "${agent}"`);
  if (!url.pathname.startsWith("/api/v10/")) {
    report("not API version 10");
    throw answerError("invalidApiVersion");
  }
  const found = findRoute(ROUTES, log.method, log.path);
  if (found === undefined || found === "other-method") {
    report("unknown route");
    throw answerError(found ? "methodNotAllowed" : "notFound");
  }
  const { route, params } = found;
  authorise(state, route, { header: incoming.headers.authorization, report });
  const body: RequestBody = await parseBody(received, incoming.headers["content-type"], report);
  log.body = body.json;
  for (const key of url.searchParams.keys()) {
    if (!route.query?.includes(key)) report(`unknown query parameter ${key}`);
  }
  const place = params["channelId"] ?? params["guildId"] ?? params["token"] ?? "";
  const { headers, refusal } = limiter.take(route, place);
  const run = (): RouteAnswer => {
    try {
      return route.run(state, { params, query: url.searchParams, ...body, report });
    } catch (error) {
      return toRefusal(error);
    }
  };
  // Nothing may be awaited between here and the answer: a test that sees the effect relies on the answer.
  const answer = refusal ?? run();
  return { ...answer, headers: { ...headers, ...answer.headers } };
}

function authorise(
  state: DiscordState,
  route: Route,
  { header, report }: { header: string | undefined; report: (reason: string) => void },
): void {
  if (route.open) return;
  if (header === undefined) report("Authorization missing");
  else if (!header.startsWith("Bot ")) report("Authorization is not a bot token");
  if (header !== `Bot ${state.token}`) throw answerError("unauthorized");
}

type WireAnswer = NonNullable<WireExchange["answer"]>;

function toWireAnswer({ status, body, headers = {} }: RouteAnswer): WireAnswer {
  // With a JSON content type, clients would try to parse the empty body of a 204.
  if (body === undefined) return { status, headers, body: "" };
  const type = { "content-type": "application/json" };
  return { status, headers: { ...headers, ...type }, body: JSON.stringify(body) };
}

function send({ response, log, wire }: Exchange, answer: WireAnswer): void {
  log.status = answer.status;
  wire.answer = answer;
  response.writeHead(answer.status, answer.headers).end(answer.body);
}
