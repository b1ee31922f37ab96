import type { Readable } from "node:stream";
import { Agent, request as send, type Dispatcher } from "undici";
import { MediaError } from "../../core/errors.ts";
import type { Clock } from "../../core/ports/clock.ts";
import { rejectOnAbort } from "../../core/time/reject-on-abort.ts";
import { TransferTimeouts } from "../../core/time/transfer-timeouts.ts";
import type { BucketLocation } from "./bucket-location.ts";
import { toMediaError } from "./errors.ts";
import { toSignedRequest, type S3Request } from "./signed-request.ts";

/** Requests at the same time, at most. Others wait, and their time runs meanwhile. */
const MAX_CONNECTIONS = 24;
const CONNECT_TIMEOUT_MS = 3_000;
/** How long a transfer may be slower than its least rate, in milliseconds. */
const GRACE_MS = 10_000;

/** How long an exchange may take. */
export interface ExchangeLimits {
  /** Longest time without a byte, in milliseconds; also the longest time until the answer begins. */
  readonly stallMs: number;
  /** The largest number of bytes that the exchange transfers. */
  readonly maxBytes: number;
  /** Bytes per millisecond below which the exchange ends, after the first 10 s. */
  readonly leastRate: number;
  readonly signal: AbortSignal;
}

/** Counts bytes that were sent or received. Throws a MediaError if they are too slow. */
export type Progress = (bytes: number) => void;

/** One request, and what becomes of its answer. */
export interface Exchange<T> extends ExchangeLimits {
  readonly request: S3Request;
  /** Returns the body. Default: none. */
  readonly body?: (progress: Progress) => AsyncIterable<Uint8Array>;
  /** Reads the answer, whatever its status. What it leaves of the body is dropped. */
  readonly read: (response: Dispatcher.ResponseData, progress: Progress) => Promise<T>;
}

/** Sends requests to an S3-compatible service, within limits. */
export class S3Client {
  readonly #location: BucketLocation;
  readonly #clock: Clock;
  readonly #agent = new Agent({
    connections: MAX_CONNECTIONS,
    connect: { timeout: CONNECT_TIMEOUT_MS },
    // TransferTimeouts ends a request: undici's own time-outs would not notice a drip.
    headersTimeout: 0,
    bodyTimeout: 0,
  });

  constructor(location: BucketLocation, clock: Clock) {
    this.#location = location;
    this.#clock = clock;
  }

  /** Resolves with what `read` does. Rejects with a MediaError if there is no answer, or not in time. */
  async exchange<T>(exchange: Exchange<T>): Promise<T> {
    const { stallMs, maxBytes, leastRate, signal } = exchange;
    const deadlineMs = GRACE_MS + maxBytes / leastRate + stallMs;
    const timeouts = new TransferTimeouts({ clock: this.#clock, deadlineMs, stallMs, signal });
    try {
      return await this.#exchange(exchange, timeouts);
    } catch (error) {
      // Once the exchange was ended, any failure is a consequence of that.
      throw toMediaError(timeouts.signal.aborted ? timeouts.signal.reason : error);
    } finally {
      timeouts.stop();
    }
  }

  async #exchange<T>(
    { request, body, leastRate, read }: Exchange<T>,
    timeouts: TransferTimeouts,
  ): Promise<T> {
    const { signal } = timeouts;
    const startedAtMs = this.#clock.monotonicMs();
    let sumBytes = 0;
    const progress: Progress = (bytes) => {
      timeouts.progress();
      sumBytes += bytes;
      if (this.#clock.monotonicMs() - startedAtMs > GRACE_MS + sumBytes / leastRate)
        throw new MediaError("unavailable", "the transfer is too slow");
    };
    const { url, headers } = await toSignedRequest(request, this.#location, this.#clock);
    signal.throwIfAborted();
    const { method } = request;
    // undici takes iterables, too. A stream would read ahead, into memory that is not sent yet.
    const chunks = body?.(progress) as Readable | undefined;
    const options = { dispatcher: this.#agent, method, headers, signal, body: chunks };
    // undici notices an abort only once it is connected, which can take long with a silent server.
    const response = await rejectOnAbort(send(url, options), signal);
    // Destroying a body emits an error, and an error without a listener would crash the process.
    response.body.on("error", () => {});
    try {
      progress(0);
      return await read(response, progress);
    } finally {
      response.body.destroy();
    }
  }

  /** Ends all requests and closes all connections. */
  async close(): Promise<void> {
    await this.#agent.destroy();
  }
}
