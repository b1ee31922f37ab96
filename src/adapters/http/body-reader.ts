import type { IncomingMessage } from "node:http";
import { plainResponse } from "./plain-response.ts";

type Body = Buffer<ArrayBuffer>;

const CHUNKS_IN_BLOCK = 256;

/** A body of which a part has arrived. */
interface Arrival {
  readonly body: Promise<Body | Response>;
  /** How much of the space for all bodies it takes. */
  heldBytes: number;
  /** Answers the request without the rest of the body. Does nothing once the body has arrived whole. */
  refuse(status: 400 | 413 | 503): void;
}

/**
 * Reads the bodies of requests whole, and never holds more of them than allowed, over all requests. If they fill the space,
 * those that have been on their way the longest make room: an honest body is there within milliseconds.
 */
export class BodyReader {
  #freeBytes: number;
  /** The bodies that have not arrived whole, oldest first. */
  readonly #unfinished = new Set<Arrival>();

  /** `maxBytes`: of all bodies together. */
  constructor(maxBytes: number) {
    this.#freeBytes = maxBytes;
  }

  /**
   * Reads a body and passes it to `answer`; resolves with its answer. The body takes its space until then. Resolves with 413
   * as soon as it is known to be larger than `maxBytes`, with 503 if there is no space for it, or with 400 if the client goes
   * away. The rest of a refused body is read and dropped: a client that still sends would lose the answer if the connection
   * closed.
   */
  async read(
    request: IncomingMessage,
    maxBytes: number,
    answer: (body: Body) => Promise<Response>,
  ): Promise<Response> {
    const arrival = this.#receive(request, maxBytes);
    try {
      const body = await arrival.body;
      return body instanceof Response ? body : await answer(body);
    } finally {
      this.#release(arrival);
    }
  }

  #receive(request: IncomingMessage, maxBytes: number): Arrival {
    const { promise, resolve } = Promise.withResolvers<Body | Response>();
    let parts = new Parts();
    let bytes = 0;
    const arrival: Arrival = {
      body: promise,
      heldBytes: 0,
      refuse: (status) => {
        if (!this.#unfinished.delete(arrival)) return;
        parts = new Parts();
        this.#release(arrival);
        resolve(plainResponse(status));
      },
    };
    this.#unfinished.add(arrival);
    if (Number(request.headers["content-length"] ?? 0) > maxBytes) arrival.refuse(413);
    request.on("data", (chunk: Buffer) => {
      if (!this.#unfinished.has(arrival)) return;
      bytes += chunk.length;
      if (bytes > maxBytes) arrival.refuse(413);
      else if (this.#hold(arrival, chunk.length)) parts.add(chunk);
      else arrival.refuse(503);
    });
    request.once("end", () => {
      if (this.#unfinished.delete(arrival)) resolve(parts.join());
    });
    for (const event of ["close", "error"]) request.once(event, () => arrival.refuse(400));
    return arrival;
  }

  /** Takes space for a part of a body. Returns whether there was any, also after all older bodies have made room. */
  #hold(arrival: Arrival, bytes: number): boolean {
    for (const older of this.#unfinished) {
      if (bytes <= this.#freeBytes || older === arrival) break;
      older.refuse(503);
    }
    if (bytes > this.#freeBytes) return false;
    this.#freeBytes -= bytes;
    arrival.heldBytes += bytes;
    return true;
  }

  #release(arrival: Arrival): void {
    this.#freeBytes += arrival.heldBytes;
    arrival.heldBytes = 0;
  }
}

/**
 * The parts of one body. Every {@link CHUNKS_IN_BLOCK} chunks become one block: as a list of chunks, a body that is sent byte
 * by byte would take a hundred times its size.
 */
class Parts {
  readonly #blocks: Buffer[] = [];
  #chunks: Buffer[] = [];

  add(chunk: Buffer): void {
    this.#chunks.push(chunk);
    if (this.#chunks.length < CHUNKS_IN_BLOCK) return;
    this.#blocks.push(Buffer.concat(this.#chunks));
    this.#chunks = [];
  }

  /** Returns all of them as one. */
  join(): Body {
    return Buffer.concat([...this.#blocks, ...this.#chunks]);
  }
}
