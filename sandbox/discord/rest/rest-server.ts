/**
 * One REST request from socket to socket: log, ordered faults, authorisation, route, answer. Does
 * not: ban, or serve another API version than 10.
 */
import { setTimeout as delay } from "node:timers/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { answerError, DiscordAnswerError } from "./errors.ts";
import { toFaultAnswer, type Fault, type FaultDesk } from "./fault-queue.ts";
import { serveFile } from "./file-server.ts";
import { toRetryAfter, type RateLimiter } from "./rate-limiter.ts";
import { parseBody, readBytes, type RequestBody } from "./request-body.ts";
import { findRoute, type Route, type RouteAnswer } from "./route.ts";
import { accountRoutes } from "./account-routes.ts";
import { callbackRoutes } from "../interactions/callback-routes.ts";
import { commandRoutes } from "../commands/command-routes.ts";
import { interactionRoutes } from "../interactions/interaction-routes.ts";
import { messageRoutes } from "../messages/message-routes.ts";
import { threadRoutes } from "../guilds/thread-routes.ts";
import type { LoggedRequest, WireExchange } from "../faults.ts";
import type { World } from "../state.ts";

/** Everything that is answered. */
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

/** What stands between a request and its route. */
export interface Barriers {
  readonly desk: FaultDesk;
  readonly limiter: RateLimiter;
}

/** Answers one request. Never rejects. */
export async function handleRequest(
  world: World,
  { desk, limiter }: Barriers,
  { incoming, response }: Pick<Exchange, "incoming" | "response">,
): Promise<void> {
  const url = new URL(incoming.url ?? "/", world.origin);
  if (url.pathname.startsWith("/attachments/"))
    return serveFile(world, url, { incoming, response });
  const log: Mutable<LoggedRequest> = {
    method: incoming.method ?? "",
    // discord.js writes the @ of @original as %40.
    path: url.pathname.replace(/^\/api(\/v10)?/, "").replaceAll("%40", "@"),
    query: url.search.slice(1),
    status: 0,
    at: world.now(),
    body: undefined,
  };
  const wire: Mutable<WireExchange> = {
    method: log.method,
    target: incoming.url ?? "/",
    requestHeaders: incoming.headers,
    requestBody: undefined,
    answer: undefined,
  };
  world.requests.push(log);
  const report = (reason: string): void => world.violate(log, reason);
  try {
    await exchange(world, desk.take(log.method, log.path), {
      incoming,
      response,
      url,
      log,
      wire,
      report,
      limiter,
    });
  } catch {
    // The client went away in the middle of its request; nobody is left to answer.
    response.destroy();
  }
  world.announce("request", log, wire);
}

async function exchange(world: World, fault: Fault | undefined, parts: Exchange): Promise<void> {
  const { incoming, wire } = parts;
  const before = fault && (fault.order.after ?? "before") === "before";
  if (before && fault.order.effect === "reset") {
    incoming.socket.destroy();
    return;
  }
  const bytes = await readBytes(incoming);
  wire.requestBody = bytes;
  if (before && (await carryOut(fault, parts))) return;
  let answer: RouteAnswer;
  try {
    answer = await answerRequest(world, bytes, parts);
  } catch (error) {
    answer = toRefusal(error);
  }
  if (fault && !before && (await carryOut(fault, parts))) return;
  send(parts, toWireAnswer(answer));
}

/** What was thrown as Discord's refusal, as an answer. Throws everything else again. */
function toRefusal(error: unknown): RouteAnswer {
  if (!(error instanceof DiscordAnswerError)) throw error;
  const { status, body, retryAfterMs } = error;
  if (retryAfterMs === undefined) return { status, body };
  return { status, body, headers: toRetryAfter(retryAfterMs) };
}

/** True where the fault took the place of the answer. */
async function carryOut(fault: Fault, parts: Exchange): Promise<boolean> {
  const { order } = fault;
  const { response } = parts;
  switch (order.effect ?? "answer") {
    case "reset":
      response.destroy();
      return true;
    case "hang":
      fault.hold(response);
      return true;
    case "delay":
      await delay(order.delayMs ?? 1000, undefined, { ref: false });
      return false;
    default:
      send(parts, toFaultAnswer(order));
      return true;
  }
}

async function answerRequest(
  world: World,
  bytes: Buffer,
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
  authorise(world, route, { header: incoming.headers.authorization, report });
  const body: RequestBody = await parseBody(bytes, incoming.headers["content-type"], report);
  log.body = body.json;
  for (const key of url.searchParams.keys()) {
    if (!route.query?.includes(key)) report(`unknown query parameter ${key}`);
  }
  const place = params["channelId"] ?? params["guildId"] ?? params["token"] ?? "";
  const { headers, refusal } = limiter.take(route, place);
  const run = (): RouteAnswer => {
    try {
      return route.run(world, { params, query: url.searchParams, ...body, report });
    } catch (error) {
      return toRefusal(error);
    }
  };
  // Nothing may be waited for between here and the answer: whoever sees the effect may count on the answer.
  const answer = refusal ?? run();
  return { ...answer, headers: { ...headers, ...answer.headers } };
}

function authorise(
  world: World,
  route: Route,
  { header, report }: { header: string | undefined; report: (reason: string) => void },
): void {
  if (route.open) return;
  if (header === undefined) report("Authorization missing");
  else if (!header.startsWith("Bot ")) report("Authorization is not a bot token");
  if (header !== `Bot ${world.token}`) throw answerError("unauthorized");
}

type WireAnswer = NonNullable<WireExchange["answer"]>;

function toWireAnswer({ status, body, headers = {} }: RouteAnswer): WireAnswer {
  // A 204 with a JSON content type would make clients parse nothing.
  if (body === undefined) return { status, headers, body: "" };
  const type = { "content-type": "application/json" };
  return { status, headers: { ...headers, ...type }, body: JSON.stringify(body) };
}

function send({ response, log, wire }: Exchange, answer: WireAnswer): void {
  log.status = answer.status;
  wire.answer = answer;
  response.writeHead(answer.status, answer.headers).end(answer.body);
}
