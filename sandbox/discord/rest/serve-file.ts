/** Serves attachments as Discord's CDN does: whole, or the one range that a video player requests. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { findLinkedFile } from "./attachment-links.ts";
import type { DiscordState } from "../discord-state.ts";

interface Range {
  readonly first: number;
  readonly last: number;
}

/** Answers GET and HEAD for a signed link. */
export function serveFile(
  state: DiscordState,
  url: URL,
  { incoming, response }: { incoming: IncomingMessage; response: ServerResponse },
): void {
  const file = findLinkedFile(state, url);
  if (!file?.bytes) {
    response.writeHead(404, { "content-type": "text/plain;charset=UTF-8" });
    response.end("This content is no longer available.");
    return;
  }
  const { bytes, filename, sha256 } = file;
  const range = parseRange(incoming.headers.range, bytes.length);
  const headers = {
    "content-type": file.contentType ?? "application/octet-stream",
    "content-disposition": `attachment; filename="${filename}"`,
    "accept-ranges": "bytes",
    // Pages of other origins may read it as well.
    "access-control-allow-origin": "*",
    etag: `"${sha256}"`,
  };
  if (range === "unsatisfiable") {
    response.writeHead(416, { ...headers, "content-range": `bytes */${bytes.length}` }).end();
    return;
  }
  const part = range ? bytes.subarray(range.first, range.last + 1) : bytes;
  const place = range && {
    "content-range": `bytes ${range.first}-${range.last}/${bytes.length}`,
  };
  response.writeHead(range ? 206 : 200, { ...headers, ...place, "content-length": part.length });
  response.end(incoming.method === "HEAD" ? undefined : part);
}

/** Returns `undefined` if the whole file is to be sent: no range, several, or one that cannot be parsed. */
function parseRange(header: string | undefined, size: number): Range | "unsatisfiable" | undefined {
  const [, from = "", to = ""] = /^bytes=(\d*)-(\d*)$/.exec(header ?? "") ?? [];
  if (from === "" && to === "") return undefined;
  if (from === "") {
    const first = Math.max(0, size - Number(to));
    return Number(to) === 0 ? "unsatisfiable" : { first, last: size - 1 };
  }
  const first = Number(from);
  const last = to === "" ? size - 1 : Math.min(Number(to), size - 1);
  if (to !== "" && Number(to) < first) return undefined;
  return first >= size ? "unsatisfiable" : { first, last };
}
