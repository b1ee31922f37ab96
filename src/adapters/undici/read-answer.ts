import type { Dispatcher } from "undici";

type Headers = Dispatcher.ResponseData["headers"];

/** An answer that was read to its end. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** `undefined` if the body is encoded or has more bytes than were allowed. */
  readonly text: string | undefined;
}

/** What to read, and until when. */
export interface ReadOptions {
  readonly maxBytes: number;
  /** Ends the request. */
  readonly signal: AbortSignal;
}

/**
 * Sends a request and reads its answer. Nothing beyond `maxBytes` is read: the connection is closed instead. Rejects as undici
 * does, or with the signal's reason. Not `dispatcher.request`: the stream that it makes of each body costs more than all that a
 * poll does with it.
 */
export function readAnswer(
  dispatcher: Dispatcher,
  request: Dispatcher.DispatchOptions,
  options: ReadOptions,
): Promise<Answer> {
  const reader = new AnswerReader(options);
  dispatcher.dispatch(request, reader);
  return reader.answer;
}

/** Collects one answer. */
class AnswerReader implements Dispatcher.DispatchHandler {
  readonly #options: ReadOptions;
  readonly #answer = Promise.withResolvers<Answer>();
  readonly #chunks: Buffer[] = [];
  #length = 0;
  #status = 0;
  #headers: Headers = {};

  constructor(options: ReadOptions) {
    this.#options = options;
  }

  get answer(): Promise<Answer> {
    return this.#answer.promise;
  }

  /** Undici calls it once it has a connection for the request. */
  onRequestStart(controller: Dispatcher.DispatchController): void {
    const { signal } = this.#options;
    const abort = (): void => controller.abort(signal.reason);
    if (signal.aborted) abort();
    else signal.addEventListener("abort", abort, { once: true });
  }

  onResponseStart(
    controller: Dispatcher.DispatchController,
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
      this.#refuse(controller);
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#length += chunk.length;
    if (this.#length > this.#options.maxBytes) this.#refuse(controller);
    else this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    this.#resolve(decoder.decode(Buffer.concat(this.#chunks)));
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#answer.reject(error);
  }

  #refuse(controller: Dispatcher.DispatchController): void {
    this.#resolve(undefined);
    controller.abort(new Error("the answer is not read"));
  }

  #resolve(text: string | undefined): void {
    this.#answer.resolve({ status: this.#status, headers: this.#headers, text });
  }
}

const decoder = new TextDecoder();
