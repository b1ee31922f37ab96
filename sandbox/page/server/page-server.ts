/**
 * The page's server, on loopback only: its files, the feed of what changes, and what people do. Other sites that a person
 * has open can neither read nor do anything here: the address is checked against a name that was made to lead here, and
 * deeds are taken from the page itself alone.
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { closeServer, listen } from "../../loopback-server.ts";
import { readClientFile } from "./client-files.ts";
import { deedSchema, type DeedAnswer } from "../user-action.ts";
import { perform } from "./perform.ts";
import { Feed } from "./feed.ts";
import type { RelayView } from "../page-views.ts";
import type { Stage } from "../../stand-ins.ts";
import { Weather } from "./fault-switches.ts";

/** A running page. */
export interface Page extends AsyncDisposable {
  readonly url: string;
  /** Says how the relay is. */
  setRelay(relay: RelayView): void;
}

interface Parts {
  readonly stage: Stage;
  readonly feed: Feed;
  readonly weather: Weather;
}

/** Starts it on a port, or on a free one. */
export async function createPage(stage: Stage, port = 0): Promise<Page> {
  await using started = new AsyncDisposableStack();
  const feed = started.adopt(new Feed(stage), (each) => each.close());
  const weather = new Weather(stage, (faults) => feed.setFaults(faults));
  const server = createServer((req, res) => {
    answer({ stage, feed, weather }, req, res).catch((error: unknown) => {
      sendJson(res, 500, { error: wordsOf(error) });
    });
  });
  await listen(server, port);
  started.defer(() => closeServer(server));
  const { port: taken } = server.address() as AddressInfo;
  const all = started.move();
  return {
    url: `http://127.0.0.1:${taken}/`,
    setRelay: (relay) => feed.setRelay(relay),
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}

async function answer(parts: Parts, req: IncomingMessage, res: ServerResponse): Promise<void> {
  const { host = "", origin } = req.headers;
  const { pathname } = new URL(req.url ?? "/", "http://127.0.0.1");
  if (!/^(?:127\.0\.0\.1|localhost):\d+$/.test(host)) return sendJson(res, 403, {});
  if (req.method === "POST" && pathname === "/deed") {
    if (origin !== `http://${host}`) return sendJson(res, 403, { error: "from another page" });
    return takeDeed(parts, req, res);
  }
  if (req.method !== "GET") return sendJson(res, 405, {});
  if (pathname === "/feed") return sendFeed(parts.feed, res);
  // Browsers ask for one without being told to.
  if (pathname === "/favicon.ico") return void res.writeHead(204).end();
  const file = await readClientFile(pathname);
  if (file === undefined) return sendJson(res, 404, {});
  res.writeHead(200, {
    "content-type": `${file.mediaType}; charset=utf-8`,
    "content-security-policy": policy(parts.stage),
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
  });
  res.end(file.body);
}

/** Nothing from anywhere but this server, except the files of the two stand-ins. */
function policy({ discord, slack }: Stage): string {
  const files = [discord.apiUrl, slack.apiUrl].map((url) => new URL(url).origin).join(" ");
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "connect-src 'self'",
    `media-src ${files}`,
    `img-src ${files}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
  ].join("; ");
}

function sendFeed(feed: Feed, res: ServerResponse): void {
  res.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
  const stop = feed.listen((event) => void res.write(`data: ${JSON.stringify(event)}\n\n`));
  res.once("close", stop);
}

async function takeDeed(parts: Parts, req: IncomingMessage, res: ServerResponse): Promise<void> {
  const parsed = deedSchema.safeParse(JSON.parse(await text(req)));
  if (!parsed.success) return sendJson(res, 400, { error: parsed.error.message });
  try {
    sendJson(res, 200, await perform(parts, parsed.data));
  } catch (error) {
    // What the platform's client would not let the person do, in its words.
    sendJson(res, 409, { error: wordsOf(error) });
  }
}

const wordsOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);

function sendJson(res: ServerResponse, status: number, body: DeedAnswer): void {
  res.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}
