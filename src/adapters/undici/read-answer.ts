import type { Dispatcher } from "undici";
import type { Clock } from "../../core/ports/clock.ts";

type Headers = Dispatcher.ResponseData["headers"];

/** An answer that was read to its end. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** `undefined` if the body is encoded or has more bytes than were allowed. */
  readonly body: Buffer | undefined;
}

/** What to read, and until when. */
export interface ReadOptions {
  readonly maxBytes: number;
  readonly clock: Clock;
  /** Longest time for all of it, in milliseconds. */
  readonly timeoutMs: number;
  /** Ends the request. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Sends a request and reads its answer. Nothing beyond `maxBytes` is read: the connection is closed instead. Rejects as undici
 * does, with the signal's reason, or with a `TimeoutError`; both of these also while undici waits for a connection. Not
 * `dispatcher.request`: the stream that it makes of each body costs more than all that a poll does with it.
 */
export function readAnswer(
  dispatcher: Dispatcher,
  request: Dispatcher.DispatchOptions,
  options: ReadOptions,
): Promise<Answer> {
  const reader = new AnswerReader(options);
  if (reader.isOver) return reader.answer;
  dispatcher.dispatch(request, reader);
  return reader.answer;
}

/** Collects one answer. */
class AnswerReader implements Dispatcher.DispatchHandler {
  readonly #options: ReadOptions;
  readonly #answer = Promise.withResolvers<Answer>();
  readonly #cancelTimer: () => void;
  readonly #onAbort = (): void => this.#end(this.#options.signal?.reason);
  readonly #chunks: Buffer[] = [];
  #controller: Dispatcher.DispatchController | undefined;
  #length = 0;
  #status = 0;
  #headers: Headers = {};
  #isOver = false;

  constructor(options: ReadOptions) {
    this.#options = options;
    const { clock, timeoutMs, signal } = options;
    this.#cancelTimer = clock.setTimer(timeoutMs, () =>
      this.#end(new DOMException(`no answer within ${timeoutMs} ms`, "TimeoutError")),
    );
    if (signal?.aborted) this.#onAbort();
    else signal?.addEventListener("abort", this.#onAbort);
  }

  get answer(): Promise<Answer> {
    return this.#answer.promise;
  }

  /** Whether the answer has settled. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** Undici calls it once it has a connection for the request. */
  onRequestStart(controller: Dispatcher.DispatchController): void {
    if (this.#isOver) controller.abort(new Error("the answer is not awaited any more"));
    else this.#controller = controller;
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Headers,
  ): void {
    // Informational: the answer follows.
    if (status < 200) return;
    this.#status = status;
    this.#headers = headers;
    // We ask for `identity`; 200 kB of gzip can be 200 MB of text.
    const isEncoded = (headers["content-encoding"] ?? "identity") !== "identity";
    if (isEncoded || Number(headers["content-length"] ?? 0) > this.#options.maxBytes)
      this.#refuse();
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#length += chunk.length;
    if (this.#length > this.#options.maxBytes) this.#refuse();
    else this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    const [first, ...others] = this.#chunks;
    this.#resolve(first && others.length === 0 ? first : Buffer.concat(this.#chunks));
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#settle();
    this.#answer.reject(error);
  }

  #refuse(): void {
    this.#resolve(undefined);
    this.#controller?.abort(new Error("the answer is not read"));
  }

  #resolve(body: Buffer | undefined): void {
    this.#settle();
    this.#answer.resolve({ status: this.#status, headers: this.#headers, body });
  }

  /** Rejects, unless the answer has settled. */
  #end(reason: Error): void {
    this.#settle();
    this.#answer.reject(reason);
    this.#controller?.abort(reason);
  }

  #settle(): void {
    this.#isOver = true;
    this.#cancelTimer();
    this.#options.signal?.removeEventListener("abort", this.#onAbort);
  }
}
