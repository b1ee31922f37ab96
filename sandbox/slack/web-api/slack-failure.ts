/** A refusal by Slack, answered as `{ ok: false, error: code, …extra }`. */
export class SlackFailure extends Error {
  readonly code: string;
  readonly extra: Readonly<Record<string, unknown>>;
  /** For a 429: seconds for its Retry-After. */
  readonly retryAfterS: number | undefined;
  constructor(
    code: string,
    extra: Readonly<Record<string, unknown>> = {},
    { retryAfterS }: { retryAfterS?: number } = {},
  ) {
    super(code);
    this.name = "SlackFailure";
    this.code = code;
    this.extra = extra;
    this.retryAfterS = retryAfterS;
  }
}
