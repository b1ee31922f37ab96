import { MediaError } from "../../../core/errors.ts";
import type { Attachment } from "../../../core/job/job.ts";
import type { MediaFetcher, MediaFile, Transcoder } from "../../../core/ports/media.ts";
import type { AttachmentSource } from "./attachment-source.ts";
import type { DiskSpace } from "./disk-budget.ts";
import type { NotAttached } from "../../../messages/result-files.ts";

/** An encoder ends a little behind its limit. */
const SCRATCH_MARGIN_BYTES = 1024 * 1024;

/** A file that is here; `originalBytes`: it is a smaller copy of one that large. */
export interface CollectedFile {
  readonly file: MediaFile;
  readonly attachment: Attachment;
  readonly originalBytes?: number | undefined;
}

/** What became of one attachment: a file, or why there is none. */
export type Fetched = { readonly place: number } & (
  | (CollectedFile & { readonly reason?: undefined })
  | (NotAttached & { readonly attachment: Attachment; readonly file?: undefined })
);

/** One attachment to fetch. Sizes in bytes. */
export interface FetchRequest {
  readonly source: AttachmentSource;
  readonly place: number;
  readonly space: DiskSpace;
  /** What the channel takes. */
  readonly limitBytes: number;
  readonly lastTry: boolean;
  readonly signal: AbortSignal;
}

/** Brings single attachments here, within their delivery's space on the disk. */
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

  /** Bytes on the disk that attachments of these sizes (`undefined`: not known) take at most, all together. */
  neededBytes(sizes: readonly (number | undefined)[], limitBytes: number): number {
    const most = this.#mostBytes(limitBytes);
    const files = sizes.filter((size = 0) => size <= most).map((size = most) => size);
    const toShrink = files.filter((size) => size > limitBytes);
    // One at a time, the transcoder has a second copy of the file, and makes a smaller one.
    const scratch =
      toShrink.length > 0 ? Math.max(...toShrink) + limitBytes + SCRATCH_MARGIN_BYTES : 0;
    return files.reduce((sum, size) => sum + size, scratch);
  }

  /**
   * The file or why there is none, or `undefined` where only the space is too small for it. Rejects with a retryable
   * MediaError while it is out of reach, unless `lastTry`.
   */
  async fetch(request: FetchRequest): Promise<Fetched | undefined> {
    const { source, place, space, limitBytes, signal } = request;
    const most = this.#mostBytes(limitBytes);
    for (;;) {
      const attachment = source.at(place);
      const maxBytes = Math.min(most, space.leftBytes);
      if ((attachment.sizeBytes ?? 0) > most)
        return { place, attachment, reason: "too-large", limitBytes };
      try {
        const fetched = await this.#media.fetch({ ...attachment, maxBytes, signal });
        source.noteFetched();
        const file = space.hold(fetched);
        if (file.sizeBytes <= limitBytes) return { place, attachment, file };
        return await this.#shrink(file, { ...request, attachment });
      } catch (error) {
        if (!(error instanceof MediaError) || signal.aborted) throw error;
        if (error.code === "too_large" && maxBytes < most) return undefined;
        if (error.code === "link_expired" && source.mayRefresh) {
          const isAnswered = await source.refresh();
          if (isAnswered) continue;
          // No answer says nothing about the link: it is asked for again later.
          if (!request.lastTry)
            throw new MediaError("unavailable", "the job API gave no fresh link yet");
        }
        if (error.retryable && !request.lastTry) throw error;
        return { place, attachment, ...toReason(error, most) };
      }
    }
  }

  /** What can be made smaller may be larger than the channel takes. */
  #mostBytes(limitBytes: number): number {
    return this.#transcoder ? this.#maxBytes : limitBytes;
  }

  /** A copy that the channel takes, or the link; the file itself is gone from the disk when this resolves. */
  async #shrink(
    file: MediaFile,
    to: FetchRequest & { readonly attachment: Attachment },
  ): Promise<Fetched> {
    const { place, attachment, limitBytes, space, signal } = to;
    const scratchBytes = file.sizeBytes + limitBytes + SCRATCH_MARGIN_BYTES;
    try {
      const copy =
        scratchBytes <= space.leftBytes
          ? await this.#transcoder?.shrink({ file, maxBytes: limitBytes, signal })
          : undefined;
      return copy
        ? { place, attachment, file: space.hold(copy), originalBytes: file.sizeBytes }
        : { place, attachment, reason: "too-large", limitBytes };
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
