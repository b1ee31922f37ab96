import { MediaError } from "../core/errors.ts";
import type { Follow } from "../core/follow.ts";
import type { Attachment } from "../core/job.ts";
import type { JobApi, MediaFetcher, MediaFile } from "../core/ports.ts";
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
  readonly #apis: ReadonlyMap<string, JobApi>;
  readonly #maxBytes: number;

  constructor(options: {
    media: MediaFetcher;
    apis: ReadonlyMap<string, JobApi>;
    /** Larger files are linked, not downloaded. */
    maxBytes: number;
  }) {
    this.#media = options.media;
    this.#apis = options.apis;
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
    const source = new AttachmentSource(follow, this.#apis.get(follow.api), signal);
    const fetched: Fetched[] = [];
    const fetch = async (indexes: readonly number[]): Promise<void> => {
      for (const index of indexes)
        fetched.push(await this.#fetchOne(follow, { source, index, lastTry, signal }));
    };
    try {
      const indexes = [...follow.outcome.attachments.keys()];
      const perhapsVideo = indexes.filter((index) => mayBeVideo(source.at(index)));
      await fetch(perhapsVideo);
      if (fetched.some(isVideo)) return await split(fetched.filter(isVideo), fetched);
      await fetch(indexes.filter((index) => !perhapsVideo.includes(index)));
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
          await source.refresh();
          continue;
        }
        if (error.retryable && !request.lastTry) throw error;
        return { attachment, ...toReason(error, maxBytes) };
      }
    }
  }
}

/** The attachments of a job with links as fresh as the job API gives them. */
class AttachmentSource {
  readonly #follow: Follow;
  readonly #api: JobApi | undefined;
  readonly #signal: AbortSignal;
  #attachments: readonly Attachment[];

  constructor(follow: Follow, api: JobApi | undefined, signal: AbortSignal) {
    this.#follow = follow;
    this.#api = api;
    this.#signal = signal;
    this.#attachments = follow.outcome?.kind === "completed" ? follow.outcome.attachments : [];
  }

  at(index: number): Attachment {
    const attachment = this.#attachments[index];
    if (!attachment) throw new RangeError(`the job has no attachment ${index}`);
    return attachment;
  }

  /** Asks the job API for fresh links. An answer without the same files changes nothing. */
  async refresh(): Promise<void> {
    const reading = await this.#api?.readJob(this.#follow.jobId, this.#signal);
    if (reading?.kind !== "job") return;
    const fresh = reading.job.attachments;
    this.#attachments = this.#attachments.map((old, index) => {
      // Names can repeat: the same place counts first, then the name.
      const sameName = (each: Attachment | undefined): boolean =>
        each?.filename !== undefined && each.filename === old.filename;
      if (sameName(fresh[index])) return fresh[index] ?? old;
      const inPlace = fresh.length === this.#attachments.length ? fresh[index] : undefined;
      return fresh.find(sameName) ?? inPlace ?? old;
    });
  }
}

const mayBeVideo = ({ contentType }: Attachment): boolean =>
  contentType === undefined || contentType.startsWith("video/");

// A file of no known type that could not be fetched may have been the video: it is not passed over in silence.
const isVideo = ({ attachment, file }: Fetched): boolean =>
  (attachment.contentType ?? file?.contentType ?? "video/unknown").startsWith("video/");

/** What is kept of all that was fetched; the rest is disposed of. */
async function split(kept: readonly Fetched[], all: readonly Fetched[]): Promise<CollectedMedia> {
  await disposeAll(all.filter((each) => !kept.includes(each)));
  const files = kept.flatMap((each) => (each.file ? [each] : []));
  const surplus = files.splice(MAX_FILES);
  await disposeAll(surplus);
  const links = kept.flatMap((each) => (each.file ? [] : [each as LinkedFile]));
  return {
    files,
    links: [
      ...links,
      ...surplus.map(({ attachment }) => ({ attachment, reason: "too-many" as const })),
    ],
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
