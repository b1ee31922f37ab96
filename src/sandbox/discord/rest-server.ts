/**
 * One REST request from socket to socket: log, ordered faults, authorisation, route, answer. Sends rate-limit headers of a
 * bucket that never runs dry; does not: limit anybody, ban, or serve another API version than 10.
 */
import { createHash } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { findLinkedFile } from "./attachment-links.ts";
import { answerError, DiscordAnswerError } from "./errors.ts";
import { toFaultAnswer, type Fault, type FaultDesk } from "./fault-desk.ts";
import { parseBody, readBytes, type RequestBody } from "./request-body.ts";
import { findRoute, type Route, type RouteAnswer } from "./route.ts";
import { accountRoutes } from "./routes-account.ts";
import { commandRoutes } from "./routes-commands.ts";
import { interactionRoutes } from "./routes-interactions.ts";
import { messageRoutes } from "./routes-messages.ts";
import type { LoggedRequest, WireExchange } from "./faults.ts";
import type { World } from "./state.ts";

/** Everything that is answered. */
export const ROUTES: readonly Route[] = [
  ...accountRoutes,
  ...commandRoutes,
  ...interactionRoutes,
  ...messageRoutes,
];

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

interface Exchange {
  readonly incoming: IncomingMessage;
  readonly response: ServerResponse;
  readonly url: URL;
  readonly log: Mutable<LoggedRequest>;
  readonly wire: Mutable<WireExchange>;
  readonly report: (reason: string) => void;
}

/** Answers one request. Never rejects. */
export async function handleRequest(
  world: World,
  desk: FaultDesk,
  { incoming, response }: Pick<Exchange, "incoming" | "response">,
): Promise<void> {
  const url = new URL(incoming.url ?? "/", world.origin);
  if (url.pathname.startsWith("/attachments/")) return serveFile(world, url, response);
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
  let answer: RouteAnswer & { bucket?: string };
  try {
    answer = await answerRequest(world, bytes, parts);
  } catch (error) {
    if (!(error instanceof DiscordAnswerError)) throw error;
    answer = { status: error.status, body: error.body };
  }
  if (fault && !before && (await carryOut(fault, parts))) return;
  send(parts, toWireAnswer(answer, rateLimitHeaders(world, answer.bucket)));
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
  { incoming, url, log, report }: Exchange,
): Promise<RouteAnswer & { bucket: string }> {
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
  const answer = route.run(world, { params, query: url.searchParams, ...body, report });
  const place = params["channelId"] ?? params["guildId"] ?? params["token"] ?? "";
  return { ...answer, bucket: `${route.method} ${route.path} ${place}` };
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

function rateLimitHeaders(world: World, bucket: string | undefined): Record<string, string> {
  if (bucket === undefined) return {};
  return {
    "x-ratelimit-limit": "1000",
    "x-ratelimit-remaining": "999",
    "x-ratelimit-reset": (world.now() / 1000 + 1).toFixed(3),
    "x-ratelimit-reset-after": "1.000",
    "x-ratelimit-bucket": createHash("md5").update(bucket).digest("hex"),
  };
}

type WireAnswer = NonNullable<WireExchange["answer"]>;

function toWireAnswer({ status, body }: RouteAnswer, headers: Record<string, string>): WireAnswer {
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

function serveFile(world: World, url: URL, response: ServerResponse): void {
  const file = findLinkedFile(world, url);
  if (!file) {
    response.writeHead(404, { "content-type": "text/plain;charset=UTF-8" });
    response.end("This content is no longer available.");
    return;
  }
  response.writeHead(200, {
    "content-type": file.contentType ?? "application/octet-stream",
    "content-length": file.bytes.length,
    "content-disposition": `attachment; filename="${file.filename}"`,
  });
  response.end(file.bytes);
}
