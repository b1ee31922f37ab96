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
import type { DeliveryProgress } from "./delivery-progress.ts";
import type { MediaCollector } from "./media/media-collector.ts";
import { isOutOfReach, partsOf, storePlan } from "./media/result-parts.ts";
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
  /** Whether files may still arrive while they are uploaded. After a failure they are awaited first. Default: false. */
  readonly mayArrive?: boolean;
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
  readonly progress: Pick<DeliveryProgress, "of" | "note">;
  readonly log: Logger;
}

/** Posts the messages of a result. Collects their files first, and sends less if the channel refuses a message. */
export class ResultSender {
  readonly #options: ResultSenderOptions;

  constructor(options: ResultSenderOptions) {
    this.#options = options;
  }

  /**
   * Posts and stores the messages that are not posted yet, one by one; then the line in the channel, if there is to be one. Resolves
   * with the first message. Rejects with a PlatformError, MediaError, StoreError or NotOursError. Leaves no file on the disk.
   */
  async send(follow: FollowInDelivery, request: SendRequest): Promise<MessageRef> {
    await this.#showAgain(follow, request);
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

  /** The end of a discarded delivery has replaced the result in the status message: it is shown again before what is left. */
  async #showAgain(follow: FollowInDelivery, request: SendRequest): Promise<void> {
    const { collector, unsafe, progress } = this.#options;
    const { current } = follow;
    const { plan, posted } = partsOf(current);
    const isReplaced = current.postedAs !== undefined && current.delivery === "edit";
    if (!isReplaced || posted.length === 0 || progress.of(current).isShownAgain) return;
    const { isLastTryForMedia: isLastTry, signal } = request;
    const media = await collector.collect(current, { indexes: plan[0], isLastTry, signal });
    try {
      const draft = toDraft({ ...current, parts: undefined }, media, unsafe);
      // A file in the message that can't be downloaded any more would go with the notice.
      const hasAll = !media.links.some(isOutOfReach);
      if (hasAll && (await follow.isStillOurs())) await this.#showInStatus(draft, current, request);
    } catch (error) {
      if (!isEditRefused(error)) throw error;
    } finally {
      await Promise.all(media.files.map(({ file }) => file.dispose()));
    }
    progress.note(current, { isShownAgain: true });
  }

  async #sendNext(follow: FollowInDelivery, request: SendRequest): Promise<MessageRef> {
    const { collector, statusUpdater, unsafe, log } = this.#options;
    const { plan, posted } = partsOf(follow.current);
    const { mayArrive = false, isLastTryForMedia: isLastTry, signal } = request;
    const how = { indexes: plan[posted.length], mayArrive, isLastTry, signal };
    const media = await collector.collect(follow.current, how);
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
    await follow.assertOurs();
    if (isInStatus(draft)) return this.#sendInStatus(draft, follow, request);
    if (draft.delivery !== "thread") return this.#post(draft, follow, request);
    const thread = await openThread(follow, {
      ...request,
      jobName: await this.#options.nameOf(follow.current),
    });
    await follow.assertOurs();
    return this.#post(draft, follow, { ...request, thread });
  }

  /** Replaces the status message with the result; repeating that changes nothing. Posts a line below it that notifies. */
  async #sendInStatus(
    draft: ResultDraft,
    follow: FollowInDelivery,
    request: SendRequest,
  ): Promise<MessageRef> {
    const { current } = follow;
    try {
      await this.#showInStatus(draft, current, request);
    } catch (error) {
      // If an earlier attempt got as far as the line, the result is there, and only its repetition is refused.
      if (!mayBeAnswered(current) || !isEditRefused(error)) throw error;
    }
    await follow.assertOurs();
    try {
      return await this.#post(draft, follow, request);
    } catch (error) {
      // Only the line that notifies is refused. The result itself is in the channel.
      if (current.statusMessage && isLineRefused(error)) return current.statusMessage;
      throw error;
    }
  }

  async #showInStatus(draft: ResultDraft, follow: Follow, { signal }: SendRequest): Promise<void> {
    const { statusUpdater, nameOf } = this.#options;
    const message = toStatusMessage(draft, follow, await nameOf(follow));
    await statusUpdater.showResult(follow, { message, files: toFiles(draft, follow), signal });
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
