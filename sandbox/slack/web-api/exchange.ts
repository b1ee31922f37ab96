import type { IncomingMessage, ServerResponse } from "node:http";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Backend } from "../backend.ts";
import type { SlackFault } from "../slack-sandbox.ts";
import type { JournalEntry } from "../request-log.ts";

/** A request and the way back. */
export interface Exchange {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  readonly url: URL;
}

/** What a route answers. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string | Readable;
  /** Slack's word for a refusal, for the journal. */
  readonly error?: string;
}

/** One call of a method or another address, as the journal and the faults name it. */
export interface Call {
  readonly method: string;
  readonly args: Readonly<Record<string, unknown>>;
}

/** A JSON answer. */
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

/** Answers one call: writes it down, serves a fault ordered for it, acts. */
export async function serveCall(
  backend: Backend,
  exchange: Exchange,
  { method, args, act }: Call & { act: () => Answer | Promise<Answer> },
): Promise<void> {
  const entry = backend.journal.open(method, args);
  const fault = backend.faults.take(method);
  if (fault?.delayMs !== undefined) await delay(backend, fault.delayMs);
  if (fault === undefined || isOnlySlow(fault)) {
    await send(backend, { exchange, entry, answer: await act() });
    return;
  }
  if (fault.when === "after-processing") await act();
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
  readonly entry: JournalEntry;
}

async function inflict(
  backend: Backend,
  { exchange, entry, fault }: Ending & { fault: SlackFault },
): Promise<void> {
  if (fault.hang === true) return;
  if (fault.reset === true) {
    exchange.req.socket.resetAndDestroy();
    backend.journal.close(entry, 0);
    return;
  }
  // A client that still sends its body would see a broken connection in place of the answer.
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
  backend.journal.close(entry, answer.status, answer.error);
  if (typeof answer.body === "string") res.end(answer.body);
  // A client that leaves in the middle of a download is its own business.
  else await pipeline(answer.body, res).catch(() => {});
}
