import type { CreateFile, MediaFile } from "../../../core/ports/media.ts";
import type { DiskSpace } from "./disk-budget.ts";

/** A file to open or to download. */
export interface SpoolRequest {
  readonly key: string;
  /** The largest file that the caller takes, in bytes. */
  readonly maxBytes: number;
  /** The API's name of the file, which is not trusted. */
  readonly filename?: string | undefined;
  /** Where the file is counted while it is read. */
  readonly space: DiskSpace;
  /**
   * Whether the file is only to be kept. Then it takes no room from files whose results are not delivered yet, and the call
   * rejects if it cannot be kept. Default: false, then a file that cannot be kept is a temporary one.
   */
  readonly isForKeeping?: boolean | undefined;
  /**
   * The largest file that the caller takes while another caller still downloads it, in bytes. To read it is to wait for the
   * bytes that are still to come, and to get a MediaError if they do not come. Default: none.
   */
  readonly maxArrivingBytes?: number | undefined;
  readonly signal: AbortSignal;
  /** Downloads it as a MediaFetcher does with these options. Rejects with a MediaError. */
  readonly download: (to: DownloadOptions) => Promise<MediaFile>;
}

/** See MediaFetcher. */
export interface DownloadOptions {
  readonly createFile?: CreateFile;
  readonly onArriving?: (file: MediaFile) => void;
}
