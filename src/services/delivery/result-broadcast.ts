import { encodeChannelRef } from "../../core/channel/channel-ref.ts";
import { NotOursError, PlatformError } from "../../core/errors.ts";
import { followFields, postedAs, type Follow, type MessageRef } from "../../core/follow/follow.ts";
import type { Logger } from "../../core/ports/logger.ts";
import { renderBroadcast } from "../../messages/result/render-result.ts";
import type { PlatformAdapter } from "../../core/ports/platform.ts";
import type { FollowInDelivery } from "./follow-in-delivery.ts";

/** Whether a line in the channel has to point to the result, because that is in a thread of the channel. */
export function isBroadcast({ broadcast, delivery, thread, channel }: Follow): boolean {
  const isInThread = delivery === "thread" && thread !== undefined;
  // A person asked within a thread: then the result belongs there, and the channel has not heard of the job.
  return broadcast === true && isInThread && encodeChannelRef(thread) !== encodeChannelRef(channel);
}

/** The first message of a result that is whole in its thread, so that only the line is still to come; else `undefined`. */
export function resultBeforeBroadcast(follow: Follow): MessageRef | undefined {
  const { plan, posted } = follow.parts ?? { plan: [], posted: [] };
  return isBroadcast(follow) && posted.length >= plan.length ? posted[0] : undefined;
}

/** How one attempt posts the line. */
interface BroadcastRequest {
  readonly adapter: PlatformAdapter;
  /** Whether an earlier attempt may have posted it: then the adapter looks for it before it posts. */
  readonly mayAlreadyExist: boolean;
  readonly signal: AbortSignal;
  readonly log: Logger;
}

/**
 * Posts the line in the channel that points to `result`. It notifies no one, because the result has. If only the line is
 * refused, that is logged, and the result counts as delivered. Rejects with a NotOursError if the follow is not ours any
 * more, with a PlatformError that is retryable or says that the channel is lost, or with a StoreError.
 */
export async function postBroadcast(
  follow: FollowInDelivery,
  result: MessageRef,
  { adapter, mayAlreadyExist, signal, log }: BroadcastRequest,
): Promise<void> {
  if (!(await follow.isStillOurs())) throw new NotOursError();
  const { current } = follow;
  const { channel, thread, jobId, checkpoint } = current;
  try {
    await adapter.postResult({
      channel,
      ...(thread && { broadcastFrom: thread }),
      jobId,
      message: renderBroadcast(current, result),
      files: [],
      key: `${postedAs(current)}:broadcast`,
      mayAlreadyExist,
      ...(checkpoint && { checkpoint }),
      save: (kept) => follow.saveCheckpoint(kept),
      signal,
    });
  } catch (error) {
    if (!(error instanceof PlatformError) || error.retryable || error.code === "channel_lost")
      throw error;
    log.warn({ ...followFields(current), err: error }, "broadcast.refused");
  }
}
