/**
 * The upload address (bytes in, no token: its path is the secret) and the download address (bot token with files:read).
 * An upload may come raw or as a multipart form, and again until the file is completed. Real Slack's words for a wrong
 * length are not documented; the stand-in answers 400.
 */
import type { Backend } from "./backend.ts";
import { serveCall, type Answer, type Exchange } from "./exchange.ts";
import { toMimeType, type ShelfFile } from "./file-shelf.ts";
import { multipartBoundary } from "./multipart.ts";
import { SlackFailure } from "./slack-failure.ts";

const toText = (status: number, body: string): Answer => ({
  status,
  headers: { "content-type": "text/plain; charset=utf-8" },
  body,
  ...(status === 200 ? {} : { error: body }),
});

/** Answers `/upload/v1/<secret>`. */
export async function serveUpload(backend: Backend, exchange: Exchange): Promise<void> {
  const file = backend.shelf.bySecret(exchange.url.pathname.slice("/upload/v1/".length));
  await serveCall(backend, exchange, {
    method: "upload",
    args: { file_id: file?.id, content_type: exchange.req.headers["content-type"] },
    act: () => takeBytes(backend, exchange, file),
  });
}

async function takeBytes(
  { shelf, settings }: Backend,
  { req }: Exchange,
  file: ShelfFile | undefined,
): Promise<Answer> {
  const isOpen = file?.state === "reserved" || file?.state === "received";
  if (file === undefined || !isOpen || req.method !== "POST") {
    req.resume();
    return toText(404, "Not found");
  }
  // The form around the bytes may take a little more than the file.
  if (Number(req.headers["content-length"] ?? 0) > settings.maxFileBytes + 65_536) {
    req.resume();
    return toText(413, "Request entity too large");
  }
  const boundary = multipartBoundary(req.headers["content-type"] ?? "");
  const size = await shelf.receive(file, req, boundary);
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
    act: () => giveBytes(backend, exchange, backend.shelf.get(fileId)),
  });
}

function giveBytes(
  { shelf, credentials }: Backend,
  { req }: Exchange,
  file: ShelfFile | undefined,
): Answer {
  try {
    credentials.check(/^Bearer\s+(\S+)$/i.exec(req.headers.authorization ?? "")?.[1], "bot");
    credentials.need("files:read");
  } catch (error) {
    if (!(error instanceof SlackFailure)) throw error;
    // Slack sends such a visitor to its login page, which clients then take for the file.
    return { status: 302, headers: { location: "/login" }, body: "", error: error.code };
  }
  const bytes = file?.state === "completed" ? shelf.open(file) : undefined;
  if (file === undefined || bytes === undefined) return toText(404, "Not found");
  return {
    status: 200,
    headers: { "content-type": toMimeType(file.name), "content-length": String(file.length) },
    body: bytes,
  };
}
