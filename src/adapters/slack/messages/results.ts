/**
 * Results with files: never twice, never lost.
 *
 * Slack has no idempotency key, but a file's id exists before anybody can see the file, and the only step that makes it
 * visible is `files.completeUploadExternal`. So every step is recorded before it is taken:
 * ```
 *  reserve ids ─► save uploading ─► send bytes ─► save completing ─► complete ─► watch files.info ─► message id
 *                                                       │
 *                                      refused for certain: save uploaded
 * ```
 * What the next attempt does, whether the process died, the answer was lost or Slack failed:
 * - nothing saved, or `uploading`: nothing can be visible. Starts afresh; ids without a completion stay invisible.
 * - `uploaded`: the bytes are there and every completion was refused (rate limit, permission). Only completes.
 * - `completing`: may be visible, or about to be. Looks for up to 27 s after the completion was asked for, in
 *   `files.info` and in the channel's history; only then completes the same ids again.
 * Slack sometimes answers ok and never shows the file. After 27 s of silence the same ids are completed again, and
 * after another 27 s the file is sent afresh; the earlier ids stay on the watch list to the last moment before the
 * new ones are completed. When two attempts have gone all that way for nothing, the file counts as refused, so that
 * the caller posts the text with a link instead of retrying in silence; that post, too, looks for all the ids first.
 * What remains: a share that Slack delays beyond all that could appear beside its replacement.
 * A text without files is marked with metadata and looked for in the history (see messages.ts).
 */
import { createLruCache } from "../../../core/collections/lru-cache.ts";
import { isRefusal, PlatformError } from "../../../core/errors.ts";
import type { ResultPost } from "../../../core/ports/platform.ts";
import type { Clock } from "../../../core/ports/clock.ts";
import type { Logger } from "../../../core/ports/logger.ts";
import { slackErrorOf, UnknownRefusal } from "../errors.ts";
import type { ExistingMessage, SlackMessages } from "./messages.ts";
import { findExisting, sendText, withSearch } from "./text-checkpoint.ts";
import { completeUpload, reserveUpload, sendBytes, toTitle, type Reservation } from "./upload.ts";
import {
  contentOf,
  idsOfEarlier,
  idsToWatch,
  isUsable,
  parseUploadState,
  showsWanted,
  toCheckpoint,
  toCompleting,
  type UploadState,
} from "./upload-state.ts";
import { waitForShare, type ShareState } from "./wait-for-share.ts";
import type { SlackWebClient } from "../api/web-client.ts";

/** How long to wait for the share after a completion, in milliseconds: usually seconds, and within 30 s of a restart. */
const SHARE_WAIT_MS = 27_000;
/** Completions of one attempt: the first, once more with the same files, and once with fresh ones. */
const MAX_ROUNDS = 3;
/** Attempts of {@link MAX_ROUNDS} rounds each before a file counts as refused: about three minutes. */
const MAX_SILENT_ATTEMPTS = 2;
/** Files that are refused this long for an unknown reason count as refused: the text is posted with the link. */
const UNKNOWN_REFUSAL_MS = 30 * 60_000;
const REMEMBERED_REFUSALS = 1_000;

/** A result with its text already rendered. */
export type RenderedResult = ResultPost & {
  readonly text: string;
  /** Whether a text in a thread shows in the channel, too. Default: no. */
  readonly isBroadcast?: boolean;
};

/** A result's message. */
export interface PostedResult {
  readonly ts: string;
  /**
   * Whether it shows this attempt's files and text. An earlier attempt's message may not: one of its files was too large, say,
   * and is a link in its text.
   */
  readonly isAsAsked: boolean;
}

/** Options of {@link SlackResults}. */
export interface SlackResultsOptions {
  readonly client: SlackWebClient;
  readonly messages: SlackMessages;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Posts results in channels, as described at the top of this file. */
export class SlackResults {
  readonly #options: SlackResultsOptions;
  /** When files were first refused for an unknown reason, monotonic, by the key of their post. */
  readonly #refusedSinceMs = createLruCache<number>(REMEMBERED_REFUSALS);

  constructor(options: SlackResultsOptions) {
    this.#options = options;
  }

  /** Posts the result, or finds it. Rejects with a PlatformError, or with what `save` rejected with. */
  async post(original: RenderedResult): Promise<PostedResult> {
    const { client, messages } = this.#options;
    const post = withSearch(original, client.http);
    const stored = parseUploadState(post.checkpoint);
    const existing = await this.#findExisting(post, stored);
    if (existing !== undefined) return existing;
    if (post.files.length > 0) return this.#postFilesUnlessRefused(post, stored);
    const ts = await sendText(original, client.http, () => messages.post(post));
    return { ts, isAsAsked: true };
  }

  /** Counts files as refused that an unknown refusal has held up for {@link UNKNOWN_REFUSAL_MS}. */
  async #postFilesUnlessRefused(post: RenderedResult, stored?: UploadState): Promise<PostedResult> {
    try {
      return await this.#postFiles(post, stored);
    } catch (error) {
      if (!(error instanceof UnknownRefusal)) throw error;
      const nowMs = this.#options.clock.monotonicMs();
      const sinceMs = this.#refusedSinceMs.get(post.key) ?? nowMs;
      this.#refusedSinceMs.set(post.key, sinceMs);
      if (nowMs - sinceMs < UNKNOWN_REFUSAL_MS) throw error;
      throw new PlatformError("file_refused", error.message, { cause: error.cause });
    }
  }

  /** What is left of the wait for a share; all of it if the wall clock must have been wrong at one of the two times. */
  #shareWaitMs({ askedAt }: UploadState): number {
    const elapsedMs = this.#options.clock.now() - askedAt;
    return elapsedMs >= 0 && elapsedMs < SHARE_WAIT_MS ? SHARE_WAIT_MS - elapsedMs : SHARE_WAIT_MS;
  }

  async #findExisting(
    post: RenderedResult,
    stored?: UploadState,
  ): Promise<PostedResult | undefined> {
    const isCompleting = stored?.phase === "completing";
    if (!isCompleting && !post.mayAlreadyExist) return undefined;
    const { client, clock, messages } = this.#options;
    const fileIds = stored ? idsToWatch(stored) : [];
    if (isCompleting) {
      const share = await this.#waitForShare(post, fileIds, this.#shareWaitMs(stored));
      if (share.kind === "shared") return toPosted(share, stored, post);
    }
    const existing = await findExisting(post, { http: client.http, clock }, (where) =>
      messages.find({ ...post, fileIds, ...where }),
    );
    return existing && toPosted({ ...existing, fileIds: idsOf(existing) }, stored, post);
  }

  async #postFiles(post: RenderedResult, stored: UploadState | undefined): Promise<PostedResult> {
    if ((stored?.silentAttempts ?? 0) >= MAX_SILENT_ATTEMPTS) throw neverShown("file_refused");
    // A changed set of files (one was too large or out of reach, say) cannot use what is there.
    const usable = stored && isUsable(stored, post.files) ? stored : undefined;
    let isStored = usable !== undefined;
    let upload = usable ?? (await this.#upload(post, stored));
    let completions = upload.phase === "completing" ? 1 : 0;
    for (let round = 1; round <= MAX_ROUNDS; round += 1) {
      const share = await this.#complete(post, upload, isStored || completions > 0);
      if (share.kind === "shared") return toPosted(share, upload, post);
      completions += 1;
      upload = toCompleting(upload);
      const channelId = post.channel.channel;
      this.#options.log.warn({ platform: "slack", channelId, attempt: round }, "share.missing");
      if (round === MAX_ROUNDS || (share.kind !== "gone" && completions < 2)) continue;
      upload = await this.#upload(post, upload);
      isStored = false;
      completions = 0;
    }
    const silentAttempts = upload.silentAttempts + 1;
    await post.save(toCheckpoint({ ...upload, silentAttempts }));
    throw neverShown(silentAttempts < MAX_SILENT_ATTEMPTS ? "unavailable" : "file_refused");
  }

  /** Sends the bytes to new places. Nothing becomes visible. */
  async #upload(post: RenderedResult, before: UploadState | undefined): Promise<UploadState> {
    const client = this.#options.client.withSignal(post.signal);
    const earlier = before === undefined ? [] : idsOfEarlier(before);
    const places: Reservation[] = [];
    for (const file of post.files) places.push(await reserveUpload(client, file));
    const files = places.map(({ fileId }) => fileId);
    const silentAttempts = before?.silentAttempts ?? 0;
    const content = contentOf(post.files);
    const ids = { files, content, earlier };
    const state: UploadState = { phase: "uploading", ...ids, askedAt: 0, silentAttempts };
    await post.save(toCheckpoint(state));
    for (const [index, { file }] of post.files.entries()) {
      const uploadUrl = places[index]?.uploadUrl ?? "";
      await sendBytes(client.http, { uploadUrl, file }, post.signal);
    }
    return state;
  }

  /** Makes the files visible and waits until they are. `gone`: Slack no longer knows files of an earlier attempt. */
  async #complete(
    post: RenderedResult,
    upload: UploadState,
    isRepeat: boolean,
  ): Promise<ShareState | { kind: "gone" }> {
    const { messages, clock } = this.#options;
    const client = this.#options.client.withSignal(post.signal);
    if (upload.earlier.length > 0) {
      const late = await this.#waitForShare(post, upload.earlier, 0);
      if (late.kind === "shared") return late;
    }
    const asked = { ...toCompleting(upload), askedAt: clock.now() };
    await post.save(toCheckpoint(asked));
    const files = upload.files.map((id, index) => ({ id, title: toTitle(post.files[index]) }));
    try {
      await messages.asMember(post, () => completeUpload(client, files, post));
    } catch (error) {
      // An unknown error may mean that Slack has completed these files before.
      const isUnknown = error instanceof UnknownRefusal && slackErrorOf(error) !== undefined;
      if (isRepeat && isUnknown) return { kind: "gone" };
      if (!isRefusal(error)) throw error;
      if (isRepeat && error.code === "rejected") return { kind: "gone" };
      // Certain that this request made nothing visible. An earlier one may have, although its files could not be seen: that
      // has to be looked for again. Otherwise the next attempt, or the text in its place, need not look and wait.
      const isFirst = upload.phase !== "completing";
      await post.save(toCheckpoint(isFirst ? { ...asked, phase: "uploaded" } : upload));
      throw error;
    }
    return this.#waitForCompleted(post, asked);
  }

  async #waitForCompleted(post: RenderedResult, upload: UploadState): Promise<ShareState> {
    const fileIds = idsToWatch(upload);
    const share = await this.#waitForShare(post, fileIds, SHARE_WAIT_MS);
    if (share.kind === "shared") return share;
    const found = await this.#options.messages.find({ ...post, fileIds });
    if (found) return { kind: "shared", ts: found.ts, fileIds: idsOf(found) };
    // Slack said ok and this app may not look, so it is believed, and the file's id stands in for the message's.
    const [id] = upload.files;
    if (share.kind === "unreadable" && id !== undefined)
      return { kind: "shared", ts: id, fileIds: [id] };
    return { kind: "not-seen" };
  }

  #waitForShare(
    { channel, signal }: RenderedResult,
    fileIds: readonly string[],
    waitMs: number,
  ): Promise<ShareState> {
    return waitForShare(this.#options, { channel, fileIds, waitMs, signal });
  }
}

const idsOf = ({ files = [] }: ExistingMessage): string[] => files.map(({ id }) => id);

const toPosted = (
  { ts, fileIds }: { readonly ts: string; readonly fileIds: readonly string[] },
  upload: UploadState | undefined,
  { files: wanted }: RenderedResult,
): PostedResult => ({
  ts,
  isAsAsked: upload !== undefined && showsWanted(fileIds, { upload, wanted }),
});

const neverShown = (code: "unavailable" | "file_refused"): PlatformError =>
  new PlatformError(code, "Slack took the file but does not show it");
