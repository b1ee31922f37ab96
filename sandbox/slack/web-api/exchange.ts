import type { IncomingMessage, ServerResponse } from "node:http";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Backend } from "../backend.ts";
import type { SlackFault } from "../slack-sandbox.ts";
import type { RequestEntry } from "../request-log.ts";

/** A request and its response. */
export interface Exchange {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  readonly url: URL;
}

/** A route's answer. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string | Readable;
  /** Slack's error code of a refusal, for the request log. */
  readonly error?: string;
}

/** A call to a method or another URL, by the name that the request log and the faults use. */
export interface Call {
  readonly method: string;
  readonly args: Readonly<Record<string, unknown>>;
}

/** Creates a JSON answer. */
export const toJsonAnswer = (
  status: number,
  body: Readonly<Record<string, unknown>>,
  headers: Readonly<Record<string, string>> = {},
): Answer => ({
  status,
  headers: { "content-type": "application/json; charset=utf-8", ...headers },
  body: JSON.stringify(body),
  ...(typeof body["error"] === "string" ? { error: body["error"] } : {}),
});

/** Serves one call: logs it, injects a fault if there is one, runs it. */
export async function serveCall(
  backend: Backend,
  exchange: Exchange,
  { method, args, run }: Call & { run: () => Answer | Promise<Answer> },
): Promise<void> {
  const entry = backend.requestLog.open(method, args);
  const fault = backend.faults.take(method);
  if (fault?.delayMs !== undefined) await delay(backend, fault.delayMs);
  if (fault === undefined || isOnlySlow(fault)) {
    await send(backend, { exchange, entry, answer: await run() });
    return;
  }
  if (fault.when === "after-processing") await run();
  await inflict(backend, { exchange, entry, fault });
}

const isOnlySlow = ({ delayMs, error, status, body, reset, hang }: SlackFault): boolean =>
  delayMs !== undefined && (error ?? status ?? body ?? reset ?? hang) === undefined;

const delay = (backend: Backend, delayMs: number): Promise<void> =>
  new Promise((resolve) => {
    backend.timers.after(delayMs, resolve);
  });

interface Ending {
  readonly exchange: Exchange;
  readonly entry: RequestEntry;
}

async function inflict(
  backend: Backend,
  { exchange, entry, fault }: Ending & { fault: SlackFault },
): Promise<void> {
  if (fault.hang === true) return;
  if (fault.reset === true) {
    exchange.req.socket.resetAndDestroy();
    backend.requestLog.close(entry, 0);
    return;
  }
  // A client that is still sending its body would get a broken connection instead of the answer.
  exchange.req.resume();
  await send(backend, { exchange, entry, answer: toFaultAnswer(fault) });
}

function toFaultAnswer(fault: SlackFault): Answer {
  const isRateLimit = fault.error === "ratelimited" || fault.status === 429;
  const error = fault.error ?? (isRateLimit ? "ratelimited" : undefined);
  const status = fault.status ?? (isRateLimit ? 429 : error === undefined ? 500 : 200);
  const headers = { ...(isRateLimit ? { "retry-after": "1" } : {}), ...lowerCase(fault.headers) };
  if (error !== undefined && fault.body === undefined) {
    return toJsonAnswer(status, { ok: false, error }, headers);
  }
  return { status, headers, body: fault.body ?? "", ...(error === undefined ? {} : { error }) };
}

const lowerCase = (headers: SlackFault["headers"] = {}): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));

async function send(
  backend: Backend,
  { exchange: { res }, entry, answer }: Ending & { answer: Answer },
): Promise<void> {
  res.writeHead(answer.status, {
    ...answer.headers,
    "x-slack-req-id": crypto.randomUUID().replaceAll("-", ""),
  });
  backend.requestLog.close(entry, answer.status, answer.error);
  if (typeof answer.body === "string") res.end(answer.body);
  // A client may disconnect in the middle of a download.
  else await pipeline(answer.body, res).catch(() => {});
}
