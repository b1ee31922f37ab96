/**
 * A path that the relay's own HTTP server answers: commands that a platform sends by HTTP, sign-ins, health and metrics.
 * `Request` and `Response` are those of the Fetch standard.
 */
export interface HttpEndpoint {
  readonly method: "GET" | "POST";
  /** Begins with `/`, without a query. */
  readonly path: string;
  /** Largest body that is read, in bytes. The server answers a larger one with 413, and a slow one with 408. */
  readonly maxBodyBytes: number;
  /**
   * Resolves with the answer. The body has arrived whole, byte for byte as it was sent, because signatures are computed over it.
   * The server answers 500 without details if it rejects. `request.signal` aborts at the end of a stop.
   */
  handle(request: Request): Promise<Response>;
}
