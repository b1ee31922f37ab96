import type { KeptFile } from "./media-spool.ts";
import type { CreateFile, MediaFile } from "./media.ts";

/** A file in the bucket. */
export interface StoredFile {
  readonly key: string;
  readonly sizeBytes: number;
  /** When it was uploaded, in Unix milliseconds. */
  readonly storedAt: number;
}

/** A file to download from the bucket. */
export interface BucketRequest {
  readonly key: string;
  /** The largest file that the caller takes, in bytes. */
  readonly maxBytes: number;
  /** Makes the file that the bytes go to. If it makes none, nothing is downloaded. */
  readonly createFile: CreateFile;
  readonly signal: AbortSignal;
}

/**
 * Files that all processes of the relay share, on a service outside this machine. A key is that of a kept file. Every call
 * takes a limited time, which is longer for large files, and rejects with a MediaError if the service does not do what it
 * is asked by then. No call is repeated: the caller decides that.
 */
export interface MediaBucket {
  /** Uploads a file in place of another one with its key. Does nothing if the bucket already has the same bytes. */
  put(file: Pick<KeptFile, "key" | "sha256">, from: MediaFile, signal: AbortSignal): Promise<void>;
  /**
   * Downloads a file. Resolves with whether all of its bytes, the same as were uploaded, are written to the file that
   * `createFile` has made. If not, that file is disposed of; a file whose bytes are not the same any more is also deleted
   * from the bucket.
   */
  get(request: BucketRequest): Promise<boolean>;
  /** Resolves with all files. */
  list(signal: AbortSignal): Promise<readonly StoredFile[]>;
  /** Deletes a file. Does nothing if it is not there. */
  remove(key: string, signal: AbortSignal): Promise<void>;
  /** Ends all requests and closes all connections. */
  close(): Promise<void>;
}
