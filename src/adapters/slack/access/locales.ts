import type { LRUCache } from "lru-cache";
import { createLruCache } from "../../../core/collections/lru-cache.ts";
import { PlatformError } from "../../../core/errors.ts";
import type { Clock } from "../../../core/ports/clock.ts";
import type { Logger } from "../../../core/ports/logger.ts";
import { readConversation } from "./conversation.ts";
import { readUser } from "./user.ts";
import type { SlackWebClient } from "../api/web-client.ts";

const REMEMBERED_LOCALES = 5_000;
/** People seldom change their language. */
const FRESH_MS = 3_600_000;
/** Milliseconds. An answer in English now is better than one in the right language 15 s later. */
const MAX_WAIT_MS = 2_000;

interface KnownLocale {
  readonly locale: string | undefined;
  readonly askedAtMs: number;
}

/** Options of {@link SlackLocales}. */
export interface SlackLocalesOptions {
  readonly client: SlackWebClient;
  readonly clock: Clock;
  readonly log: Logger;
  /** How many languages of people and channels are remembered at most. Default: 5,000. */
  readonly remembered?: number | undefined;
}

/** The languages of people and channels. Events do not contain them, so they are requested, and kept for an hour. */
export class SlackLocales {
  readonly #options: SlackLocalesOptions;
  /** By user and channel ids, which never look alike. */
  readonly #known: LRUCache<string, KnownLocale>;

  constructor(options: SlackLocalesOptions) {
    this.#options = options;
    this.#known = createLruCache(options.remembered ?? REMEMBERED_LOCALES);
  }

  /** The language of a person or a channel, if it is in the cache. */
  known(id: string): string | undefined {
    return this.#known.get(id)?.locale;
  }

  /** Requests languages that are not cached. Never rejects: what does not arrive within two seconds is `undefined`. */
  async read(
    userId: string,
    channel: string,
  ): Promise<{ person: string | undefined; workspace: string | undefined }> {
    const [person, workspace] = await Promise.all([
      this.#read(userId, readUser),
      this.#read(channel, readConversation),
    ]);
    return { person, workspace };
  }

  async #read(
    id: string,
    ask: (client: SlackWebClient, id: string) => Promise<{ readonly locale?: string | undefined }>,
  ): Promise<string | undefined> {
    const { client, clock, log } = this.#options;
    const known = this.#known.get(id);
    if (known && clock.monotonicMs() - known.askedAtMs < FRESH_MS) return known.locale;
    let locale: string | undefined;
    try {
      ({ locale } = await ask(client.withSignal(AbortSignal.timeout(MAX_WAIT_MS)), id));
    } catch (error) {
      log.debug({ platform: "slack", err: error }, "locale.unknown");
      // A refusal (a missing scope, for example) is remembered for a while; an outage is not.
      if (!(error instanceof PlatformError) || error.retryable) return known?.locale;
    }
    this.#known.set(id, { locale, askedAtMs: clock.monotonicMs() });
    return locale;
  }
}
