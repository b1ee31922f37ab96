/** One REST request. */
export interface LoggedRequest {
  readonly method: string;
  /** After `/api/v10`, without the query; interaction tokens are in it. */
  readonly path: string;
  readonly query: string;
  /** What the client was answered; 0 where it got no answer. */
  readonly status: number;
  readonly at: number;
  /** The JSON body, or `payload_json` of a multipart one. */
  readonly body: unknown;
}

/** One REST request and its answer as they went over the wire; told once and not kept, for uploads are in it. */
export interface WireExchange {
  readonly method: string;
  /** Path and query as they were sent. */
  readonly target: string;
  readonly requestHeaders: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** `undefined` if an ordered fault cut the request off. */
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

/** Something a sound client does not send. */
export interface Violation {
  readonly method: string;
  readonly path: string;
  readonly reason: string;
  readonly at: number;
}
