import { request } from "undici";
import { PlatformError } from "../../../core/errors.ts";
import type { Message } from "../../../core/message.ts";
import type { Logger } from "../../../core/ports/logger.ts";
import type { Act } from "./act.ts";
import { renderContent, type Content } from "../messages/content.ts";
import { fromStatus } from "../errors.ts";
import { scrubSecrets } from "../api/sdk-logger.ts";
import { isTrustedUrl } from "../api/trusted-url.ts";
import type { SlackWebClient } from "../api/web-client.ts";

/** A response_url takes five answers; one is kept in reserve. */
const MAX_RESPONSE_URL_USES = 4;
const RESPONSE_URL_TIMEOUT_MS = 10_000;

/** Whom to answer, and where. */
export type Addressee = Pick<Act, "channel" | "userId" | "responseUrl" | "replaces">;

/** Answers that only one person sees: by the address that came with what they did, else as an ephemeral message. */
export function createReply(
  { client, log }: { readonly client: SlackWebClient; readonly log: Logger },
  { channel, userId, responseUrl: url, replaces }: Addressee,
): (message: Message) => Promise<void> {
  let usesLeft =
    url !== undefined && isTrustedUrl(url, client.slackApiUrl) ? MAX_RESPONSE_URL_USES : 0;
  const thread = channel.thread === undefined ? {} : { thread_ts: channel.thread };
  return async (message) => {
    const content = renderContent(message);
    if (url !== undefined && usesLeft > 0) {
      usesLeft -= 1;
      try {
        // What takes another's place is in its thread already.
        const body = { replace_original: replaces, ...content, ...(replaces ? {} : thread) };
        await answer(client, url, body);
        return;
      } catch (error) {
        log.warn({ platform: "slack", err: error }, "reply.detoured");
      }
    }
    const { chat } = client;
    await chat.postEphemeral({ channel: channel.channel, user: userId, ...content, ...thread });
  };
}

async function answer(
  client: SlackWebClient,
  url: string,
  body: Content & { readonly replace_original: boolean },
): Promise<void> {
  try {
    const { statusCode, body: answered } = await request(url, {
      method: "POST",
      dispatcher: client.http.dispatcher,
      headers: { "content-type": "application/json; charset=utf-8" },
      body: JSON.stringify({ response_type: "ephemeral", ...body }),
      signal: AbortSignal.timeout(RESPONSE_URL_TIMEOUT_MS),
    });
    const text = await answered.text();
    if (statusCode !== 200) throw fromStatus(statusCode, { what: "a response_url" });
    if (/"ok"\s*:\s*false/.test(text))
      throw new PlatformError("rejected", `a response_url refused: ${scrubSecrets(text)}`);
  } catch (error) {
    if (error instanceof PlatformError) throw error;
    throw new PlatformError("unavailable", "a response_url could not be reached", { cause: error });
  }
}
