/** One REST request. */
export interface LoggedRequest {
  readonly method: string;
  /** After `/api/v10`, without the query; interaction tokens are in it. */
  readonly path: string;
  readonly query: string;
  /** The status of the answer; 0 without an answer. */
  readonly status: number;
  readonly at: number;
  /** The JSON body, or `payload_json` of a multipart body. */
  readonly body: unknown;
}

/** A REST request and its answer as sent over the wire. Emitted once and not stored, because it contains uploads. */
export interface WireExchange {
  readonly method: string;
  /** Path and query as sent. */
  readonly target: string;
  readonly requestHeaders: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** `undefined` if a fault cut the request off, or if the stand-in keeps no files and this is a form. */
  readonly requestBody: Uint8Array | undefined;
  /** `undefined` if the client got none. */
  readonly answer:
    | {
        readonly status: number;
        readonly headers: Readonly<Record<string, string>>;
        readonly body: string;
      }
    | undefined;
}

/** Something a correct client does not send. */
export interface Violation {
  readonly method: string;
  readonly path: string;
  readonly reason: string;
  readonly at: number;
}
