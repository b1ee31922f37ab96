import type { IncomingMessage } from "node:http";
import { plainResponse } from "./plain-response.ts";

type Body = Buffer<ArrayBuffer>;

/** Reads the bodies of requests whole, and never holds more of them than allowed, over all requests. */
export class BodyReader {
  #freeBytes: number;

  /** `maxBytes`: of all bodies together. */
  constructor(maxBytes: number) {
    this.#freeBytes = maxBytes;
  }

  /**
   * Reads a body and passes it to `answer`; resolves with its answer. The body counts until then. Resolves with 413 as soon
   * as it is known to be larger than `maxBytes`, and with 503 if the other bodies leave no space. The rest of such a body is
   * read and dropped: a client that still sends would lose the answer if the connection closed. Resolves with 400 if the
   * client goes away.
   */
  async read(
    request: IncomingMessage,
    maxBytes: number,
    answer: (body: Body) => Promise<Response>,
  ): Promise<Response> {
    let heldBytes = 0;
    try {
      const body = await this.#read(request, maxBytes, (bytes) => {
        if (bytes > this.#freeBytes) return false;
        this.#freeBytes -= bytes;
        heldBytes += bytes;
        return true;
      });
      return body instanceof Response ? body : await answer(body);
    } finally {
      this.#freeBytes += heldBytes;
    }
  }

  async #read(
    request: IncomingMessage,
    maxBytes: number,
    hold: (bytes: number) => boolean,
  ): Promise<Body | Response> {
    const { promise, resolve } = Promise.withResolvers<Body | Response>();
    let body: Body = Buffer.alloc(0);
    let bytes = 0;
    let isOver = Number(request.headers["content-length"] ?? 0) > maxBytes;
    if (isOver) resolve(plainResponse(413));
    request.on("data", (chunk: Buffer) => {
      if (isOver) return;
      bytes += chunk.length;
      isOver = bytes > maxBytes || !hold(chunk.length);
      if (isOver) resolve(plainResponse(bytes > maxBytes ? 413 : 503));
      else body = append(body, chunk, bytes);
    });
    request.once("end", () => resolve(body.subarray(0, bytes)));
    request.once("close", () => resolve(plainResponse(400)));
    request.once("error", () => resolve(plainResponse(400)));
    return promise;
  }
}

/**
 * Appends a chunk to a body that then has `bytes`, and returns the body, perhaps as a new buffer with space for more. A list of
 * chunks would take a hundred times the bytes if a client sent them one by one.
 */
function append(body: Body, chunk: Buffer, bytes: number): Body {
  const grown = bytes <= body.length ? body : Buffer.alloc(Math.max(bytes, body.length * 2));
  if (grown !== body) body.copy(grown);
  chunk.copy(grown, bytes - chunk.length);
  return grown;
}
