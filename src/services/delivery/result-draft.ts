import type { Delivery } from "../../core/channel/channel-settings.ts";
import { unsafeHandling, type UnsafePolicy } from "../../core/job/unsafe-policy.ts";
import { PlatformError } from "../../core/errors.ts";
import { postedAs, type Follow } from "../../core/follow/follow.ts";
import type { Message } from "../../core/message.ts";
import type { ResultFile } from "../../core/ports/platform.ts";
import {
  altTextOf,
  renderBareResult,
  renderOneLine,
  renderPart,
  renderResult,
} from "../../messages/result/render-result.ts";
import { renderInStatus } from "../../messages/status/render-status.ts";
import type { LinkedFile, ResultFiles } from "../../messages/result/result-files.ts";
import { handleUnsafeFiles } from "./handle-unsafe-files.ts";
import type { CollectedFile } from "./media/attachment-fetcher.ts";
import type { CollectedMedia } from "./media/media-collector.ts";

/** One message of a result before it is sent. Immutable: stepping down returns another one. */
export interface ResultDraft {
  /** Index of the message in the result, from 0. */
  readonly part: number;
  /** Files to attach. */
  readonly files: readonly CollectedFile[];
  /** Files to link, each with the reason why it is not attached. */
  readonly links: readonly LinkedFile[];
  /** How many unsafe files are neither attached nor linked. */
  readonly hiddenCount: number;
  readonly delivery: Delivery;
  /** Whether the message replies to the status message, if there is one. */
  readonly withReply: boolean;
  /** Whether the message says only that the job is over, because moderation refuses its text. */
  readonly isBare: boolean;
}

/** The first draft of a follow's next message. `unsafe`: how its unsafe files are posted. */
export function toDraft(
  { delivery = "post", statusMessage, parts, channel }: Follow,
  media: CollectedMedia,
  unsafe: UnsafePolicy,
): ResultDraft {
  return {
    part: parts?.posted.length ?? 0,
    ...handleUnsafeFiles(media, unsafeHandling(unsafe, channel.platform)),
    // Without a status message there is nothing to edit, and nothing to open a thread at.
    delivery: statusMessage ? delivery : "post",
    withReply: true,
    isBare: false,
  };
}

/** Whether the draft replaces the status message. Only the first message of a result does; the others are posted below it. */
export const isInStatus = ({ delivery, part }: ResultDraft): boolean =>
  delivery === "edit" && part === 0;

/** The next smaller draft, which may be accepted after `draft` was refused with `error`; `undefined` if there is none. */
export function stepDown(draft: ResultDraft, error: PlatformError): ResultDraft | undefined {
  switch (error.code) {
    case "too_large":
      return linkLargest(draft);
    case "file_refused":
      return toPost(draft) ?? linkAll(draft) ?? makeBare(draft);
    case "forbidden":
      return toPost(draft) ?? linkAll(draft);
    case "rejected":
      return toPost(draft) ?? linkAll(draft) ?? dropReply(draft);
    case "message_lost":
      return toPost(draft) ?? dropReply(draft);
    case "channel_lost":
      return draft.delivery === "thread" ? toPost(draft) : undefined;
    case "rate_limited":
    case "unavailable":
      return undefined;
  }
}

/** Links the largest file instead of attaching it; `undefined` if no file is attached. */
function linkLargest(draft: ResultDraft): ResultDraft | undefined {
  const [largest] = draft.files.toSorted((a, b) => b.file.sizeBytes - a.file.sizeBytes);
  if (!largest) return undefined;
  return {
    ...draft,
    files: draft.files.filter((each) => each !== largest),
    links: [...draft.links, { attachment: largest.attachment, reason: "too-large" }],
  };
}

/** Links all files instead of attaching them; `undefined` if no file is attached. */
function linkAll(draft: ResultDraft): ResultDraft | undefined {
  if (draft.files.length === 0) return undefined;
  const refused = draft.files.map(({ attachment }): LinkedFile => ({
    attachment,
    reason: "file-refused",
  }));
  return { ...draft, files: [], links: [...draft.links, ...refused] };
}

/** Posts a new message in the channel instead of using the status message or a thread; `undefined` if it already does. */
const toPost = (draft: ResultDraft): ResultDraft | undefined =>
  isInStatus(draft) || draft.delivery === "thread" ? { ...draft, delivery: "post" } : undefined;

/** Leaves out all text that is not ours; `undefined` if the draft already does. */
const makeBare = (draft: ResultDraft): ResultDraft | undefined =>
  draft.isBare ? undefined : { ...draft, isBare: true };

/** Replies to no message; `undefined` if the draft already does not. */
const dropReply = (draft: ResultDraft): ResultDraft | undefined =>
  draft.withReply ? { ...draft, withReply: false } : undefined;

/** The draft's files in the form that a platform takes. */
export const toFiles = ({ files }: ResultDraft, follow: Follow): readonly ResultFile[] =>
  files.map(({ file, attachment: { isUnsafe = false } }) => ({
    file,
    altText: altTextOf(follow),
    ...(isUnsafe && { isSpoiler: true }),
  }));

/** The message to post for a draft. `name`: the job's name in its channel. */
export function toMessage(draft: ResultDraft, follow: Follow, name: string): Message {
  const files = toResultFiles(draft);
  if (isInStatus(draft)) return renderOneLine(follow, files);
  if (draft.part === 0) return toFirstMessage(draft, follow, name);
  const lengths = (follow.parts?.plan ?? []).map((indexes) => indexes.length);
  const from = sum(lengths.slice(0, draft.part)) + 1;
  return renderPart(follow, { from, count: sum(lengths), files }, name);
}

/** The status message once a draft has replaced it. It notifies no one: the line below it does. */
export function toStatusMessage(draft: ResultDraft, follow: Follow, name: string): Message {
  const unaddressed = { ...follow, requesters: [] };
  return renderInStatus(follow, toFirstMessage(draft, unaddressed, name));
}

const toFirstMessage = (draft: ResultDraft, follow: Follow, name: string): Message =>
  draft.isBare ? renderBareResult(follow, name) : renderResult(follow, toResultFiles(draft), name);

/** The draft's files in the form that renderers take. */
const toResultFiles = ({ files, links, hiddenCount }: ResultDraft): ResultFiles => ({
  attached: files.map(({ file: { filename, sizeBytes }, attachment, originalBytes }) => ({
    filename,
    sizeBytes,
    attachment,
    originalBytes,
  })),
  links,
  hiddenCount,
});

const sum = (counts: readonly number[]): number => counts.reduce((a, b) => a + b, 0);

/**
 * The key of one message of a result. The first one's does not depend on the delivery: it is always the one that notifies.
 * Only a result that has left the status message has another: the line below that may have been posted, and is not the result.
 */
export function resultKey(follow: Follow, part: number): string {
  const key = `${postedAs(follow)}:result`;
  if (part > 0) return `${key}:${part + 1}`;
  return follow.resultLeftStatus ? `${key}:moved` : key;
}

/** Whether the line below the status message is refused for a reason that does not concern the result in it. */
export const isLineRefused = (error: unknown): boolean =>
  isRefusal(error, ["forbidden", "file_refused", "rejected"]);

/** Whether an edit is refused for a reason that leaves its message in the channel. */
export const isEditRefused = (error: unknown): boolean =>
  isRefusal(error, ["forbidden", "file_refused", "rejected", "too_large"]);

const isRefusal = (error: unknown, codes: readonly PlatformError["code"][]): boolean =>
  error instanceof PlatformError && codes.includes(error.code);
