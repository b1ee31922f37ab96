import type { ServerResponse } from "node:http";
import {
  resetConnection,
  sendEndless,
  sendHtml,
  whileConnected,
} from "../../job-api/broken-answer.ts";
import type { SandboxFile } from "../jobs/job-body.ts";

/** What the media server can send instead of the file. */
export type MediaFault =
  /** The answer to an expired link. */
  | { readonly kind: "expired" }
  | { readonly kind: "status"; readonly status: number; readonly retryAfter?: string | number }
  /** An HTML page under the file's name; claims to be `contentType` (default: the file's own). */
  | { readonly kind: "html"; readonly contentType?: string }
  /** Announces `announcedBytes` (default 10 GB) and sends until the client disconnects. */
  | { readonly kind: "too-large"; readonly announcedBytes?: number }
  /** Announces 1,000 bytes more than it sends before the connection ends. */
  | { readonly kind: "length-lies" }
  /** Half the file, then nothing; the connection stays open. */
  | { readonly kind: "stall" }
  /** One byte every `everyMs` (default 20). */
  | { readonly kind: "drip"; readonly everyMs?: number }
  /** Accepts the request and never answers. */
  | { readonly kind: "hang" }
  | { readonly kind: "reset" }
  /** The file without a length, followed by zeros without end. */
  | { readonly kind: "endless" }
  /** A redirect; `location` is sent as given. */
  | { readonly kind: "redirect"; readonly location: string; readonly status?: number };

/** The real media server's message for a link that is expired or invalid. */
export function sendExpired(res: ServerResponse): void {
  res.writeHead(404, { "content-type": "text/plain;charset=UTF-8" });
  res.end("This content is no longer available.");
}

/** The headers of a file's response. */
export function fileHeaders(file: SandboxFile): Record<string, string> {
  return {
    ...(file.contentType !== undefined && { "content-type": file.contentType }),
    "content-disposition": `attachment; filename*=UTF-8''${encodeURIComponent(file.filename)}`,
  };
}

/** Answers a request for a file with a fault. */
export function answerMediaFault(fault: MediaFault, res: ServerResponse, file: SandboxFile): void {
  const headers = fileHeaders(file);
  const { bytes } = file;
  const half = bytes.subarray(0, bytes.length / 2);
  switch (fault.kind) {
    case "expired":
      return sendExpired(res);
    case "status":
      if (fault.retryAfter !== undefined) res.setHeader("retry-after", String(fault.retryAfter));
      return sendHtml(res, fault.status, `${fault.status}`);
    case "html":
      res.writeHead(200, { ...headers, "content-type": fault.contentType ?? "video/mp4" });
      res.end("<!doctype html><html><body>Please sign in to see this video.</body></html>");
      return;
    case "too-large":
      res.writeHead(200, { ...headers, "content-length": fault.announcedBytes ?? 10_000_000_000 });
      return sendEndless(res, Buffer.alloc(65_536));
    case "length-lies":
      res.writeHead(200, { ...headers, "content-length": bytes.length + 1000 });
      res.write(bytes, () => res.destroy());
      return;
    case "stall":
      res.writeHead(200, { ...headers, "content-length": bytes.length }).write(half);
      return;
    case "drip":
      return drip(res, file, fault.everyMs ?? 20);
    case "hang":
      return;
    case "reset":
      return resetConnection(res);
    case "endless":
      res.writeHead(200, headers).write(bytes);
      return sendEndless(res, Buffer.alloc(65_536));
    case "redirect":
      res.writeHead(fault.status ?? 302, { location: fault.location }).end();
  }
}

function drip(res: ServerResponse, file: SandboxFile, everyMs: number): void {
  res.writeHead(200, { ...fileHeaders(file), "content-length": file.bytes.length });
  res.flushHeaders();
  let at = 0;
  whileConnected(res, everyMs, () => {
    if (at < file.bytes.length) res.write(file.bytes.subarray(at, at + 1));
    at += 1;
  });
}
