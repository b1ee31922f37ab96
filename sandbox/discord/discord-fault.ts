/** A fault to inject into matching REST requests. */
export interface DiscordFault {
  readonly method?: string;
  /** Matches the path after `/api/v10`, without the query. */
  readonly path?: RegExp;
  /** How many requests get the fault. Default 1; `Infinity`: all, until it is removed. */
  readonly times?: number;
  /** `after-processing`: the request takes effect, but its answer is lost or replaced. Default `before`. */
  readonly when?: "before" | "after-processing";
  /** What the client gets instead of the answer. Default `answer`: the status below. */
  readonly effect?: "answer" | "reset" | "hang" | "delay";
  /** Default 500. */
  readonly status?: number;
  /** An object is sent as JSON, a string as HTML. Default: what Discord sends with the status. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** With status 429: goes into `retry_after` and `Retry-After`. Default 1,000. */
  readonly retryAfterMs?: number;
  /** With effect `delay`: the request is handled normally this much later. */
  readonly delayMs?: number;
}

/** Handle of an injected fault. */
export interface FaultHandle {
  /** How many requests got the fault so far. */
  readonly hits: number;
  /** Ends the fault and resets the requests that hang because of it. */
  remove(): void;
}
