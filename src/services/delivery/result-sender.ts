import type { ChannelRef } from "../../core/channel/channel-ref.ts";
import { NotOursError, PlatformError } from "../../core/errors.ts";
import { followFields, postedAs, type Follow, type MessageRef } from "../../core/follow/follow.ts";
import type { Logger } from "../../core/ports/logger.ts";
import type { PlatformAdapter } from "../../core/ports/platform.ts";
import { cleanLine } from "../../core/text.ts";
import type { StatusUpdater } from "../status/status-updater.ts";
import type { FollowInDelivery } from "./follow-in-delivery.ts";
import { MAX_FILES, type CollectedMedia, type MediaCollector } from "./media/media-collector.ts";
import {
  isInStatus,
  stepDown,
  toDraft,
  toFiles,
  toMessage,
  toStatusMessage,
  type ResultDraft,
} from "./result-draft.ts";

/** How one attempt sends a result. */
export interface Sending {
  readonly adapter: PlatformAdapter;
  /** An earlier attempt may have posted it: the adapter looks before it sends. */
  readonly mayAlreadyExist: boolean;
  /** Files that are out of reach are linked instead of waited for. */
  readonly lastTryForMedia: boolean;
  readonly signal: AbortSignal;
}

/** Options of {@link ResultSender}. */
export interface ResultSenderOptions {
  readonly collector: MediaCollector;
  readonly statusUpdater: Pick<StatusUpdater, "showResult">;
  /** What a job is called in its channel. */
  readonly nameOf: (follow: Follow) => string;
  readonly log: Logger;
}

/** Posts the messages of a result: collects their files, and steps down where the channel does not take them. */
export class ResultSender {
  readonly #options: ResultSenderOptions;

  constructor(options: ResultSenderOptions) {
    this.#options = options;
  }

  /**
   * Posts what is not posted yet, message by message, and stores each. Resolves with the first message of the result.
   * Rejects with a NotOursError if the follow is not ours any more, or with a PlatformError, MediaError or StoreError.
   * No downloaded file is left on the disk.
   */
  async send(follow: FollowInDelivery, sending: Sending): Promise<MessageRef> {
    for (;;) {
      const message = await this.#sendNext(follow, sending);
      const { plan, posted } = partsOf(follow.current);
      if (posted.length + 1 >= plan.length) return posted[0] ?? message;
      const noted = await follow.save((current) => {
        const parts = partsOf(current);
        // The checkpoint belongs to this message, not to the next one.
        return {
          ...current,
          checkpoint: undefined,
          parts: { plan: parts.plan, posted: [...parts.posted, message] },
        };
      });
      if (!noted) throw new NotOursError();
    }
  }

  async #sendNext(follow: FollowInDelivery, sending: Sending): Promise<MessageRef> {
    const { collector, log } = this.#options;
    const { plan, posted } = partsOf(follow.current);
    const media = await collector.collect(follow.current, {
      places: plan[posted.length],
      lastTry: sending.lastTryForMedia,
      signal: sending.signal,
    });
    try {
      await storePlan(follow, media);
      for (let draft = toDraft(follow.current, media); ;) {
        try {
          return await this.#sendDraft(draft, follow, sending);
        } catch (error) {
          const next = error instanceof PlatformError ? stepDown(draft, error) : undefined;
          if (!next) throw error;
          log.warn({ ...followFields(follow.current), err: error }, "delivery.stepped_down");
          const { delivery } = next;
          // Later messages, and another attempt, do not begin with what did not work.
          if (delivery !== draft.delivery)
            await follow.save((current) => ({ ...current, delivery }));
          draft = next;
        }
      }
    } finally {
      await Promise.all(media.files.map(({ file }) => file.dispose()));
    }
  }

  /** Sends one message as its draft says: into the status message, a thread, or the channel. */
  async #sendDraft(
    draft: ResultDraft,
    follow: FollowInDelivery,
    sending: Sending,
  ): Promise<MessageRef> {
    await checkOurs(follow);
    if (isInStatus(draft)) return this.#sendInStatus(draft, follow, sending);
    if (draft.delivery !== "thread") return this.#post(draft, follow, sending);
    const thread = await openThread(follow, sending);
    await checkOurs(follow);
    return this.#post(draft, follow, { ...sending, thread });
  }

  /** Puts the result where the status was; doing so again changes nothing. A line below it notifies. */
  async #sendInStatus(
    draft: ResultDraft,
    follow: FollowInDelivery,
    sending: Sending,
  ): Promise<MessageRef> {
    const { statusUpdater, nameOf } = this.#options;
    const { current } = follow;
    const shown = await statusUpdater.showResult(current, {
      message: toStatusMessage(draft, current, nameOf(current)),
      files: toFiles(draft, current),
      signal: sending.signal,
    });
    await checkOurs(follow);
    try {
      return await this.#post(draft, follow, sending);
    } catch (error) {
      // The result can be seen all the same; only the line that notifies is not allowed.
      if (error instanceof PlatformError && LINE_REFUSED.has(error.code)) return shown;
      throw error;
    }
  }

  async #post(
    draft: ResultDraft,
    follow: FollowInDelivery,
    { adapter, mayAlreadyExist, signal, thread }: Sending & { readonly thread?: ChannelRef },
  ): Promise<MessageRef> {
    const { current } = follow;
    const { statusMessage, checkpoint } = current;
    const isReply = draft.part === 0 && draft.withReply && draft.delivery !== "thread";
    return adapter.postResult({
      channel: thread ?? current.channel,
      jobId: current.jobId,
      message: toMessage(draft, current, this.#options.nameOf(current)),
      // Below the status message they would be there twice.
      files: isInStatus(draft) ? [] : toFiles(draft, current),
      key: resultKey(current, draft.part),
      part: draft.part + 1,
      ...(isReply && statusMessage && { replyTo: statusMessage }),
      unasked: current.origin === "notification",
      mayAlreadyExist,
      ...(checkpoint && { checkpoint }),
      save: async (kept) => {
        if (!(await follow.save((latest) => ({ ...latest, checkpoint: kept }))))
          throw new NotOursError();
      },
      signal,
    });
  }
}

/** Refusals of a message of its own that say nothing against the edited one. */
const LINE_REFUSED: ReadonlySet<PlatformError["code"]> = new Set([
  "forbidden",
  "file_refused",
  "rejected",
]);

const partsOf = ({ parts }: Follow): NonNullable<Follow["parts"]> =>
  parts ?? { plan: [], posted: [] };

async function checkOurs(follow: FollowInDelivery): Promise<void> {
  if (!(await follow.isStillOurs())) throw new NotOursError();
}

/** Stores which files go into which message before they are sent, so that a restart divides them alike. */
async function storePlan(
  follow: FollowInDelivery,
  { places, rest }: CollectedMedia,
): Promise<void> {
  if (rest.length === 0) return;
  const here = [[...places]];
  for (let from = 0; from < rest.length; from += MAX_FILES)
    here.push(rest.slice(from, from + MAX_FILES));
  await follow.save((current) => {
    const { plan, posted } = partsOf(current);
    const at = posted.length;
    return {
      ...current,
      parts: { plan: [...plan.slice(0, at), ...here, ...plan.slice(at + 1)], posted },
    };
  });
}

/** Stores the thread before anything is posted in it: the next attempt looks in the right place. */
async function openThread(
  follow: FollowInDelivery,
  { adapter, signal }: Sending,
): Promise<ChannelRef> {
  const { thread: known, channel, statusMessage: root, job, jobId } = follow.current;
  if (known) return known;
  if (!root) throw new TypeError("there is no status message to open a thread at");
  const name = cleanLine(job?.prompt ?? "") || jobId;
  const thread = await adapter.openThread({ channel, root, name, signal });
  await follow.save((current) => ({ ...current, thread }));
  return thread;
}

/** The first message's key is the same however it arrives: it is the one that notifies. */
const resultKey = (follow: Follow, part: number): string =>
  part === 0 ? `${postedAs(follow)}:result` : `${postedAs(follow)}:result:${part + 1}`;
