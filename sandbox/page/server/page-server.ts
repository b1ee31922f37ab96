/**
 * The page's server, on loopback only: its files, the feed of changes, and the user's actions. Other sites open in the
 * browser can neither read nor change anything here: the host is checked (against DNS rebinding), and actions are
 * accepted from the page itself only.
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { closeServer, listen } from "../../loopback-server.ts";
import { readClientFile } from "./client-files.ts";
import { userActionSchema, type ActionResult } from "../user-action.ts";
import { performAction } from "./perform-action.ts";
import { Feed } from "./feed.ts";
import type { RelayView } from "../page-views.ts";
import type { StandIns } from "../../stand-ins.ts";
import { ActiveFaults } from "./active-faults.ts";

/** A running page. */
export interface Page extends AsyncDisposable {
  readonly url: string;
  /** Sets the state of the relay. */
  setRelay(relay: RelayView): void;
}

interface Parts {
  readonly standIns: StandIns;
  readonly feed: Feed;
  readonly activeFaults: ActiveFaults;
}

/** Starts it on the given port, by default a free one. */
export async function createPage(standIns: StandIns, port = 0): Promise<Page> {
  await using started = new AsyncDisposableStack();
  const feed = started.adopt(new Feed(standIns), (each) => each.close());
  const activeFaults = new ActiveFaults(standIns, (faults) => feed.setFaults(faults));
  const server = createServer((req, res) => {
    answer({ standIns, feed, activeFaults }, req, res).catch((error: unknown) => {
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
  if (req.method === "POST" && pathname === "/action") {
    if (origin !== `http://${host}`) return sendJson(res, 403, { error: "from another page" });
    return takeAction(parts, req, res);
  }
  if (req.method !== "GET") return sendJson(res, 405, {});
  if (pathname === "/feed") return sendFeed(parts.feed, res);
  // Browsers request one on their own.
  if (pathname === "/favicon.ico") return void res.writeHead(204).end();
  const file = await readClientFile(pathname);
  if (file === undefined) return sendJson(res, 404, {});
  res.writeHead(200, {
    "content-type": `${file.mediaType}; charset=utf-8`,
    "content-security-policy": policy(parts.standIns),
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
  });
  res.end(file.body);
}

/** Allows this server and the files of the two stand-ins, nothing else. */
function policy({ discord, slack }: StandIns): string {
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

async function takeAction(parts: Parts, req: IncomingMessage, res: ServerResponse): Promise<void> {
  const parsed = userActionSchema.safeParse(JSON.parse(await text(req)));
  if (!parsed.success) return sendJson(res, 400, { error: parsed.error.message });
  try {
    sendJson(res, 200, await performAction(parts, parsed.data));
  } catch (error) {
    // What the platform's client would not let the user do, in its words.
    sendJson(res, 409, { error: wordsOf(error) });
  }
}

const wordsOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);

function sendJson(res: ServerResponse, status: number, body: ActionResult): void {
  res.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}
