import type { Delivery } from "../../core/channel/channel-settings.ts";
import { MediaError, NotOursError, PlatformError, StoreError } from "../../core/errors.ts";
import { followFields, followKey, type Follow, type MessageRef } from "../../core/follow/follow.ts";
import type { Logger } from "../../core/ports/logger.ts";
import type { PlatformAdapter } from "../../core/ports/platform.ts";
import { MAX_FILES, type CollectedMedia, type MediaCollector } from "./media/media-collector.ts";
import { toDiscardReason, type DiscardReason } from "../../core/follow/discard-reason.ts";
import type { FollowRegistry } from "../following/follow-registry.ts";
import { stepDown, type ResultDraft } from "./result-draft.ts";
import { sendResult } from "./send-result.ts";
import type { StatusMessages } from "../status/status-messages.ts";

/** How one attempt to bring an outcome into its channel ended. */
export type DeliveryReport =
  | { readonly kind: "posted"; readonly message: MessageRef }
  /** Trying again is pointless. */
  | { readonly kind: "impossible"; readonly reason: DiscardReason }
  | { readonly kind: "later"; readonly err: unknown; readonly retryAfterMs?: number | undefined }
  /** Somebody else settled it, or it is gone: nothing to do. */
  | { readonly kind: "not-ours" };

/** One attempt: whether an earlier one may have landed, and whether files out of reach are waited for no longer. */
export interface DeliveryAttempt {
  readonly mayAlreadyExist: boolean;
  readonly lastTryForMedia: boolean;
  readonly signal: AbortSignal;
}

/** Gets one settled outcome into its channel: downloads, posts, and steps down where the channel takes no such file. */
export class OutcomeDelivery {
  readonly #registry: FollowRegistry;
  readonly #collector: MediaCollector;
  readonly #status: StatusMessages;
  readonly #log: Logger;

  constructor(options: {
    registry: FollowRegistry;
    collector: MediaCollector;
    status: StatusMessages;
    log: Logger;
  }) {
    this.#registry = options.registry;
    this.#collector = options.collector;
    this.#status = options.status;
    this.#log = options.log;
  }

  /** Never rejects: every failure is a report. What it downloaded is gone from the disk when it resolves. */
  async attempt(
    follow: Follow,
    adapter: PlatformAdapter,
    attempt: DeliveryAttempt,
  ): Promise<DeliveryReport> {
    try {
      for (let current = follow; ;) {
        const message = await this.#sendNext(current, adapter, attempt);
        if (!message) return { kind: "not-ours" };
        const { plan, posted } = this.#registry.get(followKey(follow))?.parts ?? NO_PARTS;
        const first = posted[0] ?? message;
        if (posted.length + 1 >= plan.length) return { kind: "posted", message: first };
        const next = await this.#note(follow, message);
        if (!next) return { kind: "not-ours" };
        current = next;
      }
    } catch (error) {
      return toReport(error);
    }
  }

  /** The next message that is not posted yet, the first as a rule; `undefined` if the follow is not ours any more. */
  async #sendNext(
    follow: Follow,
    adapter: PlatformAdapter,
    attempt: DeliveryAttempt,
  ): Promise<MessageRef | undefined> {
    const part = follow.parts?.posted.length ?? 0;
    const { lastTryForMedia: lastTry, signal, mayAlreadyExist } = attempt;
    const places = follow.parts?.plan[part];
    const media = await this.#collector.collect(follow, { places, lastTry, signal });
    try {
      await this.#plan(follow, media);
      const draft = toDraft(follow, media);
      for (;;) {
        try {
          const sending = { part, draft, adapter, mayAlreadyExist, signal };
          return await sendResult(this.#registry, follow, { ...sending, status: this.#status });
        } catch (error) {
          if (!(error instanceof PlatformError)) throw error;
          const { delivery } = draft;
          if (!stepDown(draft, error)) throw error;
          this.#log.warn({ ...followFields(follow), err: error }, "delivery.stepped_down");
          if (draft.delivery !== delivery) await this.#keepDelivery(follow, draft.delivery);
        }
      }
    } finally {
      await Promise.all(media.files.map(({ file }) => file.dispose()));
    }
  }

  /** Which files go into which message is stored before they are sent, so that a restart divides them alike. */
  async #plan(follow: Follow, { places, rest }: CollectedMedia): Promise<void> {
    if (rest.length === 0) return;
    const here = [[...places]];
    for (let from = 0; from < rest.length; from += MAX_FILES)
      here.push(rest.slice(from, from + MAX_FILES));
    await this.#registry.updateOf(follow, (current) => {
      const { plan, posted } = current.parts ?? NO_PARTS;
      const at = posted.length;
      return {
        ...current,
        parts: { plan: [...plan.slice(0, at), ...here, ...plan.slice(at + 1)], posted },
      };
    });
  }

  /** The rest of it, and another attempt, do not begin with what did not work. */
  async #keepDelivery(follow: Follow, delivery: Delivery): Promise<void> {
    await this.#registry.updateOf(follow, (current) => ({ ...current, delivery }));
  }

  async #note(follow: Follow, message: MessageRef): Promise<Follow | undefined> {
    return this.#registry.updateOf(follow, (current) => {
      const { plan, posted } = current.parts ?? NO_PARTS;
      // What was kept for the one message says nothing of the next.
      return { ...current, checkpoint: undefined, parts: { plan, posted: [...posted, message] } };
    });
  }
}

const NO_PARTS: NonNullable<Follow["parts"]> = { plan: [], posted: [] };

/** Without a status message there is nothing to edit, and nothing to hang a thread on. */
function toDraft({ delivery, statusMessage }: Follow, media: CollectedMedia): ResultDraft {
  return {
    files: [...media.files],
    links: [...media.links],
    delivery: statusMessage ? (delivery ?? "post") : "post",
    withReply: true,
    isBare: false,
  };
}

function toReport(error: unknown): DeliveryReport {
  if (error instanceof NotOursError) return { kind: "not-ours" };
  if (error instanceof PlatformError) {
    const reason = toDiscardReason(error.code);
    return reason
      ? { kind: "impossible", reason }
      : { kind: "later", err: error, retryAfterMs: error.retryAfterMs };
  }
  if (error instanceof MediaError || error instanceof StoreError)
    return { kind: "later", err: error };
  // Not one of ours: a defect. Trying again later loses nothing; giving up would.
  return { kind: "later", err: error };
}
