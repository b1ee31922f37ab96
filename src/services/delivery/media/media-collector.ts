import { PLATFORM_FACTS } from "../../../core/channel/platform-facts.ts";
import type { Follow } from "../../../core/follow/follow.ts";
import type { Attachment } from "../../../core/job/job.ts";
import { mayBeVideo } from "../../../core/job/outcome.ts";
import {
  mayAttachUnsafe,
  unsafeHandling,
  type UnsafePolicy,
} from "../../../core/job/unsafe-policy.ts";
import { AttachmentSource, type JobRequests } from "./attachment-source.ts";
import { DiskBudget, type DiskSpace } from "./disk-budget.ts";
import {
  AttachmentFetcher,
  isVideo,
  type AttachmentFetcherOptions,
  type CollectedFile,
  type Fetched,
} from "./attachment-fetcher.ts";
import type { LinkedFile } from "../../../messages/result/result-files.ts";

/** Most files in one message: Discord's limit, the smaller one of the two platforms. */
export const MAX_FILES = 10;

/** The files of one message of a result, and what is left for later messages. Indexes are those of the job's attachments. */
export interface CollectedMedia {
  /** Files that are on the disk. */
  readonly files: readonly CollectedFile[];
  /** Files that can only be linked. */
  readonly links: readonly LinkedFile[];
  /** The attachments that this message contains, as files or as links. */
  readonly indexes: readonly number[];
  /** The attachments that are left for later messages. */
  readonly laterIndexes: readonly number[];
}

/** Which files one call collects, and how. */
export interface CollectRequest {
  /** Indexes of the attachments to collect, all of them. Default: those of the first message, see {@link MediaCollector.collect}. */
  readonly indexes?: readonly number[] | undefined;
  /** Whether files out of reach are linked. Otherwise the call rejects. */
  readonly isLastTry: boolean;
  /**
   * Whether files may still arrive while they are read: then reading them may throw a MediaError. Only for platforms that take
   * them. Default: false.
   */
  readonly mayArrive?: boolean;
  readonly signal: AbortSignal;
}

const NOTHING: CollectedMedia = { files: [], links: [], indexes: [], laterIndexes: [] };

/** Options of {@link MediaCollector}. */
export interface MediaCollectorOptions extends AttachmentFetcherOptions, JobRequests {
  /** How unsafe files are posted: those that may not be attached are not downloaded. Default: `spoiler`. */
  readonly unsafe?: UnsafePolicy;
  /** What may be on the disk at once. Default: no limit. */
  readonly disk?: DiskBudget | undefined;
}

/** Downloads the files of completed jobs, one message at a time. */
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
   * Collects the requested files. By default, these are all videos of the job, or all attachments if none is a video, as
   * many as fit into one message and onto the disk. Waits for space on the disk. Rejects with a retryable MediaError while a
   * file is out of reach, unless `isLastTry`. The caller disposes of the files; after a rejection, none is left.
   */
  async collect(follow: Follow, request: CollectRequest): Promise<CollectedMedia> {
    if (follow.outcome?.kind !== "completed") return NOTHING;
    const source = new AttachmentSource(follow, this.#options);
    const { maxBytes, unsafe = "spoiler" } = this.#options;
    const mayAttach = mayAttachUnsafe(unsafeHandling(unsafe, follow.channel.platform));
    const isFetched = ({ isUnsafe }: Attachment): boolean => mayAttach || isUnsafe !== true;
    const limitBytes = Math.min(maxBytes, follow.uploadLimitBytes ?? Number.POSITIVE_INFINITY);
    const { uploadsApart } = PLATFORM_FACTS[follow.channel.platform];
    const mayArrive = uploadsApart && request.mayArrive === true;
    const all = request.indexes ?? source.indexes;
    const collect = async (isSizeTrusted: boolean): Promise<CollectedMedia | undefined> => {
      const neededBytes = (indexes: readonly number[]): number => {
        const sizes = indexes
          .filter((index) => isFetched(source.at(index)))
          .slice(0, MAX_FILES)
          .map((index) => this.#fetcher.sizeOf({ source, follow, index }, isSizeTrusted));
        return this.#fetcher.neededBytes(sizes, limitBytes);
      };
      const space = await this.#disk.reserve(neededBytes(all), request.signal);
      const fetch = async (index: number): Promise<Fetched | undefined> => {
        const attachment = source.at(index);
        return isFetched(attachment)
          ? this.#fetcher.fetch({ ...request, source, follow, index, space, limitBytes, mayArrive })
          : { index, attachment, reason: "unsafe" };
      };
      return new Collection({ source, space, neededBytes, fetch, isSizeTrusted }).run(
        all,
        request.indexes !== undefined,
      );
    };
    return (await collect(true)) ?? (await collect(false)) ?? NOTHING;
  }
}

/** Options of {@link Collection}. */
interface CollectionOptions {
  readonly source: AttachmentSource;
  readonly space: DiskSpace;
  /** Bytes on the disk that the attachments at these indexes need at most. */
  readonly neededBytes: (indexes: readonly number[]) => number;
  readonly fetch: (index: number) => Promise<Fetched | undefined>;
  /** Whether the sizes in the job API's answer are believed. If so, a file that is larger ends the collection. */
  readonly isSizeTrusted: boolean;
}

/** Collects the files of one message. Used once. */
class Collection {
  readonly #options: CollectionOptions;
  #fetched: Fetched[] = [];
  /** Indexes of attachments that are not fetched yet, or whose files were dropped. */
  #remaining: number[] = [];
  /** Indexes of dropped files that turned out to be no videos. They are needed only if there is no video. */
  readonly #nonVideos = new Set<number>();
  #isFull = false;

  constructor(options: CollectionOptions) {
    this.#options = options;
  }

  /**
   * Collects the files at `indexes`: all of them if `isFixed`, otherwise a full message, videos first. Resolves with
   * `undefined` if a file is larger than the job API said.
   */
  async run(indexes: readonly number[], isFixed: boolean): Promise<CollectedMedia | undefined> {
    const { source, space } = this.#options;
    this.#remaining = [...indexes];
    try {
      if (isFixed) {
        await this.#fetchAll(indexes, () => true);
        return await this.#end(this.#fetched);
      }
      const perhapsVideos = indexes.filter((index) => mayBeVideo(source.at(index)));
      await this.#fetchAll(perhapsVideos, isVideo);
      if (this.#fetched.some(isVideo)) {
        const mayFollow = (index: number) =>
          perhapsVideos.includes(index) && !this.#nonVideos.has(index);
        this.#remaining = this.#remaining.filter(mayFollow);
        return await this.#end(this.#fetched.filter(isVideoOrUnsafe));
      }
      await this.#fetchAll([...this.#remaining], () => true);
      return await this.#end(this.#fetched);
    } catch (error) {
      await this.#drop(() => true);
      throw error;
    } finally {
      space.close();
    }
  }

  /** Fetches until the message is full of files that are wanted, or there is no space left. */
  async #fetchAll(indexes: readonly number[], isWanted: (fetched: Fetched) => boolean) {
    const { space, neededBytes, isSizeTrusted, source } = this.#options;
    for (const index of indexes) {
      if (this.#isFull || this.#count(isWanted) >= MAX_FILES) return;
      let fetched = await this.#options.fetch(index);
      // Files that may not be needed in the end make room.
      if (!fetched && !isSizeTrusted && (await this.#dropNonVideos((each) => !isWanted(each))))
        fetched = await this.#options.fetch(index);
      const attachment = source.at(index);
      // This file alone is larger than all the space on the disk.
      if (!fetched && !isSizeTrusted && space.isEmpty)
        fetched = { index, attachment, reason: "too-large" };
      if (!fetched) {
        this.#isFull = true;
        return;
      }
      this.#fetched.push(fetched);
      this.#remaining = this.#remaining.filter((each) => each !== index);
      if (this.#count((each) => !isWanted(each)) > MAX_FILES)
        await this.#dropNonVideos((each) => each === fetched);
      space.shrink(neededBytes(this.#remaining));
    }
  }

  #count(isCounted: (fetched: Fetched) => boolean): number {
    return this.#fetched.filter((each) => each.file && isCounted(each)).length;
  }

  /** Disposes of files that are no videos. Resolves with whether there were any. */
  async #dropNonVideos(isDropped: (fetched: Fetched) => boolean): Promise<boolean> {
    for (const each of this.#fetched)
      if (each.file && isDropped(each)) this.#nonVideos.add(each.index);
    return this.#drop(isDropped);
  }

  /** Disposes of files; their indexes remain to be fetched. Resolves with whether there were any. */
  async #drop(isDropped: (fetched: Fetched) => boolean): Promise<boolean> {
    const dropped = this.#fetched.filter((each) => each.file && isDropped(each));
    this.#fetched = this.#fetched.filter((each) => !dropped.includes(each));
    const indexes = dropped.map(({ index }) => index);
    this.#remaining = [...this.#remaining, ...indexes].toSorted((a, b) => a - b);
    for (const { file } of dropped) await file?.dispose();
    return dropped.length > 0;
  }

  async #end(kept: readonly Fetched[]): Promise<CollectedMedia | undefined> {
    // Taken before the rest is dropped: files that are not kept are not for later messages either.
    const laterIndexes = this.#remaining;
    if (this.#isFull && this.#options.isSizeTrusted) {
      await this.#drop(() => true);
      return undefined;
    }
    await this.#drop((each) => !kept.includes(each));
    return {
      files: kept.flatMap((each) => (each.file ? [each] : [])),
      links: kept.flatMap((each) => (each.file ? [] : [each as LinkedFile])),
      indexes: kept.map(({ index }) => index),
      laterIndexes,
    };
  }
}

/** An unsafe file of unknown type may be a video, too. */
const isVideoOrUnsafe = (fetched: Fetched): boolean =>
  isVideo(fetched) || fetched.reason === "unsafe";
