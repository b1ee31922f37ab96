import { MediaError } from "../../../core/errors.ts";
import type { Logger } from "../../../core/ports/logger.ts";
import type { MediaSpool, UnfinishedFile } from "../../../core/ports/media-spool.ts";
import type { CreateFile, MediaFile } from "../../../core/ports/media.ts";
import { rejectOnAbort } from "../../../core/time/reject-on-abort.ts";
import { KeyedLock } from "../../runtime/keyed-lock.ts";
import type { DiskSpace } from "./disk-budget.ts";
import type { KeptFiles } from "./kept-files.ts";

/** Options of {@link Spool}. */
export interface SpoolOptions {
  readonly directory: MediaSpool;
  /** Which files are in the directory. */
  readonly kept: KeptFiles;
  readonly log: Logger;
}

/** A file to open or to download. */
export interface SpoolRequest {
  readonly key: string;
  /** The largest file that the caller takes, in bytes. */
  readonly maxBytes: number;
  /** The API's name of the file, which is not trusted. */
  readonly filename?: string | undefined;
  /** Where the file is counted while it is read. */
  readonly space: DiskSpace;
  readonly signal: AbortSignal;
  /** Downloads it into the file that `createFile` makes. Rejects with a MediaError. */
  readonly download: (createFile: CreateFile) => Promise<MediaFile>;
}

/** A download in progress. */
interface Download {
  readonly file: Promise<MediaFile>;
  /** Its caller's. */
  readonly signal: AbortSignal;
}

/**
 * Gets files from the disk or, if they are not kept there, downloads and keeps them: once for all channels, and beyond the
 * time at which the job API deletes them.
 */
export class Spool {
  readonly kept: KeptFiles;
  readonly #options: SpoolOptions;
  readonly #openings = new KeyedLock();
  /** Downloads in progress, by key. */
  readonly #downloads = new Map<string, Download>();

  constructor(options: SpoolOptions) {
    this.#options = options;
    this.kept = options.kept;
  }

  /**
   * Opens a file, after downloading it if it is not kept. Of several calls for one file, one downloads it. Rejects with a
   * MediaError. The caller disposes of the file, which stays kept.
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
      if (!other) return this.#download(request);
      await waitForOther(other, signal);
    }
  }

  /** Resolves with `undefined` if the file is lost. */
  async #open({ key, filename, space }: SpoolRequest): Promise<MediaFile | undefined> {
    const { directory } = this.#options;
    // Counted before the first await, so that it is not deleted meanwhile.
    const release = this.kept.addReader(key);
    try {
      // One at a time: a file found to be lost must not be deleted once it is there again.
      const file = await this.#openings.run(key, async () => {
        const kept = this.kept.find(key);
        const opened = kept && (await directory.open(kept, filename));
        if (opened) this.kept.note(kept);
        else this.kept.forget(key);
        return opened;
      });
      if (file) return space.hold(file, release);
    } catch (cause) {
      release();
      throw new MediaError("unavailable", "the kept file cannot be read", { cause });
    }
    release();
    return undefined;
  }

  async #download(request: SpoolRequest): Promise<MediaFile> {
    const { key, signal } = request;
    const file = this.#downloadAlone(request);
    this.#downloads.set(key, { file, signal });
    try {
      return await file;
    } finally {
      this.#downloads.delete(key);
    }
  }

  async #downloadAlone({ key, download, space }: SpoolRequest): Promise<MediaFile> {
    let unfinished: UnfinishedFile | undefined;
    let unclaim: (() => void) | undefined;
    try {
      const file = await download(async (bytes) => {
        unclaim = await this.kept.makeRoom(bytes);
        unfinished = await this.#create(key);
        return unfinished;
      });
      const isKept = unfinished !== undefined && (await this.#keep(unfinished));
      return space.hold(file, isKept ? this.kept.addReader(key) : undefined);
    } finally {
      unclaim?.();
    }
  }

  /** Resolves with `undefined` if the directory takes no file: then the download goes into a temporary one. */
  async #create(key: string): Promise<UnfinishedFile | undefined> {
    try {
      return await this.#options.directory.create(key);
    } catch (err) {
      this.#options.log.warn({ err }, "spool.file_not_kept");
      return undefined;
    }
  }

  /** Resolves with whether the file is kept. If not, it is a temporary one. */
  async #keep(unfinished: UnfinishedFile): Promise<boolean> {
    try {
      this.kept.note(await unfinished.keep());
      return true;
    } catch (err) {
      this.#options.log.warn({ err }, "spool.file_not_kept");
      return false;
    }
  }
}

/**
 * Waits for another caller's download. Rejects with its error, unless it was stopped or took smaller files only: then a
 * download of one's own may succeed. Rejects with a MediaError if `stop` aborts.
 */
async function waitForOther({ file, signal }: Download, stop: AbortSignal): Promise<void> {
  try {
    await rejectOnAbort(file, stop);
  } catch (error) {
    if (stop.aborted) throw new MediaError("unavailable", "the download was stopped");
    const isTooLarge = error instanceof MediaError && error.code === "too_large";
    if (!signal.aborted && !isTooLarge) throw error;
  }
}
