import { MediaError } from "../../../core/errors.ts";
import type { Attachment } from "../../../core/job/job.ts";
import type { MediaFetcher, MediaFile, Transcoder } from "../../../core/ports/media.ts";
import type { AttachmentSource } from "./attachment-source.ts";
import type { DiskSpace } from "./disk-budget.ts";
import type { NotAttached } from "../../../messages/result-files.ts";

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

/** One attachment to fetch. */
export interface FetchRequest {
  readonly source: AttachmentSource;
  /** Index of the attachment in the job. */
  readonly index: number;
  /** Where the file goes. */
  readonly space: DiskSpace;
  /** The largest file that the channel accepts, in bytes. */
  readonly limitBytes: number;
  /** Whether a file out of reach is linked. Otherwise the call rejects. */
  readonly isLastTry: boolean;
  readonly signal: AbortSignal;
}

/** Downloads single attachments into the disk space of their delivery, and has smaller copies made of large ones. */
export class AttachmentFetcher {
  readonly #media: MediaFetcher;
  readonly #transcoder: Transcoder | undefined;
  readonly #maxBytes: number;

  constructor(options: {
    media: MediaFetcher;
    transcoder?: Transcoder | undefined;
    maxBytes: number;
  }) {
    this.#media = options.media;
    this.#transcoder = options.transcoder;
    this.#maxBytes = options.maxBytes;
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
   * Resolves with the file or why there is none, or with `undefined` if the space on the disk is too small for it.
   * Rejects with a retryable MediaError while it is out of reach, unless `isLastTry`.
   */
  async fetch(request: FetchRequest): Promise<Fetched | undefined> {
    const { source, index, space, limitBytes, signal } = request;
    const most = this.#mostBytes(limitBytes);
    for (;;) {
      const attachment = source.at(index);
      const maxBytes = Math.min(most, space.leftBytes);
      if ((attachment.sizeBytes ?? 0) > most)
        return { index, attachment, reason: "too-large", limitBytes };
      try {
        const located = await source.locate(attachment, signal);
        const fetched = await this.#media.fetch({ ...attachment, ...located, maxBytes, signal });
        source.noteFetched();
        const file = space.hold(fetched);
        if (file.sizeBytes <= limitBytes) return { index, attachment, file };
        return await this.#shrink(file, { ...request, attachment });
      } catch (error) {
        if (!(error instanceof MediaError) || signal.aborted) throw error;
        if (error.code === "too_large" && maxBytes < most) return undefined;
        if (error.code === "link_expired" && source.mayRefresh) {
          const isAnswered = await source.refresh();
          if (isAnswered) continue;
          // The API gave no answer, so a later attempt may still get a fresh link.
          if (!request.isLastTry)
            throw new MediaError("unavailable", "the job API gave no fresh link yet");
        }
        if (error.retryable && !request.isLastTry) throw error;
        return { index, attachment, ...toReason(error, most) };
      }
    }
  }

  /** The largest file to download: with a transcoder, it may be larger than the channel accepts. */
  #mostBytes(limitBytes: number): number {
    return this.#transcoder ? this.#maxBytes : limitBytes;
  }

  /** Resolves with a copy that the channel accepts, or with a link. The original is no longer on the disk then. */
  async #shrink(
    file: MediaFile,
    to: FetchRequest & { readonly attachment: Attachment },
  ): Promise<Fetched> {
    const { index, attachment, limitBytes, space, signal } = to;
    const scratchBytes = file.sizeBytes + limitBytes + SCRATCH_MARGIN_BYTES;
    try {
      const copy =
        scratchBytes <= space.leftBytes
          ? await this.#transcoder?.shrink({ file, maxBytes: limitBytes, signal })
          : undefined;
      return copy
        ? { index, attachment, file: space.hold(copy), originalBytes: file.sizeBytes }
        : { index, attachment, reason: "too-large", limitBytes };
    } finally {
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
