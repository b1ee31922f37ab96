import type { RespondArguments, RespondFn } from "@slack/bolt";
import { PlatformError } from "../../../core/errors.ts";
import type { Message } from "../../../core/message.ts";
import type { Logger } from "../../../core/ports/logger.ts";
import { scrubSecrets } from "../api/sdk-logger.ts";
import { isTrustedUrl } from "../api/trusted-url.ts";
import type { SlackWebClient } from "../api/web-client.ts";
import { fromRespondError } from "../errors.ts";
import { renderContent } from "../messages/content.ts";
import type { Interaction } from "./interaction.ts";

/** A response_url accepts five answers; one is kept in reserve. */
const MAX_RESPONSE_URL_USES = 4;

/** Options of {@link createPrivateReply}. */
export interface ReplyOptions {
  /** The workspace's; absent if the app is not installed there, and answers only at the response_url. */
  readonly client?: SlackWebClient | undefined;
  /** Base of the Web API's addresses. */
  readonly apiUrl: string;
  readonly log: Logger;
  /** Bolt's function that answers at the interaction's response_url; absent if it has none. */
  readonly respond?: RespondFn | undefined;
}

/** Answers that only one person sees: through the response_url while it lasts, then as an ephemeral message. */
export function createPrivateReply(
  { client, apiUrl, log, respond }: ReplyOptions,
  { channel, userId, responseUrl, replaceOriginal }: Omit<Interaction, "request">,
): (message: Message) => Promise<void> {
  const isUsable = responseUrl !== undefined && isTrustedUrl(responseUrl, apiUrl);
  let usesLeft = isUsable ? MAX_RESPONSE_URL_USES : 0;
  const thread = channel.thread === undefined ? {} : { thread_ts: channel.thread };
  return async (message) => {
    const content = renderContent(message);
    if (respond && usesLeft > 0) {
      usesLeft -= 1;
      try {
        // A replacement is already in the thread of the message it replaces.
        const place = { replace_original: replaceOriginal, ...(replaceOriginal ? {} : thread) };
        await answer(respond, { response_type: "ephemeral", ...content, ...place });
        return;
      } catch (error) {
        log.warn({ platform: "slack", err: error }, "reply.detoured");
      }
    }
    if (!client)
      throw new PlatformError("channel_lost", "the app is not installed in this workspace");
    await client.chat.postEphemeral({
      channel: channel.channel,
      user: userId,
      ...content,
      ...thread,
    });
  };
}

/** Rejects with a PlatformError. */
async function answer(respond: RespondFn, body: RespondArguments): Promise<void> {
  let answered: string;
  try {
    const response = await respond(body);
    answered = await response.text();
  } catch (error) {
    throw fromRespondError(error);
  }
  if (/"ok"\s*:\s*false/.test(answered))
    throw new PlatformError("rejected", `a response_url refused: ${scrubSecrets(answered)}`);
}
