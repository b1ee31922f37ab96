import {
  REST,
  type InternalRequest,
  type RateLimitData,
  type RequestMethod,
  type RouteLike,
} from "discord.js";
import type { Logger } from "../../../core/ports/logger.ts";
import { isTokenRefusal, rateLimitWaitMs, toPlatformError } from "../errors.ts";
import { createHttp, type HttpTimeouts, type MakeRequest } from "./http.ts";
import { abortable } from "../sdk/abortable-requests.ts";
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
  /** Interaction answers carry their own token in the path. Default: the bot's token. */
  readonly auth?: boolean;
  readonly signal?: AbortSignal | undefined;
  /** Named in the error should Discord refuse for want of permissions. */
  readonly missing?: () => readonly string[];
}

/** Discord's REST API through discord.js' queues, which know its rate limits. */
export interface DiscordApi {
  /** The JSON answer. One attempt; rejects with a PlatformError. */
  request(request: ApiRequest): Promise<unknown>;
  /** For the client's own requests. */
  readonly makeRequest: MakeRequest;
  /** The time by Discord's clock, in Unix milliseconds: the one its message ids are made by. */
  now(): number;
  /** Ends what is under way. */
  close(): Promise<void>;
}

/** Longer waits are the caller's to plan: it knows what else can be done meanwhile. */
const MAX_RATE_LIMIT_WAIT_MS = 5_000;
/** discord.js' own deadline must never come before the transport's, which knows uploads. */
const NO_OWN_DEADLINE_MS = 24 * 60 * 60 * 1000;

/** The REST options that the client shares with this API. */
export const restOptions = (apiUrl: string, makeRequest: MakeRequest) => ({
  api: apiUrl.replace(/\/+$/, ""),
  version: "10",
  // discord.js would send a POST again that may have acted already.
  retries: 0,
  timeout: NO_OWN_DEADLINE_MS,
  rejectOnRateLimit: (limit: RateLimitData) => rateLimitWaitMs(limit) > MAX_RATE_LIMIT_WAIT_MS,
  makeRequest: abortable(makeRequest),
});

/** Makes the API for one bot token. */
export function createApi(
  options: { token: string; apiUrl: string; log: Logger } & HttpTimeouts,
): DiscordApi {
  const { token, log } = options;
  const http = createHttp(options);
  const createRest = () => new REST(restOptions(options.apiUrl, http.makeRequest)).setToken(token);
  // discord.js sends what goes to one channel one after another: behind an upload every text would wait for minutes. Where
  // both meet the channel's limit, the one that did not count the other's requests is told so by Discord, and waits.
  const lanes = { texts: createRest(), uploads: createRest() };
  let tokenRefused = false;
  const onRefusal = (): void => {
    // discord.js forgets a refused token; kept, so that deliveries work again should Discord change its mind.
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
      const rest = request.multipart ? lanes.uploads : lanes.texts;
      try {
        const answer = await withOwnSignal(request.signal, (signal) =>
          withinRateLimits(rest, () => rest.request(toRequestData({ ...request, signal }))),
        );
        tokenRefused = false;
        return answer;
      } catch (error) {
        if (isTokenRefusal(error)) onRefusal();
        throw toPlatformError(error, request.missing?.());
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
