import { MediaError } from "../../../core/errors.ts";
import type { Follow } from "../../../core/follow/follow.ts";
import type { Attachment } from "../../../core/job/job.ts";
import type { MediaFetcher, MediaFile, Transcoder } from "../../../core/ports/media.ts";
import type { AttachmentSource } from "./attachment-source.ts";
import type { DiskSpace } from "./disk-budget.ts";
import type { DownloadOptions } from "./spool-request.ts";
import type { Spool } from "./spool.ts";
import type { NotAttached } from "../../../messages/result/result-files.ts";

/** An encoder may exceed its limit by a little before it ends. */
const SCRATCH_MARGIN_BYTES = 1024 * 1024;

/** An attachment that is on the disk. */
export interface CollectedFile {
  readonly file: MediaFile;
  readonly attachment: Attachment;
  /** If the file is a smaller copy: the size of the original. */
  readonly originalBytes?: number | undefined;
}

/** The attachment at an index of the job: its file, or why there is none. */
export type Fetched = { readonly index: number } & (
  | (CollectedFile & { readonly reason?: undefined })
  | (NotAttached & { readonly attachment: Attachment; readonly file?: undefined })
);

/** Whether an attachment is a video, or may be the video although it could not be fetched. */
export function isVideo(fetched: Fetched): boolean {
  const type = fetched.attachment.contentType ?? fetched.file?.contentType;
  if (type !== undefined) return type.startsWith("video/");
  // A file of unknown type that could not be fetched may be the video: it is linked, not left out.
  const { file, reason } = fetched;
  return file === undefined && reason !== "not-media" && reason !== "unsafe";
}

/** One attachment to fetch. */
export interface FetchRequest {
  readonly source: AttachmentSource;
  /** Index of the attachment in the job. */
  readonly index: number;
  /** A follow of the job. */
  readonly follow: Follow;
  /** Where the file goes. */
  readonly space: DiskSpace;
  /** The largest file that the channel accepts, in bytes. */
  readonly limitBytes: number;
  /** Whether a file out of reach is linked. Otherwise the call rejects. */
  readonly isLastTry: boolean;
  /** Whether the file is only to be kept: see `SpoolRequest`. Default: false. */
  readonly isForKeeping?: boolean;
  /** Whether the file may still arrive while it is read, see `SpoolRequest`. Default: false. */
  readonly mayArrive?: boolean;
  readonly signal: AbortSignal;
}

/** Options of {@link AttachmentFetcher}. */
export interface AttachmentFetcherOptions {
  readonly media: MediaFetcher;
  /** Makes smaller copies. Default: a file that is too large is linked. */
  readonly transcoder?: Transcoder | undefined;
  /** Keeps the files. Default: each is gone when it is disposed of. */
  readonly spool?: Spool | undefined;
  /** Largest file that is downloaded, in bytes. */
  readonly maxBytes: number;
}

/** Gets single attachments into the disk space of their delivery, and has smaller copies made of large ones. */
export class AttachmentFetcher {
  readonly #options: AttachmentFetcherOptions;

  constructor(options: AttachmentFetcherOptions) {
    this.#options = options;
  }

  /** Bytes on the disk that attachments of these sizes need at most, all together. `undefined`: the size is unknown. */
  neededBytes(sizes: readonly (number | undefined)[], limitBytes: number): number {
    const most = this.#mostBytes(limitBytes);
    const files = sizes.filter((size = 0) => size <= most).map((size = most) => size);
    const toShrink = files.filter((size) => size > limitBytes);
    // For one file at a time, the transcoder needs a second copy of the original and space for the smaller one.
    const scratch =
      toShrink.length > 0 ? Math.max(...toShrink) + limitBytes + SCRATCH_MARGIN_BYTES : 0;
    return files.reduce((sum, size) => sum + size, scratch);
  }

  /**
   * The size of an attachment in bytes, if it is known: that of the kept file, or else what the job API says, unless that is
   * not to be trusted.
   */
  sizeOf(
    { source, follow, index }: Pick<FetchRequest, "source" | "follow" | "index">,
    isApiTrusted = true,
  ): number | undefined {
    const { spool } = this.#options;
    const kept = spool?.kept.find(spool.kept.keyOf(follow, index));
    return kept?.sizeBytes ?? (isApiTrusted ? source.at(index).sizeBytes : undefined);
  }

  /**
   * Resolves with the file or why there is none, or with `undefined` if the space on the disk is too small for it.
   * Rejects with a retryable MediaError while it is out of reach, unless `isLastTry`.
   */
  async fetch(request: FetchRequest): Promise<Fetched | undefined> {
    const { source, index, space, limitBytes, isLastTry, signal } = request;
    const most = this.#mostBytes(limitBytes);
    const maxBytes = Math.min(most, space.leftBytes);
    if ((this.sizeOf(request) ?? 0) > most)
      return { index, attachment: source.at(index), reason: "too-large", limitBytes };
    try {
      const file = await this.#obtain(request, maxBytes);
      const attachment = source.at(index);
      if (file.sizeBytes <= limitBytes) return { index, attachment, file };
      return await this.#shrink(file, { ...request, attachment });
    } catch (error) {
      if (!(error instanceof MediaError) || signal.aborted) throw error;
      if (error.code === "too_large" && maxBytes < most) return undefined;
      if (error.retryable && !isLastTry) throw error;
      // The disk may be able to read a kept file later.
      if (this.sizeOf(request, false) !== undefined && !isLastTry)
        throw new MediaError("unavailable", "the kept file cannot be read", { cause: error });
      return { index, attachment: source.at(index), ...toReason(error, most) };
    }
  }

  /** The kept file, or else a download. Rejects with a MediaError. */
  async #obtain(request: FetchRequest, maxBytes: number): Promise<MediaFile> {
    const { source, follow, index, space, isForKeeping, signal } = request;
    const { spool } = this.#options;
    const download = (to: DownloadOptions) => this.#download(request, { maxBytes, ...to });
    if (!spool) return space.hold(await download({}));
    const { filename } = source.at(index);
    const key = spool.kept.keyOf(follow, index);
    // A smaller copy is made of the whole file.
    const maxArrivingBytes = request.mayArrive === true ? request.limitBytes : undefined;
    const how = { isForKeeping, maxArrivingBytes, signal };
    return spool.obtain({ key, maxBytes, filename, space, ...how, download });
  }

  /** Downloads an attachment. If its link has expired, asks the job API for a fresh one. Rejects with a MediaError. */
  async #download(
    { source, index, isLastTry, signal }: FetchRequest,
    to: DownloadOptions & { readonly maxBytes: number },
  ): Promise<MediaFile> {
    for (;;) {
      const attachment = source.at(index);
      try {
        const located = await source.locate(attachment, signal);
        const request = { ...attachment, ...located, ...to, signal };
        const file = await this.#options.media.fetch(request);
        source.noteFetched();
        return file;
      } catch (error) {
        const isExpired = error instanceof MediaError && error.code === "link_expired";
        if (!isExpired || signal.aborted || !source.mayRefresh) throw error;
        if (await source.refresh()) continue;
        // The API gave no answer, so a later attempt may still get a fresh link.
        if (isLastTry) throw error;
        throw new MediaError("unavailable", "the job API gave no fresh link yet");
      }
    }
  }

  /** The largest file to download: with a transcoder, it may be larger than the channel accepts. */
  #mostBytes(limitBytes: number): number {
    return this.#options.transcoder ? this.#options.maxBytes : limitBytes;
  }

  /** Resolves with a copy that the channel accepts, or with a link. The original is disposed of then. */
  async #shrink(
    file: MediaFile,
    to: FetchRequest & { readonly attachment: Attachment },
  ): Promise<Fetched> {
    const { index, attachment, limitBytes, space, signal } = to;
    const { transcoder, spool } = this.#options;
    const scratchBytes = file.sizeBytes + limitBytes + SCRATCH_MARGIN_BYTES;
    const hasRoom = scratchBytes <= space.leftBytes;
    const room = hasRoom ? await spool?.kept.makeRoom(scratchBytes) : undefined;
    try {
      const copy = hasRoom
        ? await transcoder?.shrink({ file, maxBytes: limitBytes, signal })
        : undefined;
      return copy
        ? { index, attachment, file: space.hold(copy), originalBytes: file.sizeBytes }
        : { index, attachment, reason: "too-large", limitBytes };
    } finally {
      room?.release();
      await file.dispose();
    }
  }
}

function toReason(error: MediaError, limitBytes: number): NotAttached {
  switch (error.code) {
    case "link_expired":
      return { reason: "expired" };
    case "too_large":
      return { reason: "too-large", limitBytes };
    case "not_media":
      return { reason: "not-media" };
    case "address_refused":
      return { reason: "address-refused" };
    case "unavailable":
      return { reason: "unreachable" };
  }
}
