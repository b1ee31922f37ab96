import { MediaError } from "../core/errors.ts";
import type { Follow } from "../core/follow.ts";
import type { Attachment, JobReading } from "../core/job.ts";
import type { MediaFetcher, MediaFile, Transcoder } from "../core/ports.ts";
import type { LinkedFile, NotAttached } from "./result-message.ts";

/** Files one message can hold: Discord's limit, the smaller of the two platforms. */
export const MAX_FILES = 10;
/** A link that has expired is replaced by asking the job API again, this often. */
const MAX_REFRESHES = 2;

/** A file that is here; `originalBytes`: it is a smaller copy of one that large. */
export interface CollectedFile {
  readonly file: MediaFile;
  readonly attachment: Attachment;
  readonly originalBytes?: number | undefined;
}

/** The files of a completed job that go into one message: those that are here, and those that can only be linked. */
export interface CollectedMedia {
  readonly files: readonly CollectedFile[];
  readonly links: readonly LinkedFile[];
  /** Places of the attachments that this message carries, and of those that are left for later ones. */
  readonly places: readonly number[];
  readonly rest: readonly number[];
}

/** What is collected: the first message's files, whichever they turn out to be, or those of the given places. */
export interface Collecting {
  readonly places?: readonly number[] | undefined;
  readonly lastTry: boolean;
  readonly signal: AbortSignal;
}

type Fetched = { readonly place: number } & (
  | (CollectedFile & { readonly reason?: undefined })
  | (NotAttached & { readonly attachment: Attachment; readonly file?: undefined })
);

const NOTHING: CollectedMedia = { files: [], links: [], places: [], rest: [] };

/** What a {@link MediaCollector} works with. */
export interface MediaCollectorOptions {
  readonly media: MediaFetcher;
  /** Makes smaller copies of what is too large for a channel; absent: such files are linked. */
  readonly transcoder?: Transcoder | undefined;
  /** What the job API says of a follow's job now, for fresh links; undefined: the relay stops. */
  readonly readJob: (follow: Follow) => Promise<JobReading | undefined>;
  /** Larger files are linked, not downloaded. */
  readonly maxBytes: number;
}

/** Downloads what a completed job made. */
export class MediaCollector {
  readonly #options: MediaCollectorOptions;

  constructor(options: MediaCollectorOptions) {
    this.#options = options;
  }

  /**
   * Every video of the job, or every attachment where none is a video, as many as one message holds. Rejects with a
   * retryable MediaError while a file is out of reach, unless `lastTry`: then it is linked. The caller disposes of the
   * files; on rejection none is left.
   */
  async collect(follow: Follow, { places, lastTry, signal }: Collecting): Promise<CollectedMedia> {
    if (follow.outcome?.kind !== "completed") return NOTHING;
    const { attachments } = follow.outcome;
    const source = new AttachmentSource(attachments, () => this.#options.readJob(follow));
    const fetched: Fetched[] = [];
    /** Fetches up to a full message of what is kept; resolves with the places that are left. */
    const fetch = async (wanted: readonly number[], isKept: typeof isVideo): Promise<number[]> => {
      for (const [done, place] of wanted.entries()) {
        if (fetched.filter((each) => each.file && isKept(each)).length >= MAX_FILES)
          return wanted.slice(done);
        fetched.push(await this.#fetchOne(follow, { source, place, lastTry, signal }));
      }
      return [];
    };
    try {
      if (places) {
        await fetch(places, () => false);
        return await split(fetched, fetched, []);
      }
      const all = [...attachments.keys()];
      const perhapsVideo = all.filter((place) => mayBeVideo(source.at(place)));
      const moreVideos = await fetch(perhapsVideo, isVideo);
      if (fetched.some(isVideo)) return await split(fetched.filter(isVideo), fetched, moreVideos);
      const others = all.filter((place) => !perhapsVideo.includes(place));
      const more = await fetch(others, () => true);
      return await split(fetched, fetched, more);
    } catch (error) {
      await disposeAll(fetched);
      throw error;
    }
  }

  async #fetchOne(
    follow: Follow,
    request: { source: AttachmentSource; place: number; lastTry: boolean; signal: AbortSignal },
  ): Promise<Fetched> {
    const { source, place, signal } = request;
    const { maxBytes: most, media, transcoder } = this.#options;
    const limitBytes = Math.min(most, follow.uploadLimitBytes ?? Number.POSITIVE_INFINITY);
    // What can be made smaller may be larger than the channel takes.
    const maxBytes = transcoder ? most : limitBytes;
    for (let refreshes = 0; ; refreshes += 1) {
      const attachment = source.at(place);
      if ((attachment.sizeBytes ?? 0) > maxBytes)
        return { place, attachment, reason: "too-large", limitBytes };
      try {
        const file = await media.fetch({ ...attachment, maxBytes, signal });
        if (file.sizeBytes <= limitBytes) return { place, attachment, file };
        return await this.#shrink(file, { place, attachment, limitBytes, signal });
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
        return { place, attachment, ...toReason(error, maxBytes) };
      }
    }
  }

  /** A copy that the channel takes, or the link; the file itself is gone from the disk when this resolves. */
  async #shrink(
    file: MediaFile,
    to: { place: number; attachment: Attachment; limitBytes: number; signal: AbortSignal },
  ): Promise<Fetched> {
    const { place, attachment, limitBytes, signal } = to;
    try {
      const copy = await this.#options.transcoder?.shrink({ file, maxBytes: limitBytes, signal });
      return copy
        ? { place, attachment, file: copy, originalBytes: file.sizeBytes }
        : { place, attachment, reason: "too-large", limitBytes };
    } finally {
      await file.dispose();
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
async function split(
  kept: readonly Fetched[],
  all: readonly Fetched[],
  rest: readonly number[],
): Promise<CollectedMedia> {
  await disposeAll(all.filter((each) => !kept.includes(each)));
  return {
    files: kept.flatMap((each) => (each.file ? [each] : [])),
    links: kept.flatMap((each) => (each.file ? [] : [each as LinkedFile])),
    places: kept.map(({ place }) => place),
    rest,
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
