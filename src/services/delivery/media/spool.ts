import { MediaError } from "../../../core/errors.ts";
import type { Clock } from "../../../core/ports/clock.ts";
import type { Logger } from "../../../core/ports/logger.ts";
import type { KeptFile, MediaSpool, UnfinishedFile } from "../../../core/ports/media-spool.ts";
import type { MediaFile } from "../../../core/ports/media.ts";
import { ExpiringMap } from "../../../core/time/expiring-map.ts";
import { KeyedLock } from "../../runtime/keyed-lock.ts";
import { DownloadInProgress, type OnArriving } from "./download-in-progress.ts";
import type { KeptFiles, Room } from "./kept-files.ts";
import type { OpenedFile, SharedDownload, SharedFiles } from "./shared-files.ts";
import type { SpoolRequest } from "./spool-request.ts";

/** How long a file counts as gone before it is asked for again, in milliseconds. */
const GONE_FOR_MS = 60_000;

/** Options of {@link Spool}. */
export interface SpoolOptions {
  readonly directory: MediaSpool;
  /** Which files are in the directory. */
  readonly kept: KeptFiles;
  /** What other processes have kept. Default: each process keeps its files for itself. */
  readonly shared?: SharedFiles | undefined;
  readonly clock: Clock;
  readonly log: Logger;
}

/**
 * Gets files from the disk or, if they are not kept there, downloads and keeps them: once for all channels, and beyond the
 * time at which the job API deletes them. What another process has kept is downloaded from there.
 */
export class Spool {
  readonly kept: KeptFiles;
  readonly #options: SpoolOptions;
  readonly #openings = new KeyedLock();
  /** Files that the job API does not have any more, by key: not each channel asks for them again. */
  readonly #gone = new ExpiringMap<MediaError>(GONE_FOR_MS);
  /** Downloads in progress, by key. */
  readonly #downloads = new Map<string, DownloadInProgress>();

  constructor(options: SpoolOptions) {
    this.#options = options;
    this.kept = options.kept;
  }

  /**
   * Opens a file, after downloading it if it is not kept or cannot be read. Of several calls for one file, one downloads it.
   * Rejects with a MediaError. The caller disposes of the file, which stays kept.
   */
  async obtain(request: SpoolRequest): Promise<MediaFile> {
    const { key, maxBytes, signal } = request;
    for (;;) {
      const kept = this.kept.find(key);
      if (kept && kept.sizeBytes > maxBytes)
        throw new MediaError("too_large", `${kept.sizeBytes} bytes kept, ${maxBytes} allowed`);
      const opened = kept && (await this.#open(request));
      if (opened) return opened;
      const other = this.#downloads.get(key);
      const gone = this.#gone.get(key, this.#options.clock.monotonicMs());
      if (!other && gone) throw gone.value;
      if (!other) return this.#download(request);
      const arriving = await this.#join(other, request);
      if (arriving) return arriving;
      await other.over(signal);
    }
  }

  /** Resolves with `undefined` if the caller has to wait for the end of the other one's download. */
  async #join(
    other: DownloadInProgress,
    { key, maxArrivingBytes, space, signal }: SpoolRequest,
  ): Promise<MediaFile | undefined> {
    if (maxArrivingBytes === undefined) return undefined;
    const file = await other.whileArriving(maxArrivingBytes, signal);
    return file && space.hold(file, this.kept.addReader(key));
  }

  /** Resolves with `undefined` if the file is lost, or cannot be read now. */
  async #open({ key, filename, space }: SpoolRequest): Promise<MediaFile | undefined> {
    const opened = await this.#openKept(key, filename);
    return opened && space.hold(opened.file, opened.endReading);
  }

  async #openKept(key: string, filename?: string): Promise<OpenedFile | undefined> {
    const { directory, log } = this.#options;
    // Counted before the first await, so that it is not deleted meanwhile.
    const endReading = this.kept.addReader(key);
    try {
      // One at a time: a file found to be lost must not be deleted once it is there again.
      const file = await this.#openings.run(key, async () => {
        const kept = this.kept.find(key);
        const opened = kept && (await directory.open(kept, filename));
        if (opened) this.#noteUse(kept);
        else this.kept.forget(key);
        return opened;
      });
      if (file) return { file, endReading };
    } catch (err) {
      log.warn({ key, err }, "spool.file_not_read");
    }
    endReading();
    return undefined;
  }

  /** Notes that a file is kept or was used, and offers it to the other processes. */
  #noteUse(file: KeptFile): void {
    this.kept.note(file);
    this.#options.shared?.offer(file, () => this.#openKept(file.key));
  }

  async #download(request: SpoolRequest): Promise<MediaFile> {
    const { key } = request;
    const download = new DownloadInProgress(request, (onArriving) =>
      this.#downloadAlone(request, onArriving),
    );
    this.#downloads.set(key, download);
    try {
      return await download.file;
    } catch (error) {
      if (error instanceof MediaError && error.code === "link_expired")
        this.#gone.set(key, error, this.#options.clock.monotonicMs());
      throw error;
    } finally {
      this.#downloads.delete(key);
    }
  }

  async #downloadAlone(request: SpoolRequest, onArriving: OnArriving): Promise<MediaFile> {
    const shared = await this.#fetchShared(request);
    if (shared === "absent") return this.#downloadOriginal(request, onArriving);
    if (shared !== "unknown") return shared;
    try {
      return await this.#downloadOriginal(request, onArriving);
    } catch (error) {
      if (!(error instanceof MediaError) || error.code !== "link_expired") throw error;
      throw new MediaError("unavailable", "only the bucket may still have it", { cause: error });
    }
  }

  async #downloadOriginal(request: SpoolRequest, onArriving: OnArriving): Promise<MediaFile> {
    let unfinished: UnfinishedFile | undefined;
    let room: Room | undefined;
    let used: MediaFile | undefined;
    try {
      const file = await request.download({
        createFile: async (bytes) => {
          room = await this.kept.makeRoom(bytes, { isSparing: request.isForKeeping ?? false });
          unfinished = await this.#create(request, room);
          return unfinished;
        },
        onArriving: (arriving) => {
          used = onArriving(arriving);
        },
      });
      const endReading = unfinished && (await this.#keep(unfinished, room));
      const held = request.space.hold(used ?? file, endReading);
      if (endReading || request.isForKeeping !== true) return held;
      await held.dispose();
      throw new MediaError("unavailable", "the disk does not keep the file");
    } finally {
      room?.release();
    }
  }

  /** Resolves with the file if another process has kept it and it can be had from there now. */
  async #fetchShared(request: SpoolRequest): Promise<MediaFile | Exclude<SharedDownload, "whole">> {
    const { shared, directory } = this.#options;
    if (!shared) return "absent";
    const { key, maxBytes, isForKeeping = false, signal } = request;
    let unfinished: UnfinishedFile | undefined;
    let room: Room | undefined;
    let isRefused = false;
    const createFile = async (bytes: number): Promise<UnfinishedFile | undefined> => {
      room = await this.kept.makeRoom(bytes, { isSparing: isForKeeping });
      unfinished = room.isFree ? await directory.create(key).catch(() => undefined) : undefined;
      isRefused = !unfinished;
      return unfinished;
    };
    try {
      const download = await shared.fetch({ key, maxBytes, createFile, signal });
      if (download !== "whole") return isRefused ? "unknown" : download;
      const endReading = unfinished && (await this.#keep(unfinished, room));
      const file = endReading && (await this.#open(request));
      endReading?.();
      return file ?? "unknown";
    } finally {
      await unfinished?.dispose();
      room?.release();
    }
  }

  /**
   * Resolves with `undefined` if the directory takes no file: then the download goes into a temporary one. Rejects with a
   * MediaError if the file is only to be kept.
   */
  async #create(
    { key, isForKeeping = false }: SpoolRequest,
    { isFree }: Room,
  ): Promise<UnfinishedFile | undefined> {
    try {
      if (!isFree) throw new MediaError("unavailable", "no room on the disk");
      return await this.#options.directory.create(key);
    } catch (err) {
      if (isForKeeping)
        throw new MediaError("unavailable", "the disk takes no file", { cause: err });
      this.#options.log.warn({ err }, "spool.file_not_kept");
      return undefined;
    }
  }

  /** Resolves with what ends the caller's reading if the file is kept. If not, it is a temporary one. */
  async #keep(unfinished: UnfinishedFile, room?: Room): Promise<(() => void) | undefined> {
    try {
      const file = await unfinished.keep();
      // All at once, so that the file is counted once, and is not deleted before it is read.
      const endReading = this.kept.addReader(file.key);
      this.#noteUse(file);
      room?.release();
      return endReading;
    } catch (err) {
      this.#options.log.warn({ err }, "spool.file_not_kept");
      return undefined;
    }
  }
}
