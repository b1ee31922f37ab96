import type { ChannelRef } from "../../core/channel/channel-ref.ts";
import { NotOursError, PlatformError } from "../../core/errors.ts";
import {
  followFields,
  mayBeAnswered,
  type Follow,
  type MessageRef,
} from "../../core/follow/follow.ts";
import type { UnsafePolicy } from "../../core/job/unsafe-policy.ts";
import type { Message } from "../../core/message.ts";
import type { Logger } from "../../core/ports/logger.ts";
import type { PlatformAdapter } from "../../core/ports/platform.ts";
import { cleanLine } from "../../core/text.ts";
import type { PersonalSettingsRegistry } from "../following/personal-settings-registry.ts";
import type { StatusUpdater } from "../status/status-updater.ts";
import type { FollowInDelivery } from "./follow-in-delivery.ts";
import { MAX_FILES, type CollectedMedia, type MediaCollector } from "./media/media-collector.ts";
import { isBroadcast, postBroadcast } from "./result-broadcast.ts";
import {
  isEditRefused,
  isInStatus,
  isLineRefused,
  resultKey,
  stepDown,
  toDraft,
  toFiles,
  toMessage,
  toStatusMessage,
  type ResultDraft,
} from "./result-draft.ts";

/** How one attempt sends a result. */
export interface SendRequest {
  readonly adapter: PlatformAdapter;
  /** Whether an earlier attempt may have posted the result: then the adapter looks for it before it posts. */
  readonly mayAlreadyExist: boolean;
  /** Whether files out of reach are linked. Otherwise they make the attempt fail. */
  readonly isLastTryForMedia: boolean;
  readonly signal: AbortSignal;
}

/** Options of {@link ResultSender}. */
export interface ResultSenderOptions {
  /** Downloads the files of a result. */
  readonly collector: MediaCollector;
  /** Puts a result into the status message. */
  readonly statusUpdater: Pick<StatusUpdater, "showResult" | "expectLateEdit">;
  /** Resolves with the name of a follow's job in its channel. */
  readonly nameOf: (follow: Follow) => Promise<string>;
  /** Whom results notify now. */
  readonly personalSettings: Pick<PersonalSettingsRegistry, "isPinged">;
  /** How files are posted that their source marks as unsafe. */
  readonly unsafe: UnsafePolicy;
  readonly log: Logger;
}

/** Posts the messages of a result. Collects their files first, and sends less if the channel refuses a message. */
export class ResultSender {
  readonly #options: ResultSenderOptions;

  constructor(options: ResultSenderOptions) {
    this.#options = options;
  }

  /**
   * Posts and stores the messages that are not posted yet, one by one; then the line in the channel, if there is to be one.
   * Resolves with the first message. Rejects with a PlatformError, MediaError or StoreError, or with a NotOursError if the
   * follow is not ours any more. Leaves no file on the disk.
   */
  async send(follow: FollowInDelivery, request: SendRequest): Promise<MessageRef> {
    for (;;) {
      const earlier = partsOf(follow.current);
      const [result] = earlier.posted;
      // Only if the line in the channel is still to come: otherwise the last message is not noted as posted.
      if (result && earlier.posted.length >= earlier.plan.length) {
        await postBroadcast(follow, result, { ...request, log: this.#options.log });
        return result;
      }
      const message = await this.#sendNext(follow, request);
      const { plan, posted } = partsOf(follow.current);
      const isLast = posted.length + 1 >= plan.length;
      if (isLast && !isBroadcast(follow.current)) return posted[0] ?? message;
      let isOurs = true;
      const noted = await follow.save((current) => {
        const parts = partsOf(current);
        isOurs = parts.posted.length === posted.length;
        if (!isOurs) return current; // Another process has noted it meanwhile.
        // The checkpoint belongs to this message, not to the next one.
        return {
          ...current,
          checkpoint: undefined,
          parts: { plan: parts.plan, posted: [...parts.posted, message] },
        };
      });
      if (!noted || !isOurs) throw new NotOursError();
    }
  }

  async #sendNext(follow: FollowInDelivery, request: SendRequest): Promise<MessageRef> {
    const { collector, statusUpdater, unsafe, log } = this.#options;
    const { plan, posted } = partsOf(follow.current);
    const media = await collector.collect(follow.current, {
      indexes: plan[posted.length],
      isLastTry: request.isLastTryForMedia,
      signal: request.signal,
    });
    try {
      await storePlan(follow, media);
      let draft = toDraft(follow.current, media, unsafe);
      // If the status message is found only after the post, the result must not go there as well.
      await follow.saveDelivery(draft.delivery);
      for (;;) {
        try {
          return await this.#sendDraft(draft, follow, request);
        } catch (error) {
          const next = error instanceof PlatformError ? stepDown(draft, error) : undefined;
          if (!next) throw error;
          log.warn({ ...followFields(follow.current), err: error }, "delivery.stepped_down");
          // Stored, so that later messages and other attempts do not start with what did not work.
          await follow.saveDelivery(next.delivery, isInStatus(draft) && !isInStatus(next));
          if (follow.current.resultLeftStatus) statusUpdater.expectLateEdit(follow.current);
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
    request: SendRequest,
  ): Promise<MessageRef> {
    await checkOurs(follow);
    if (isInStatus(draft)) return this.#sendInStatus(draft, follow, request);
    if (draft.delivery !== "thread") return this.#post(draft, follow, request);
    const thread = await openThread(follow, {
      ...request,
      jobName: await this.#options.nameOf(follow.current),
    });
    await checkOurs(follow);
    return this.#post(draft, follow, { ...request, thread });
  }

  /** Replaces the status message with the result; repeating that changes nothing. Posts a line below it that notifies. */
  async #sendInStatus(
    draft: ResultDraft,
    follow: FollowInDelivery,
    request: SendRequest,
  ): Promise<MessageRef> {
    const { statusUpdater, nameOf } = this.#options;
    const { current } = follow;
    try {
      await statusUpdater.showResult(current, {
        message: toStatusMessage(draft, current, await nameOf(current)),
        files: toFiles(draft, current),
        signal: request.signal,
      });
    } catch (error) {
      // If an earlier attempt got as far as the line, the result is there, and only its repetition is refused.
      if (!mayBeAnswered(current) || !isEditRefused(error)) throw error;
    }
    await checkOurs(follow);
    try {
      return await this.#post(draft, follow, request);
    } catch (error) {
      // Only the line that notifies is refused. The result itself is in the channel.
      if (current.statusMessage && isLineRefused(error)) return current.statusMessage;
      throw error;
    }
  }

  async #post(
    draft: ResultDraft,
    follow: FollowInDelivery,
    { adapter, mayAlreadyExist, signal, thread }: SendRequest & { readonly thread?: ChannelRef },
  ): Promise<MessageRef> {
    const { current } = follow;
    const { statusMessage, checkpoint } = current;
    const isReply = draft.part === 0 && draft.withReply && draft.delivery !== "thread";
    return adapter.postResult({
      channel: thread ?? current.channel,
      jobId: current.jobId,
      message: this.#respectPings(
        toMessage(draft, current, await this.#options.nameOf(current)),
        current,
      ),
      // The status message has the files already.
      files: isInStatus(draft) ? [] : toFiles(draft, current),
      key: resultKey(current, draft.part),
      part: draft.part + 1,
      ...(isReply && statusMessage && { replyTo: statusMessage }),
      unasked: current.origin === "notification",
      mayAlreadyExist,
      ...(checkpoint && { checkpoint }),
      save: (kept) => follow.saveCheckpoint(kept),
      signal,
    });
  }

  /** Notifies only people who want that. A direct message is there for nothing else. */
  #respectPings(message: Message, { origin, channel }: Follow): Message {
    const { personalSettings } = this.#options;
    if (origin === "direct") return message;
    const pings = message.pings.filter((userId) => personalSettings.isPinged(channel, userId));
    return { ...message, pings };
  }
}

const partsOf = ({ parts }: Follow): NonNullable<Follow["parts"]> =>
  parts ?? { plan: [], posted: [] };

async function checkOurs(follow: FollowInDelivery): Promise<void> {
  if (!(await follow.isStillOurs())) throw new NotOursError();
}

/** Stores which files go into which message before any is sent, so that a restart divides them in the same way. */
async function storePlan(
  follow: FollowInDelivery,
  { indexes, laterIndexes }: CollectedMedia,
): Promise<void> {
  if (laterIndexes.length === 0) return;
  const messages = [[...indexes]];
  for (let from = 0; from < laterIndexes.length; from += MAX_FILES)
    messages.push(laterIndexes.slice(from, from + MAX_FILES));
  await follow.save((current) => {
    const { plan, posted } = partsOf(current);
    const at = posted.length;
    return {
      ...current,
      parts: { plan: [...plan.slice(0, at), ...messages, ...plan.slice(at + 1)], posted },
    };
  });
}

/** Opens the thread unless it is open, and stores it before anything is posted there: the next attempt looks in it. */
async function openThread(
  follow: FollowInDelivery,
  { adapter, signal, jobName }: SendRequest & { readonly jobName: string },
): Promise<ChannelRef> {
  const { thread: known, channel, statusMessage: root, job } = follow.current;
  if (known) return known;
  if (!root) throw new TypeError("there is no status message to open a thread at");
  const name = cleanLine(job?.prompt ?? "") || jobName;
  const thread = await adapter.openThread({ channel, root, name, signal });
  await follow.save((current) => ({ ...current, thread }));
  return thread;
}
