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
 * - `uploaded`: the bytes are there and completing was refused (rate limit, permission). Only completes.
 * - `completing`: may be visible, or about to be. Looks for up to 27 s after the completion was asked for, in
 *   `files.info` and in the channel's history; only then completes the same ids again.
 * Slack sometimes answers ok and never shows the file. After 27 s of silence the same ids are completed again, and
 * after another 27 s the file is sent afresh; the earlier ids stay on the watch list to the last moment before the
 * new ones are completed. When two attempts have gone all that way for nothing, the file counts as refused, so that
 * the caller posts the text with a link instead of retrying in silence; that post, too, looks for all the ids first.
 * What remains: a share that Slack delays beyond all that could appear beside its replacement.
 * A text without files is marked with metadata and looked for in the history (see messages.ts).
 */
import { z } from "zod";
import { PlatformError } from "../../../core/errors.ts";
import type { Checkpoint, ResultPost } from "../../../core/ports/platform.ts";
import type { Clock } from "../../../core/ports/clock.ts";
import type { Logger } from "../../../core/ports/logger.ts";
import { slackWordOf, UnknownRefusal } from "../errors.ts";
import { beginningOf, findLanding, sendText, withBeginning } from "./beginning.ts";
import type { SlackMessages } from "./messages.ts";
import { RecentMap } from "../recent-map.ts";
import { watchShares, type Sighting } from "./shares.ts";
import { reserveUpload, sendBytes, toTitle } from "./upload.ts";
import type { SlackWebApi } from "../api/web-api.ts";

/** How long after a completion its share is waited for: seconds as a rule, and all in all within 30 s of a restart. */
const SHARE_WAIT_MS = 27_000;
/** Completions of one attempt: the first, once more with the same files, and once with fresh ones. */
const MAX_ROUNDS = 3;
/** Attempts of {@link MAX_ROUNDS} rounds each before a file counts as refused: about three minutes. */
const MAX_SILENT_ATTEMPTS = 2;
/** Ids of silent completions that are still looked for: the latest. */
const MAX_EARLIER = 4;
/** Files that are refused this long for an unknown reason count as refused: the text is posted with the link. */
const UNKNOWN_REFUSAL_MS = 30 * 60_000;
const REMEMBERED_REFUSALS = 1_000;

const checkpointSchema = z.object({
  phase: z.enum(["uploading", "uploaded", "completing"]),
  files: z.string().transform((ids) => ids.split(",").filter((id) => id !== "")),
  earlier: z.string().transform((ids) => ids.split(",").filter((id) => id !== "")),
  askedAt: z.coerce.number().catch(0),
  silentAttempts: z.coerce.number().catch(0),
});

/** Files at Slack and how far they got. `askedAt`: when completing was last asked for, Unix milliseconds. */
interface Landing {
  readonly phase: "uploading" | "uploaded" | "completing";
  readonly files: readonly string[];
  /** Ids of earlier attempts that Slack took and never showed. */
  readonly earlier: readonly string[];
  readonly askedAt: number;
  /** Attempts that ended without a share although Slack took every completion. */
  readonly silentAttempts: number;
}

/** A result with its text already rendered. */
export type RenderedResult = ResultPost & { readonly text: string };

/** Options of {@link SlackResults}. */
export interface SlackResultsOptions {
  readonly api: SlackWebApi;
  readonly messages: SlackMessages;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Brings results into channels; the way is described at the top of this file. */
export class SlackResults {
  readonly #options: SlackResultsOptions;
  /** When files were first refused for an unknown reason, monotonic, by the key of their post. */
  readonly #refusedSinceMs = new RecentMap<number>(REMEMBERED_REFUSALS);

  constructor(options: SlackResultsOptions) {
    this.#options = options;
  }

  /** Resolves with the message's timestamp. Rejects with a PlatformError, or with what `save` rejected with. */
  async post(original: RenderedResult): Promise<string> {
    const { api, messages } = this.#options;
    const post = withBeginning(original, api);
    const landing = parseCheckpoint(post.checkpoint);
    const earlier = await this.#findEarlier(post, landing);
    if (earlier !== undefined) return earlier;
    if (post.files.length > 0) return this.#postFilesPatiently(post, landing);
    return sendText(original, api, () => messages.post(post));
  }

  async #postFilesPatiently(post: RenderedResult, landing: Landing | undefined): Promise<string> {
    try {
      return await this.#postFiles(post, landing);
    } catch (error) {
      if (!(error instanceof UnknownRefusal)) throw error;
      const nowMs = this.#options.clock.monotonicMs();
      const sinceMs = this.#refusedSinceMs.get(post.key) ?? nowMs;
      this.#refusedSinceMs.set(post.key, sinceMs);
      if (nowMs - sinceMs < UNKNOWN_REFUSAL_MS) throw error;
      throw new PlatformError("file_refused", error.message, { cause: error.cause });
    }
  }

  /** What is left of the wait for a share; all of it where the wall clock cannot have been right both times. */
  #shareWaitMs({ askedAt }: Landing): number {
    const elapsedMs = this.#options.clock.now() - askedAt;
    return elapsedMs >= 0 && elapsedMs < SHARE_WAIT_MS ? SHARE_WAIT_MS - elapsedMs : SHARE_WAIT_MS;
  }

  async #findEarlier(post: RenderedResult, landing?: Landing): Promise<string | undefined> {
    const isCompleting = landing?.phase === "completing";
    if (!isCompleting && !post.mayAlreadyExist) return undefined;
    const { messages } = this.#options;
    const fileIds = landing ? watchIds(landing) : [];
    if (isCompleting) {
      const sighting = await this.#watch(post, fileIds, this.#shareWaitMs(landing));
      if (sighting.kind === "shared") return sighting.ts;
    }
    const sought = { ...post, fileIds, oldest: beginningOf(post) };
    return (await findLanding(post, this.#options, () => messages.find(sought)))?.ts;
  }

  async #postFiles(post: RenderedResult, stored: Landing | undefined): Promise<string> {
    if ((stored?.silentAttempts ?? 0) >= MAX_SILENT_ATTEMPTS) throw neverShown("file_refused");
    // A changed set of files (one was too large, say) cannot use what is there.
    const usable = stored && isUsable(stored, post.files.length) ? stored : undefined;
    let isStored = usable !== undefined;
    let landing = usable ?? (await this.#upload(post, stored));
    let completions = landing.phase === "completing" ? 1 : 0;
    for (let round = 1; round <= MAX_ROUNDS; round += 1) {
      const seen = await this.#complete(post, landing, isStored || completions > 0);
      if (seen.kind === "shared") return seen.ts;
      completions += 1;
      const channelId = post.channel.channel;
      this.#options.log.warn({ platform: "slack", channelId, attempt: round }, "share.missing");
      if (round === MAX_ROUNDS || (seen.kind !== "gone" && completions < 2)) continue;
      landing = await this.#upload(post, toCompleting(landing));
      isStored = false;
      completions = 0;
    }
    const silentAttempts = landing.silentAttempts + 1;
    await post.save(toCheckpoint({ ...toCompleting(landing), silentAttempts }));
    throw neverShown(silentAttempts < MAX_SILENT_ATTEMPTS ? "unavailable" : "file_refused");
  }

  /** Sends the bytes to new places. Nothing becomes visible. */
  async #upload(post: RenderedResult, before: Landing | undefined): Promise<Landing> {
    const { api } = this.#options;
    const earlier = before === undefined ? [] : earlierIds(before);
    const places: { fileId: string; uploadUrl: string }[] = [];
    for (const file of post.files) places.push(await reserveUpload(api, file, post.signal));
    const files = places.map(({ fileId }) => fileId);
    const silentAttempts = before?.silentAttempts ?? 0;
    const landing: Landing = { phase: "uploading", files, earlier, askedAt: 0, silentAttempts };
    await post.save(toCheckpoint(landing));
    for (const [index, { file }] of post.files.entries()) {
      const uploadUrl = places[index]?.uploadUrl ?? "";
      await sendBytes(api, { uploadUrl, file }, post.signal);
    }
    return landing;
  }

  /** Makes the files visible and waits until they are. `gone`: Slack no longer knows files of an earlier attempt. */
  async #complete(
    post: RenderedResult,
    landing: Landing,
    isRepeat: boolean,
  ): Promise<Sighting | { kind: "gone" }> {
    const { api, messages, clock } = this.#options;
    if (landing.earlier.length > 0) {
      const late = await this.#watch(post, landing.earlier, 0);
      if (late.kind === "shared") return late;
    }
    const asked = { ...toCompleting(landing), askedAt: clock.now() };
    await post.save(toCheckpoint(asked));
    const args = {
      files: landing.files.map((id, index) => ({ id, title: toTitle(post.files[index]) })),
      channel_id: post.channel.channel,
      thread_ts: post.channel.thread,
      initial_comment: post.text,
    };
    try {
      const call = { args, answer: z.unknown(), signal: post.signal };
      const complete = () => api.call("files.completeUploadExternal", call);
      await messages.asMember(post, complete);
    } catch (error) {
      // An unknown word may mean that Slack has completed these files before.
      const isUnknown = error instanceof UnknownRefusal && slackWordOf(error) !== undefined;
      if (isRepeat && isUnknown) return { kind: "gone" };
      if (!(error instanceof PlatformError) || error.code === "unavailable") throw error;
      if (isRepeat && error.code === "rejected") return { kind: "gone" };
      // Certain that nothing became visible: the next attempt, or the text in its place, need not look and wait.
      await post.save(toCheckpoint({ ...asked, phase: "uploaded" }));
      throw error;
    }
    return this.#watchCompleted(post, asked);
  }

  async #watchCompleted(post: RenderedResult, landing: Landing): Promise<Sighting> {
    const fileIds = watchIds(landing);
    const seen = await this.#watch(post, fileIds, SHARE_WAIT_MS);
    if (seen.kind === "shared") return seen;
    const found = await this.#options.messages.find({ ...post, fileIds });
    if (found) return { kind: "shared", ts: found.ts };
    // Slack said ok and this app may not look: believing it is all that is left, the file's id serves as the message's.
    const [id] = landing.files;
    if (seen.kind === "blind" && id !== undefined) return { kind: "shared", ts: id };
    return { kind: "not-seen" };
  }

  #watch(post: RenderedResult, fileIds: readonly string[], waitMs: number): Promise<Sighting> {
    const { channel, signal } = post;
    return watchShares(this.#options, { channel, fileIds, waitMs, signal });
  }
}

const neverShown = (code: "unavailable" | "file_refused"): PlatformError =>
  new PlatformError(code, "Slack took the file but does not show it");

const isUsable = ({ phase, files }: Landing, count: number): boolean =>
  phase !== "uploading" && files.length === count;

const toCompleting = (landing: Landing): Landing => ({ ...landing, phase: "completing" });

/** The files of one completion come in one message, so that looking for the first is looking for all. */
const watchIds = ({ files, earlier }: Landing): string[] => [...files.slice(0, 1), ...earlier];

const earlierIds = (landing: Landing): string[] =>
  (landing.phase === "completing" ? watchIds(landing) : [...landing.earlier]).slice(0, MAX_EARLIER);

function parseCheckpoint(checkpoint: Checkpoint | undefined): Landing | undefined {
  return checkpointSchema.safeParse(checkpoint).data;
}

const toCheckpoint = ({ phase, files, earlier, ...counts }: Landing): Checkpoint => ({
  phase,
  files: files.join(","),
  earlier: earlier.join(","),
  askedAt: String(counts.askedAt),
  silentAttempts: String(counts.silentAttempts),
});
