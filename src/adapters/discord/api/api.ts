import {
  REST,
  type InternalRequest,
  type RateLimitData,
  type RequestMethod,
  type RouteLike,
} from "discord.js";
import { NotOursError } from "../../../core/errors.ts";
import type { Logger } from "../../../core/ports/logger.ts";
import { isTokenRefusal, rateLimitWaitMs, toPlatformError } from "../errors.ts";
import { createHttp, type HttpOptions, type MakeRequest } from "./http.ts";
import { withinRateLimits } from "../sdk/within-rate-limits.ts";
import { withOwnSignal } from "../sdk/with-own-signal.ts";
import type { MultipartBody } from "./multipart.ts";

/** One request to Discord's REST API. */
interface ApiRequest {
  readonly method: RequestMethod;
  readonly route: RouteLike;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly multipart?: MultipartBody | undefined;
  /** False for answers to interactions, which carry their own token in the path. Default: the bot's token is sent. */
  readonly auth?: boolean;
  readonly signal?: AbortSignal | undefined;
  /** The permissions to name in the error if Discord refuses the request for lack of permissions. */
  readonly missing?: () => Promise<readonly string[]>;
}

/** Discord's REST API through discord.js' queues, which know its rate limits. */
export interface DiscordApi {
  /**
   * Makes one attempt and resolves with the JSON answer. Rejects with a PlatformError, or with a NotOursError if the process
   * may not act any more.
   */
  request(request: ApiRequest): Promise<unknown>;
  /** For the client's own requests. */
  readonly makeRequest: MakeRequest;
  /** The time by Discord's clock, in Unix milliseconds. Message ids contain this time. */
  now(): number;
  /** Aborts requests in progress. */
  close(): Promise<void>;
}

/** Longer waits are left to the caller, which can do something else in the meantime. */
const MAX_RATE_LIMIT_WAIT_MS = 5_000;
/** discord.js' own deadline must never come before the transport's, which allows uploads more time. */
const NO_OWN_DEADLINE_MS = 24 * 60 * 60 * 1000;

/** The REST options that the client shares with this API. */
export const restOptions = (apiUrl: string, makeRequest: MakeRequest) => ({
  api: apiUrl.replace(/\/+$/, ""),
  version: "10",
  // discord.js would repeat a POST that may already have taken effect.
  retries: 0,
  timeout: NO_OWN_DEADLINE_MS,
  rejectOnRateLimit: (limit: RateLimitData) => rateLimitWaitMs(limit) > MAX_RATE_LIMIT_WAIT_MS,
  makeRequest,
});

/** Makes the API for one bot token. */
export function createApi(
  options: { token: string; apiUrl: string; log: Logger } & HttpOptions,
): DiscordApi {
  const { token, log } = options;
  const http = createHttp(options);
  const createRest = () => new REST(restOptions(options.apiUrl, http.makeRequest)).setToken(token);
  // discord.js sends the requests to one channel one after another, so every text would wait for minutes behind an upload.
  // The lanes do not count each other's requests: if one runs into the channel's limit, Discord says so and it waits.
  // Answers to interactions, which do not count towards the limit of the bot, have one of their own.
  const lanes = { texts: createRest(), uploads: createRest(), answers: createRest() };
  let tokenRefused = false;
  const onRefusal = (): void => {
    // discord.js forgets a refused token. Set it again, so that deliveries work once Discord accepts it again.
    for (const rest of Object.values(lanes)) rest.setToken(token);
    if (!tokenRefused) {
      const cure = "make a new token in Discord's developer portal and put it into DISCORD_TOKEN";
      log.error({ platform: "discord", cure }, "discord.token_refused");
    }
    tokenRefused = true;
  };
  return {
    makeRequest: http.makeRequest,
    now: () => http.now(),
    request: async (request) => {
      const rest = lanes[laneOf(request)];
      try {
        const answer = await withOwnSignal(request.signal, (signal) =>
          withinRateLimits(rest, () => rest.request(toRequestData({ ...request, signal }))),
        );
        tokenRefused = false;
        return answer;
      } catch (error) {
        if (error instanceof NotOursError) throw error;
        if (isTokenRefusal(error)) onRefusal();
        const failure = toPlatformError(error);
        if (failure.code !== "forbidden" || !request.missing) throw failure;
        throw toPlatformError(error, await request.missing());
      }
    },
    close: async () => {
      for (const rest of Object.values(lanes)) {
        rest.clearHashSweeper();
        rest.clearHandlerSweeper();
      }
      await http.close();
    },
  };
}

function laneOf({ multipart, auth }: ApiRequest): "texts" | "uploads" | "answers" {
  if (multipart) return "uploads";
  return auth === false ? "answers" : "texts";
}

function toRequestData(request: ApiRequest): InternalRequest {
  const { method, route, query, body, multipart, auth, signal } = request;
  return {
    method,
    fullRoute: route,
    ...(query && { query: new URLSearchParams(query) }),
    ...(multipart
      ? {
          body: multipart,
          passThroughBody: true,
          headers: { "content-type": multipart.contentType },
        }
      : { body }),
    ...(auth === false && { auth }),
    ...(signal && { signal }),
  };
}
