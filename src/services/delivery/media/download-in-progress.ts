import { MediaError } from "../../../core/errors.ts";
import type { MediaFile } from "../../../core/ports/media.ts";
import { rejectOnAbort } from "../../../core/time/reject-on-abort.ts";
import type { SpoolRequest } from "./spool-request.ts";

/** Takes a file that arrives. Returns its caller's use of it, to dispose of. */
export type OnArriving = (file: MediaFile) => MediaFile;

/** A download of a file that others wait for, or read while it arrives. */
export class DownloadInProgress {
  readonly #request: SpoolRequest;
  readonly #ended: Promise<MediaFile>;
  readonly #arriving = Promise.withResolvers<MediaFile | undefined>();
  /** How many use the file. It is disposed of once the last one has done so. */
  #users = 0;

  /** `run` downloads the file, and calls `onArriving` when a MediaFetcher does. */
  constructor(request: SpoolRequest, run: (onArriving: OnArriving) => Promise<MediaFile>) {
    this.#request = request;
    this.#ended = run((file) => {
      this.#arriving.resolve(file);
      return this.#use(file);
    }).finally(() => this.#arriving.resolve(undefined));
  }

  /** The caller's file. Rejects with a MediaError. */
  get file(): Promise<MediaFile> {
    return this.#ended;
  }

  /**
   * Resolves with the file as soon as it can be read while it arrives, or with `undefined` if it cannot or is larger than
   * `maxBytes`. The caller disposes of it.
   */
  async whileArriving(maxBytes: number, signal: AbortSignal): Promise<MediaFile | undefined> {
    const file = await rejectOnAbort(this.#arriving.promise, signal).catch(() => undefined);
    // Without users it is disposed of.
    const isUsable = file !== undefined && file.sizeBytes <= maxBytes && this.#users > 0;
    return isUsable ? this.#use(file) : undefined;
  }

  /**
   * Waits until it has ended. Rejects with its error, unless it was stopped, took smaller files only or had to be kept: then
   * a download of one's own may succeed. Rejects with a MediaError if `stop` aborts.
   */
  async over(stop: AbortSignal): Promise<void> {
    const { signal, isForKeeping } = this.#request;
    try {
      await rejectOnAbort(this.#ended, stop);
    } catch (error) {
      if (stop.aborted) throw new MediaError("unavailable", "the download was stopped");
      const isTooLarge = error instanceof MediaError && error.code === "too_large";
      if (!signal.aborted && !isTooLarge && isForKeeping !== true) throw error;
    }
  }

  #use(file: MediaFile): MediaFile {
    const { filename, contentType, sizeBytes } = file;
    this.#users += 1;
    let isUsed = true;
    const dispose = async (): Promise<void> => {
      if (!isUsed) return;
      isUsed = false;
      this.#users -= 1;
      if (this.#users === 0) await file.dispose();
    };
    return { filename, contentType, sizeBytes, open: () => file.open(), dispose };
  }
}
