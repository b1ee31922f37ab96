import type { Readable } from "node:stream";
import type { RESTOptions } from "discord.js";
import { Agent, request, type Dispatcher } from "undici";
import { NotOursError } from "../../../core/errors.ts";
import { askBeforeSending } from "../../../core/http/ask-before-sending.ts";
import { MultipartBody } from "./multipart.ts";

/** How discord.js' REST reaches the network. */
export type MakeRequest = RESTOptions["makeRequest"];

/** Options of {@link createHttp}; all deadlines are of single attempts. */
export interface HttpOptions {
  /** For everything but uploads. */
  readonly requestTimeoutMs: number;
  /** For an upload, however small; large ones get more. */
  readonly uploadTimeoutMs: number;
  /** See DiscordAdapterOptions. Default: always true. */
  readonly mayAct?: (() => boolean) | undefined;
}

/** An upload slower than this is aborted. */
const MIN_UPLOAD_BYTES_PER_MS = 64;
/** Far more than a page of 100 messages with all their embeds and attachments. */
const MAX_ANSWER_BYTES = 16 * 1024 * 1024;

/** How long one attempt with `body` may take. */
function deadlineMs(body: unknown, timeouts: HttpOptions): number {
  if (!(body instanceof MultipartBody)) return timeouts.requestTimeoutMs;
  return timeouts.uploadTimeoutMs + Math.ceil(body.contentLength / MIN_UPLOAD_BYTES_PER_MS);
}

/**
 * The relay's own transport under discord.js' REST, on an undici agent of its own: discord.js and Bolt each bring
 * another undici, and the two fight over the global dispatcher. It streams a {@link MultipartBody}, afresh for each
 * attempt, and reads every answer to its end, which discord.js does not do for a 5xx, leaking the connection.
 */
export function createHttp(options: HttpOptions): {
  makeRequest: MakeRequest;
  /** The time by Discord's clock, from the date of its last answer; by ours before the first one. */
  now(): number;
  close(): Promise<void>;
} {
  let aheadMs: number | undefined;
  // The deadline below covers the whole exchange; undici's own would abort an upload after five minutes.
  const agent = new Agent({ headersTimeout: 0, bodyTimeout: 0 });
  const { mayAct } = options;
  const dispatcher = mayAct ? onlyWhile(mayAct, agent) : agent;
  return {
    makeRequest: async (url, init) => {
      const body = init.body as unknown;
      const signals = [AbortSignal.timeout(deadlineMs(body, options))];
      if (init.signal) signals.push(init.signal);
      const answer = await request(url, {
        dispatcher,
        method: (init.method ?? "GET") as "GET",
        headers: { ...(init.headers as Record<string, string>), ...lengthOf(body) },
        body: body instanceof MultipartBody ? toChunks(body, mayAct) : (body as string | null),
        signal: AbortSignal.any(signals),
      });
      const bytes = await readAll(answer.body);
      const headers = toHeaders(answer.headers);
      const dateMs = Date.parse(headers.get("date") ?? "");
      if (!Number.isNaN(dateMs)) aheadMs = dateMs - performance.now();
      if (answer.statusCode === 429) addRetryAfter(headers, bytes);
      // discord.js would take a proxy's 401 for a refusal of the token, and drop the token.
      if (answer.statusCode === 401 && !isDiscordsOwn(bytes))
        throw new Error("a 401 that is not Discord's own");
      // The Response constructor throws on a body for these, even an empty one.
      const bodyless = [204, 205, 304].includes(answer.statusCode);
      return new Response(bodyless ? null : bytes, { status: answer.statusCode, headers });
    },
    now: () => (aheadMs === undefined ? Date.now() : Math.round(performance.now() + aheadMs)),
    close: () => agent.destroy(),
  };
}

const lengthOf = (body: unknown): Record<string, string> =>
  body instanceof MultipartBody ? { "content-length": String(body.contentLength) } : {};

/** Whether people in a channel may see what a request does. Answers to interactions have other paths. */
const isEffect = ({ method, path }: Dispatcher.DispatchOptions): boolean =>
  method !== "GET" && /\/v\d+\/(channels|users)\//.test(path);

/** Requests over `agent` that ask before they are sent, if they have an effect. */
const onlyWhile = (mayAct: () => boolean, agent: Agent): Dispatcher =>
  agent.compose((dispatch) => (options, handler) => {
    if (isEffect(options)) askBeforeSending(handler, mayAct);
    return dispatch(options, handler);
  });

// undici takes iterables, too, although its types do not say so. It asks for bytes once it has sent those before; a stream would
// read ahead, into memory that is not sent yet.
const toChunks = (body: MultipartBody, mayAct = () => true): Readable =>
  body.open(() => assertOurs(mayAct)) as AsyncIterable<Uint8Array> as Readable;

/** An upload takes minutes, and Discord acts on it once it has the end. */
function assertOurs(mayAct: () => boolean): void {
  if (!mayAct()) throw new NotOursError();
}

async function readAll(body: AsyncIterable<Buffer>): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > MAX_ANSWER_BYTES) throw new RangeError("the answer is too long");
    chunks.push(chunk);
  }
  return new Uint8Array(Buffer.concat(chunks));
}

function toHeaders(raw: Record<string, string | string[] | undefined>): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(raw)) {
    for (const one of [value ?? []].flat()) headers.append(name, one);
  }
  return headers;
}

/** discord.js reads the wait only from the header. Without one it would repeat the request at once, for ever. */
function addRetryAfter(headers: Headers, bytes: Uint8Array): void {
  if (Number(headers.get("retry-after")) > 0) return;
  const seconds = Number(readFields(bytes)["retry_after"]);
  headers.set("retry-after", String(seconds > 0 ? seconds : 1));
}

/** Whether an error body is Discord's own, with a code and a message, and not a proxy's. */
function isDiscordsOwn(bytes: Uint8Array): boolean {
  const { code, message } = readFields(bytes);
  return typeof code === "number" && typeof message === "string";
}

/** The fields of a JSON object; none if it is anything else, such as a proxy's page. */
function readFields(bytes: Uint8Array): Partial<Record<string, unknown>> {
  try {
    const body: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return typeof body === "object" && body !== null ? { ...body } : {};
  } catch {
    return {};
  }
}
