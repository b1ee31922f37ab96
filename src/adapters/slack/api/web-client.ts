/**
 * Everything that goes around @slack/web-api 8.2.0. Left to itself its WebClient
 * - repeats a call whose answer was lost, so a message can be posted twice (promise 1): here each call is made once, and
 *   retrying is the decision of the caller, who knows what may have been posted;
 * - waits in silence when it is rate limited, and for ever when Slack does not answer: here both reject;
 * - takes no signal, so a call under way could not be stopped: only its `fetch` can, hence {@link SlackWebClient.withSignal};
 * - rejects with errors of its own: here everything rejects with a PlatformError that has the SDK's error as its cause;
 * - logs to the console, addresses and tokens included: see sdk-logger.ts.
 */
import { webApi } from "@slack/bolt";
import type { z } from "zod";
import { PlatformError } from "../../../core/errors.ts";
import type { Logger } from "../../../core/ports/logger.ts";
import { isTokenRefusal, notOursBehind, slackErrorOf, toPlatformError } from "../errors.ts";
import type { SlackHttp } from "./http.ts";
import { createSdkLogger } from "./sdk-logger.ts";

/** Settings of everything that talks to the Web API. */
export interface WebApiSettings {
  /** Base of the Web API's addresses, with a slash at its end. */
  readonly apiUrl: string;
  readonly http: SlackHttp;
  readonly log: Logger;
  /** How long one call may take, in milliseconds. */
  readonly timeoutMs: number;
}

/** Options of {@link SlackWebClient}. */
export interface SlackWebClientOptions extends WebApiSettings {
  /** `xoxb-…` */
  readonly botToken: string;
  /** What the log says about the token if it stops working. Default: that it is the one in SLACK_BOT_TOKEN. */
  readonly token?: Readonly<Record<string, string>>;
}

const CONFIGURED_TOKEN = {
  variable: "SLACK_BOT_TOKEN",
  cure: "put a valid bot token there and restart",
};

/** {@link WebApiSettings} as the SDKs' option; `signal` aborts the calls made with it. */
export const toWebClientOptions = (
  { apiUrl, http, log, timeoutMs }: WebApiSettings,
  signal?: AbortSignal,
): webApi.WebClientOptions => ({
  slackApiUrl: apiUrl,
  logger: createSdkLogger(log),
  fetch: http.createFetch(signal),
  timeout: timeoutMs,
  retryConfig: { retries: 0 },
  rejectRateLimitedCalls: true,
  allowAbsoluteUrls: false,
});

/**
 * Slack's Web API as the bot. Every method makes one attempt and rejects with a PlatformError, or with a NotOursError if the
 * process may not act any more. The SDK does not check answers against its types; {@link parseAnswer} does.
 */
export class SlackWebClient extends webApi.WebClient {
  readonly http: SlackHttp;
  /** For the clients that the other SDKs make. */
  readonly settings: WebApiSettings;
  readonly #options: SlackWebClientOptions;
  readonly #token: TokenWatch;

  constructor(
    options: SlackWebClientOptions,
    { signal, token }: { signal?: AbortSignal | undefined; token?: TokenWatch } = {},
  ) {
    super(options.botToken, toWebClientOptions(options, signal));
    this.http = options.http;
    this.settings = options;
    this.#options = options;
    this.#token = token ?? new TokenWatch(options);
  }

  /** The same client, whose calls `signal` aborts: they reject with `unavailable`, for Slack may have acted. */
  withSignal(signal: AbortSignal | undefined): SlackWebClient {
    if (signal === undefined) return this;
    return new SlackWebClient(this.#options, { signal, token: this.#token });
  }

  /** What all typed methods call. */
  override async apiCall(
    method: string,
    args?: Record<string, unknown>,
  ): Promise<webApi.WebAPICallResult> {
    try {
      const answer = await super.apiCall(method, args);
      this.#token.accepted();
      return answer;
    } catch (error) {
      this.#token.refused(slackErrorOf(error));
      throw notOursBehind(error) ?? toPlatformError(error);
    }
  }
}

/**
 * What the relay uses of an answer. Throws a PlatformError `unavailable` if `schema` does not fit: the answer counts as
 * lost, for Slack may have acted.
 */
export function parseAnswer<T>(schema: z.ZodType<T>, answer: object, method: string): T {
  const { data, success } = schema.safeParse(answer);
  if (success) return data;
  throw new PlatformError("unavailable", `Slack's answer to ${method} was not understood`);
}

/** Logs one line when the token stops working, not one for each call that fails from then on. */
class TokenWatch {
  readonly #log: Logger;
  readonly #about: Readonly<Record<string, string>>;
  #works = false;

  constructor({ log, token = CONFIGURED_TOKEN }: SlackWebClientOptions) {
    this.#log = log;
    this.#about = token;
  }

  accepted(): void {
    this.#works = true;
  }

  /** Takes any of Slack's errors, and heeds those that refuse the token. */
  refused(reason: string | undefined): void {
    if (!isTokenRefusal(reason) || !this.#works) return;
    this.#works = false;
    this.#log.error({ reason, ...this.#about }, "slack.token_refused");
  }
}
