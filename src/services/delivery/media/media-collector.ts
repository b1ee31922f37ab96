import type { Follow } from "../../../core/follow/follow.ts";
import type { PollResult } from "../../../core/job/job.ts";
import { MAX_FILES_PER_JOB, mayBeVideo } from "../../../core/job/outcome.ts";
import type { MediaFetcher, Transcoder } from "../../../core/ports/media.ts";
import { AttachmentSource } from "./attachment-source.ts";
import { DiskBudget, type DiskSpace } from "./disk-budget.ts";
import { AttachmentFetcher, type CollectedFile, type Fetched } from "./attachment-fetcher.ts";
import type { LinkedFile } from "../../../messages/result-files.ts";

/** Files one message can hold: Discord's limit, the smaller of the two platforms. */
export const MAX_FILES = 10;

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

const NOTHING: CollectedMedia = { files: [], links: [], places: [], rest: [] };

/** Options of {@link MediaCollector}. */
export interface MediaCollectorOptions {
  readonly media: MediaFetcher;
  /** Makes smaller copies of what is too large for a channel; absent: such files are linked. */
  readonly transcoder?: Transcoder | undefined;
  /** What the job API says of a follow's job now, for fresh links; undefined: the relay stops. */
  readonly pollJob: (follow: Follow) => Promise<PollResult | undefined>;
  /** Larger files are linked, not downloaded. */
  readonly maxBytes: number;
  /** What may be on the disk at once. Default: whatever there is room for. */
  readonly disk?: DiskBudget | undefined;
}

/** Downloads what a completed job made. */
export class MediaCollector {
  readonly #options: MediaCollectorOptions;
  readonly #fetcher: AttachmentFetcher;
  readonly #disk: DiskBudget;

  constructor(options: MediaCollectorOptions) {
    this.#options = options;
    this.#fetcher = new AttachmentFetcher(options);
    this.#disk = options.disk ?? new DiskBudget();
  }

  /**
   * Every video of the job, or every attachment where none is a video, as many as one message holds, or the disk at once.
   * Waits for room on the disk. Rejects with a retryable MediaError while a file is out of reach, unless `lastTry`: then it
   * is linked. The caller disposes of the files; on rejection none is left.
   */
  async collect(follow: Follow, collecting: Collecting): Promise<CollectedMedia> {
    if (follow.outcome?.kind !== "completed") return NOTHING;
    const attachments = follow.outcome.attachments.slice(0, MAX_FILES_PER_JOB);
    const source = new AttachmentSource(attachments, () => this.#options.pollJob(follow));
    const { maxBytes } = this.#options;
    const limitBytes = Math.min(maxBytes, follow.uploadLimitBytes ?? Number.POSITIVE_INFINITY);
    const all = collecting.places ?? [...attachments.keys()];
    const collect = async (isSizeTrusted: boolean): Promise<CollectedMedia | undefined> => {
      const needed = (places: readonly number[]): number => {
        const sizes = places.map((place) => source.at(place).sizeBytes);
        const next = isSizeTrusted ? sizes : sizes.map(() => undefined);
        return this.#fetcher.neededBytes(next.slice(0, MAX_FILES), limitBytes);
      };
      const space = await this.#disk.reserve(needed(all), collecting.signal);
      const fetch = (place: number) =>
        this.#fetcher.fetch({ ...collecting, source, place, space, limitBytes });
      return new Collection({ source, space, needed, fetch, isSizeTrusted }).run(
        all,
        collecting.places !== undefined,
      );
    };
    return (await collect(true)) ?? (await collect(false)) ?? NOTHING;
  }
}

/** Options of {@link Collection}. */
interface CollectionOptions {
  readonly source: AttachmentSource;
  readonly space: DiskSpace;
  /** Bytes on the disk that the attachments at these places need at most. */
  readonly needed: (places: readonly number[]) => number;
  readonly fetch: (place: number) => Promise<Fetched | undefined>;
  /** Whether the sizes that the API gives are believed; a file that is larger ends the collection. */
  readonly isSizeTrusted: boolean;
}

/** One message's files, while they are collected. */
class Collection {
  readonly #options: CollectionOptions;
  #fetched: Fetched[] = [];
  /** Places that are not fetched yet, or whose files had to make room. */
  #open: number[] = [];
  /** Places of files that made room and are wanted only if there is no video. */
  readonly #aside = new Set<number>();
  #isFull = false;

  constructor(options: CollectionOptions) {
    this.#options = options;
  }

  /** The files of `places`, all of them where `isFixed`; `undefined` where a file is larger than the API said. */
  async run(places: readonly number[], isFixed: boolean): Promise<CollectedMedia | undefined> {
    const { source, space } = this.#options;
    this.#open = [...places];
    try {
      if (isFixed) {
        await this.#fetchAll(places, () => true);
        return await this.#end(this.#fetched);
      }
      const perhapsVideo = places.filter((place) => mayBeVideo(source.at(place)));
      await this.#fetchAll(perhapsVideo, isVideo);
      if (this.#fetched.some(isVideo)) {
        const isLeft = (place: number) => perhapsVideo.includes(place) && !this.#aside.has(place);
        this.#open = this.#open.filter(isLeft);
        return await this.#end(this.#fetched.filter(isVideo));
      }
      await this.#fetchAll([...this.#open], () => true);
      return await this.#end(this.#fetched);
    } catch (error) {
      await this.#drop(() => true);
      throw error;
    } finally {
      space.close();
    }
  }

  /** Fetches up to a full message of what is wanted, or until there is no more room. */
  async #fetchAll(places: readonly number[], isWanted: (fetched: Fetched) => boolean) {
    const { space, needed, isSizeTrusted, source } = this.#options;
    for (const place of places) {
      if (this.#isFull || this.#count(isWanted) >= MAX_FILES) return;
      let fetched = await this.#options.fetch(place);
      // What may not be wanted in the end makes room.
      if (!fetched && !isSizeTrusted && (await this.#putAside((each) => !isWanted(each))))
        fetched = await this.#options.fetch(place);
      const attachment = source.at(place);
      // By itself it is larger than all that may be on the disk.
      if (!fetched && !isSizeTrusted && space.isEmpty)
        fetched = { place, attachment, reason: "too-large" };
      if (!fetched) {
        this.#isFull = true;
        return;
      }
      this.#fetched.push(fetched);
      this.#open = this.#open.filter((each) => each !== place);
      if (this.#count((each) => !isWanted(each)) > MAX_FILES)
        await this.#putAside((each) => each === fetched);
      space.shrink(needed(this.#open));
    }
  }

  #count(isCounted: (fetched: Fetched) => boolean): number {
    return this.#fetched.filter((each) => each.file && isCounted(each)).length;
  }

  /** Disposes of files that may be wanted in the end; whether there were any. */
  async #putAside(isDropped: (fetched: Fetched) => boolean): Promise<boolean> {
    for (const each of this.#fetched) if (each.file && isDropped(each)) this.#aside.add(each.place);
    return this.#drop(isDropped);
  }

  /** Disposes of files, so that their places are open again; whether there were any. */
  async #drop(isDropped: (fetched: Fetched) => boolean): Promise<boolean> {
    const dropped = this.#fetched.filter((each) => each.file && isDropped(each));
    this.#fetched = this.#fetched.filter((each) => !dropped.includes(each));
    const places = dropped.map(({ place }) => place);
    this.#open = [...this.#open, ...places].toSorted((a, b) => a - b);
    for (const { file } of dropped) await file?.dispose();
    return dropped.length > 0;
  }

  async #end(kept: readonly Fetched[]): Promise<CollectedMedia | undefined> {
    const rest = this.#open;
    if (this.#isFull && this.#options.isSizeTrusted) {
      await this.#drop(() => true);
      return undefined;
    }
    await this.#drop((each) => !kept.includes(each));
    return {
      files: kept.flatMap((each) => (each.file ? [each] : [])),
      links: kept.flatMap((each) => (each.file ? [] : [each as LinkedFile])),
      places: kept.map(({ place }) => place),
      rest,
    };
  }
}

function isVideo(fetched: Fetched): boolean {
  const type = fetched.attachment.contentType ?? fetched.file?.contentType;
  if (type !== undefined) return type.startsWith("video/");
  // A file of no known type that could not be fetched may have been the video: it is not passed over in silence.
  return fetched.file === undefined && fetched.reason !== "not-media";
}
