import { LogLevel, type Logger as SdkLogger } from "@slack/bolt";
import type { Logger } from "../../../core/ports/logger.ts";

// The SDKs write free text, which may quote addresses with tickets, response_urls or tokens.
const SECRETS = /\bx(?:ox|app)[\w.-]*-[\w-]+|\b(?:https?|wss?):\/\/\S+/g;
const MAX_LENGTH = 500;
/** How much of a text is searched for secrets: a token that begins within the kept part ends within this. */
const MAX_CONSIDERED = 4_000;

/** An SDK's free text with all addresses and tokens removed. */
export function scrubSecrets(text: string): string {
  return text.slice(0, MAX_CONSIDERED).replace(SECRETS, "[removed]").slice(0, MAX_LENGTH);
}

const ignore = (): void => undefined;

/**
 * Bolt's log lines as ours. They are details of events that the adapter reports itself, so they come at debug level; and
 * Bolt's own debug lines not at all, because they print whole envelopes, verification token and response_url included.
 */
export function createSdkLogger(log: Logger): SdkLogger {
  const forward = (...parts: unknown[]): void =>
    log.debug({ detail: scrubSecrets(parts.map(String).join(" ")) }, "slack.sdk");
  return {
    debug: ignore,
    info: ignore,
    warn: forward,
    error: forward,
    setLevel: ignore,
    getLevel: () => LogLevel.WARN,
    setName: ignore,
  };
}
