import { MediaError } from "../core/errors.ts";
import type { Follow } from "../core/follow.ts";
import type { Attachment, JobReading } from "../core/job.ts";
import type { MediaFetcher, MediaFile } from "../core/ports.ts";
import type { LinkedFile, NotAttached } from "./result-message.ts";

/** Files one message can hold: Discord's limit, the smaller of the two platforms. */
const MAX_FILES = 10;
/** A link that has expired is replaced by asking the job API again, this often. */
const MAX_REFRESHES = 2;

/** The files of a completed job: those that are here, and those that can only be linked, with the reason. */
export interface CollectedMedia {
  readonly files: readonly { readonly file: MediaFile; readonly attachment: Attachment }[];
  readonly links: readonly LinkedFile[];
}

type Fetched =
  | { readonly attachment: Attachment; readonly file: MediaFile }
  | (NotAttached & { readonly attachment: Attachment; readonly file?: undefined });

/** Downloads what a completed job made. */
export class MediaCollector {
  readonly #media: MediaFetcher;
  readonly #readJob: (follow: Follow) => Promise<JobReading | undefined>;
  readonly #maxBytes: number;

  constructor(options: {
    media: MediaFetcher;
    /** What the job API says of a follow's job now, for fresh links; undefined: the relay stops. */
    readJob: (follow: Follow) => Promise<JobReading | undefined>;
    /** Larger files are linked, not downloaded. */
    maxBytes: number;
  }) {
    this.#media = options.media;
    this.#readJob = options.readJob;
    this.#maxBytes = options.maxBytes;
  }

  /**
   * Every video of the job, or every attachment where none is a video. Rejects with a retryable MediaError while a file
   * is out of reach, unless `lastTry`: then it is linked. The caller disposes of the files; on rejection none is left.
   */
  async collect(
    follow: Follow,
    { lastTry, signal }: { lastTry: boolean; signal: AbortSignal },
  ): Promise<CollectedMedia> {
    if (follow.outcome?.kind !== "completed") return { files: [], links: [] };
    const source = new AttachmentSource(follow.outcome.attachments, () => this.#readJob(follow));
    const fetched: Fetched[] = [];
    const fetch = async (indexes: readonly number[], isKept: typeof isVideo): Promise<void> => {
      for (const index of indexes) {
        const isFull = fetched.filter((each) => each.file && isKept(each)).length >= MAX_FILES;
        fetched.push(
          isFull
            ? { attachment: source.at(index), reason: "too-many" }
            : await this.#fetchOne(follow, { source, index, lastTry, signal }),
        );
      }
    };
    try {
      const indexes = [...follow.outcome.attachments.keys()];
      const perhapsVideo = indexes.filter((index) => mayBeVideo(source.at(index)));
      await fetch(perhapsVideo, isVideo);
      if (fetched.some(isVideo)) return await split(fetched.filter(isVideo), fetched);
      const others = indexes.filter((index) => !perhapsVideo.includes(index));
      await fetch(others, () => true);
      return await split(fetched, fetched);
    } catch (error) {
      await disposeAll(fetched);
      throw error;
    }
  }

  async #fetchOne(
    follow: Follow,
    request: { source: AttachmentSource; index: number; lastTry: boolean; signal: AbortSignal },
  ): Promise<Fetched> {
    const { source, index, signal } = request;
    const maxBytes = Math.min(this.#maxBytes, follow.uploadLimitBytes ?? Number.POSITIVE_INFINITY);
    for (let refreshes = 0; ; refreshes += 1) {
      const attachment = source.at(index);
      if ((attachment.sizeBytes ?? 0) > maxBytes)
        return { attachment, reason: "too-large", limitBytes: maxBytes };
      try {
        return { attachment, file: await this.#media.fetch({ ...attachment, maxBytes, signal }) };
      } catch (error) {
        if (!(error instanceof MediaError) || signal.aborted) throw error;
        if (error.code === "link_expired" && refreshes < MAX_REFRESHES) {
          const isAnswered = await source.refresh();
          if (isAnswered) continue;
          // No answer says nothing about the link: it is asked for again later.
          if (!request.lastTry)
            throw new MediaError("unavailable", "the job API gave no fresh link yet");
        }
        if (error.retryable && !request.lastTry) throw error;
        return { attachment, ...toReason(error, maxBytes) };
      }
    }
  }
}

/** The attachments of a job with links as fresh as the job API gives them. */
class AttachmentSource {
  readonly #readJob: () => Promise<JobReading | undefined>;
  #attachments: readonly Attachment[];

  constructor(attachments: readonly Attachment[], readJob: () => Promise<JobReading | undefined>) {
    this.#attachments = attachments;
    this.#readJob = readJob;
  }

  at(index: number): Attachment {
    const attachment = this.#attachments[index];
    if (!attachment) throw new RangeError(`the job has no attachment ${index}`);
    return attachment;
  }

  /** Asks the job API for fresh links; false where it did not answer. An answer without the same files changes nothing. */
  async refresh(): Promise<boolean> {
    const reading = await this.#readJob();
    if (reading?.kind !== "job") return reading?.kind === "not-found";
    const fresh = reading.job.attachments;
    this.#attachments = this.#attachments.map((old, index) => {
      // Names can repeat: the same place counts first, then the name.
      const sameName = (each: Attachment | undefined): boolean =>
        each?.filename !== undefined && each.filename === old.filename;
      if (sameName(fresh[index])) return fresh[index] ?? old;
      const inPlace = fresh.length === this.#attachments.length ? fresh[index] : undefined;
      return fresh.find(sameName) ?? inPlace ?? old;
    });
    return true;
  }
}

const mayBeVideo = ({ contentType }: Attachment): boolean =>
  contentType === undefined || contentType.startsWith("video/");

function isVideo(fetched: Fetched): boolean {
  const type = fetched.attachment.contentType ?? fetched.file?.contentType;
  if (type !== undefined) return type.startsWith("video/");
  // A file of no known type that could not be fetched may have been the video: it is not passed over in silence.
  return fetched.file === undefined && fetched.reason !== "not-media";
}

/** What is kept of all that was fetched; the rest is disposed of. */
async function split(kept: readonly Fetched[], all: readonly Fetched[]): Promise<CollectedMedia> {
  await disposeAll(all.filter((each) => !kept.includes(each)));
  return {
    files: kept.flatMap((each) => (each.file ? [each] : [])),
    links: kept.flatMap((each) => (each.file ? [] : [each as LinkedFile])),
  };
}

async function disposeAll(fetched: readonly Fetched[]): Promise<void> {
  for (const { file } of fetched) await file?.dispose();
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
