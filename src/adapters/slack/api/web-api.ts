import { webApi } from "@slack/bolt";
import { Agent, fetch as undiciFetch } from "undici";
import type { z } from "zod";
import { PlatformError } from "../../../core/errors.ts";
import type { Logger } from "../../../core/ports/logger.ts";
import { isTokenRefusal, slackWordOf, toPlatformError } from "../errors.ts";
import { createSdkLogger } from "./sdk-logger.ts";

/** One call of the Web API. */
export interface ApiCall<T> {
  readonly args?: Readonly<Record<string, unknown>>;
  /** What is used of the answer. An answer that does not fit counts as lost: Slack may have acted. */
  readonly answer: z.ZodType<T>;
  readonly signal?: AbortSignal | undefined;
}

/** Options of {@link SlackWebApi}. */
export interface SlackWebApiOptions {
  readonly botToken: string;
  readonly apiUrl: string;
  readonly log: Logger;
  /** How long one call may take. */
  readonly timeoutMs: number;
}

/** Slack's Web API as the bot, each call once: retrying is the caller's decision, who knows what may have landed. */
export class SlackWebApi {
  readonly apiUrl: string;
  readonly #options: SlackWebApiOptions;
  #agent: Agent | undefined;
  #tokenWorks = false;
  /** Offset of Slack's clock from the monotonic one, from its last answer. */
  #aheadMs: number | undefined;

  constructor(options: SlackWebApiOptions) {
    this.apiUrl = options.apiUrl;
    this.#options = options;
  }

  /** The connections all HTTP to Slack goes over, so that stopping closes them. */
  get dispatcher(): Agent {
    this.#agent ??= new Agent();
    return this.#agent;
  }

  /** Settings for any WebClient: our connections, one attempt, a time limit, no text on the console. */
  clientOptions(signal?: AbortSignal): webApi.WebClientOptions {
    const fetch = async (url: string | URL, init?: object) => {
      const ours = { ...init, dispatcher: this.dispatcher };
      const answer = await undiciFetch(url, withSignal(ours, signal));
      const dateMs = Date.parse(answer.headers.get("date") ?? "");
      if (!Number.isNaN(dateMs)) this.#aheadMs = dateMs - performance.now();
      return answer;
    };
    return {
      slackApiUrl: this.#options.apiUrl,
      logger: createSdkLogger(this.#options.log),
      fetch,
      timeout: this.#options.timeoutMs,
      retryConfig: { retries: 0 },
      rejectRateLimitedCalls: true,
      allowAbsoluteUrls: false,
    };
  }

  /** The time by Slack's clock, which dates messages, in Unix milliseconds. By our clock until Slack has answered. */
  now(): number {
    return this.#aheadMs === undefined ? Date.now() : performance.now() + this.#aheadMs;
  }

  /** Calls `method`. Rejects with a PlatformError. */
  async call<T>(method: string, { args, answer, signal }: ApiCall<T>): Promise<T> {
    // A client per call: it is a small object, and the only place where the SDK lets one call be aborted is its fetch.
    const client = new webApi.WebClient(this.#options.botToken, this.clientOptions(signal));
    try {
      const result = await client.apiCall(method, { ...args });
      this.#tokenWorks = true;
      const parsed = answer.safeParse(result);
      if (parsed.success) return parsed.data;
      throw new PlatformError("unavailable", `Slack's answer to ${method} was not understood`);
    } catch (error) {
      this.#reportRefusal(slackWordOf(error));
      throw toPlatformError(error);
    }
  }

  /** Closes all connections; calls under way reject. */
  async close(): Promise<void> {
    const agent = this.#agent;
    this.#agent = undefined;
    await agent?.destroy();
  }

  /** One line when the token stops working, not one for each call that fails from then on. */
  #reportRefusal(word: string | undefined): void {
    if (!isTokenRefusal(word) || !this.#tokenWorks) return;
    this.#tokenWorks = false;
    this.#options.log.error(
      {
        reason: word,
        variable: "SLACK_BOT_TOKEN",
        cure: "put a valid bot token there and restart",
      },
      "slack.token_refused",
    );
  }
}

function withSignal<T extends object>(init: T, signal: AbortSignal | undefined): T {
  if (signal === undefined) return init;
  const own = "signal" in init && init.signal instanceof AbortSignal ? [init.signal] : [];
  return { ...init, signal: AbortSignal.any([...own, signal]) };
}
