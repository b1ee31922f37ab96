import type { ServerResponse } from "node:http";
import { gzipSync } from "node:zlib";
import {
  dripBody,
  dripHeaders,
  resetConnection,
  sendEndless,
  sendHtml,
  sendJson,
} from "./broken-answer.ts";

/** What any server can send instead of the real answer. */
export type ApiFault =
  /** Any answer. */
  | {
      readonly kind: "raw";
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body: string;
    }
  /** An HTML page, as from a proxy or a wrong address. */
  | { readonly kind: "html"; readonly status: number }
  /** The real answer, late. */
  | { readonly kind: "slow"; readonly delayMs: number }
  /** The real answer with another body, and the status 200. */
  | { readonly kind: "changed"; readonly change: (body: string) => string }
  /** The real answer cut in the middle, with a matching `content-length`. */
  | { readonly kind: "truncated" }
  /** Half of the announced `content-length`, then the connection ends. */
  | { readonly kind: "cut-off" }
  | { readonly kind: "empty" }
  /** JSON that is no object: a list with a text in it. */
  | { readonly kind: "array" }
  /** One byte more than 1 MiB of well-formed JSON. */
  | { readonly kind: "too-long" }
  /** Never ends: a byte or a header line every `everyMs` (default 20). */
  | { readonly kind: "drip-headers" | "drip-body"; readonly everyMs?: number }
  /** Accepts the request and never answers. */
  | { readonly kind: "hang" }
  | { readonly kind: "reset" }
  | { readonly kind: "endless" }
  /** 200 kB of gzip that unpack to 200 MB. */
  | { readonly kind: "gzip-bomb" };

const MEBIBYTE = 1_048_576;

/** A request that gets a fault, and the real answer to it. */
export interface FaultyExchange {
  readonly res: ServerResponse;
  /** The body of the real answer. */
  readonly truth: () => string;
  /** Sends the real answer. */
  readonly answer: () => void;
}

/** Answers with a fault. */
export function answerFault(fault: ApiFault, { res, truth, answer }: FaultyExchange): void {
  switch (fault.kind) {
    case "raw":
      res.writeHead(fault.status, fault.headers).end(fault.body);
      return;
    case "html":
      return sendHtml(res, fault.status, `${fault.status}`);
    case "slow": {
      const timer = setTimeout(answer, fault.delayMs);
      res.once("close", () => clearTimeout(timer));
      return;
    }
    case "changed":
      return sendText(res, fault.change(truth()));
    case "truncated": {
      const json = truth();
      return sendText(res, json.slice(0, json.length / 2));
    }
    case "cut-off": {
      const json = truth();
      res.writeHead(200, { "content-length": Buffer.byteLength(json) });
      res.write(json.slice(0, json.length / 2), () => res.destroy());
      return;
    }
    case "empty":
      return sendText(res, "");
    case "array":
      return sendJson(res, 200, ["x"]);
    case "too-long": {
      const json = truth();
      return sendText(res, `${json}${" ".repeat(MEBIBYTE + 1 - Buffer.byteLength(json))}`);
    }
    case "drip-headers":
      return dripHeaders(res, fault.everyMs ?? 20);
    case "drip-body":
      return dripBody(res, truth(), fault.everyMs ?? 20);
    case "hang":
      return;
    case "reset":
      return resetConnection(res);
    case "endless":
      res.writeHead(200, { "content-type": "application/json" });
      return sendEndless(res, Buffer.alloc(16_384, " "));
    case "gzip-bomb":
      return sendGzipBomb(res);
  }
}

function sendText(res: ServerResponse, text: string): void {
  res.writeHead(200, { "content-type": "application/json" }).end(text);
}

/** A gzip stream may consist of many members, so one compressed megabyte of zeros is repeated 200 times. */
function sendGzipBomb(res: ServerResponse): void {
  const member = gzipSync(Buffer.alloc(1_000_000));
  res.writeHead(200, { "content-type": "application/json", "content-encoding": "gzip" });
  res.end(Buffer.concat(Array.from({ length: 200 }, () => member)));
}
