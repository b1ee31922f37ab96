/**
 * The upload URL (no token: its path is the secret), the download URL (bot token with files:read), and the view URL for a
 * browser (its path is the secret; not logged, because no app requests it).
 * An upload may be raw or a multipart form, and may be repeated until the file is completed. Slack does not document its
 * answer to a wrong length; the stand-in answers 400.
 */
import { pipeline } from "node:stream/promises";
import type { Backend } from "../backend.ts";
import { serveCall, type Answer, type Exchange } from "../web-api/exchange.ts";
import { toMimeType, type FileStore, type StoredFile } from "./file-store.ts";
import { multipartBoundary, type ByteRange } from "./multipart.ts";
import { SlackFailure } from "../web-api/slack-failure.ts";

const toText = (status: number, body: string): Answer => ({
  status,
  headers: { "content-type": "text/plain; charset=utf-8" },
  body,
  ...(status === 200 ? {} : { error: body }),
});

/** Answers `/upload/v1/<secret>`. */
export async function serveUpload(backend: Backend, exchange: Exchange): Promise<void> {
  const file = backend.fileStore.bySecret(exchange.url.pathname.slice("/upload/v1/".length));
  await serveCall(backend, exchange, {
    method: "upload",
    args: { file_id: file?.id, content_type: exchange.req.headers["content-type"] },
    run: () => takeBytes(backend, exchange, file),
  });
}

async function takeBytes(
  { fileStore, settings }: Backend,
  { req }: Exchange,
  file: StoredFile | undefined,
): Promise<Answer> {
  const isOpen = file?.state === "reserved" || file?.state === "received";
  if (file === undefined || !isOpen || req.method !== "POST") {
    req.resume();
    return toText(404, "Not found");
  }
  // A multipart form is slightly larger than its file.
  if (Number(req.headers["content-length"] ?? 0) > settings.maxFileBytes + 65_536) {
    req.resume();
    return toText(413, "Request entity too large");
  }
  const boundary = multipartBoundary(req.headers["content-type"] ?? "");
  const size = await fileStore.receive(file, req, boundary);
  if (size === undefined) return toText(400, "Malformed form");
  if (size !== file.length) {
    return toText(400, `Length mismatch: announced ${file.length}, received ${size}`);
  }
  return toText(200, `OK - ${size}`);
}

/** Answers `/files-pri/<team>-<file>/<name>`. */
export async function serveDownload(backend: Backend, exchange: Exchange): Promise<void> {
  const fileId = /^\/files-pri\/[A-Z0-9]+-([A-Z0-9]+)\//.exec(exchange.url.pathname)?.[1] ?? "";
  await serveCall(backend, exchange, {
    method: "download",
    args: { file_id: fileId },
    run: () => giveBytes(backend, exchange, backend.fileStore.get(fileId)),
  });
}

function giveBytes(
  { fileStore, credentials }: Backend,
  { req }: Exchange,
  file: StoredFile | undefined,
): Answer {
  try {
    credentials.check(/^Bearer\s+(\S+)$/i.exec(req.headers.authorization ?? "")?.[1], "bot");
    credentials.need("files:read");
  } catch (error) {
    if (!(error instanceof SlackFailure)) throw error;
    // Slack redirects such a request to its login page, which clients then take for the file.
    return { status: 302, headers: { location: "/login" }, body: "", error: error.code };
  }
  return toBytes(fileStore, file, req.headers.range);
}

/** Answers `/view/<secret>/<name>`. */
export async function serveView(backend: Backend, { req, res, url }: Exchange): Promise<void> {
  const [secret = ""] = url.pathname.slice("/view/".length).split("/");
  const file = backend.fileStore.byViewSecret(secret);
  const { status, headers, body } = toBytes(backend.fileStore, file, req.headers.range);
  res.writeHead(status, { ...headers, "cache-control": "no-store" });
  if (req.method === "HEAD" || typeof body === "string") res.end(req.method === "HEAD" ? "" : body);
  // A browser disconnects whenever the user seeks.
  else await pipeline(body, res).catch(() => {});
}

/** Sends the whole file or the requested range. */
function toBytes(
  fileStore: FileStore,
  file: StoredFile | undefined,
  range: string | undefined,
): Answer {
  if (file?.state !== "completed" || !file.bytes) return toText(404, "Not found");
  const headers = { "content-type": toMimeType(file.name), "accept-ranges": "bytes" };
  const wanted = range === undefined ? undefined : parseRange(range, file.length);
  if (wanted === "unsatisfiable") {
    return { status: 416, headers: { "content-range": `bytes */${file.length}` }, body: "" };
  }
  const { start, end } = wanted ?? { start: 0, end: file.length };
  return {
    status: wanted === undefined ? 200 : 206,
    headers: {
      ...headers,
      "content-length": String(end - start),
      ...(wanted === undefined
        ? {}
        : { "content-range": `bytes ${start}-${end - 1}/${file.length}` }),
    },
    body: fileStore.open(file, { start, end }),
  };
}

/** Returns `undefined` for a header that is not one simple range; it is ignored. */
function parseRange(header: string, length: number): ByteRange | "unsatisfiable" | undefined {
  const [, first = "", last = ""] = /^bytes=(\d*)-(\d*)$/.exec(header) ?? [];
  if (first === "" && last === "") return undefined;
  const start = first === "" ? Math.max(0, length - Number(last)) : Number(first);
  const end = first === "" || last === "" ? length : Math.min(length, Number(last) + 1);
  return start >= end ? "unsatisfiable" : { start, end };
}
