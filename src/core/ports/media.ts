/** A downloaded file. Its bytes are on disk, never all in memory. */
export interface MediaFile {
  /** Safe to show and to send: no path, no control characters, at most 100 characters, with an extension. */
  readonly filename: string;
  /** Detected from the bytes themselves. */
  readonly contentType: string;
  readonly sizeBytes: number;
  /**
   * Reads the bytes from the beginning. A chunk is valid until the next one is asked for: then its memory may be used again. May
   * be called again for a retry.
   */
  open(): AsyncIterable<Uint8Array>;
  /** Frees the disk. May be called twice. */
  dispose(): Promise<void>;
}

/** How a file is requested. */
export interface MediaRequest {
  readonly url: string;
  /** Sent to the origin of `url` only: a redirect to another origin gets none of them. */
  readonly headers?: Readonly<Record<string, string>>;
  /**
   * Whether `url` is on the origin that the operator has set for the job API. Then it may be private and plain http, which no
   * link in an answer may be; a redirect to another origin is checked as any other link. Default: false.
   */
  readonly isOwnOrigin?: boolean;
}

/** The bytes of a file that is being downloaded and whose size is known. */
export interface Arrival {
  readonly sizeBytes: number;
  /**
   * Resolves once so many bytes can be read; all of them, once the download has ended as it should. Rejects with a MediaError
   * if it fails.
   */
  reached(bytes: number): Promise<void>;
}

/** A file on the disk while it is written. */
export interface WritableFile {
  /** Bytes written so far. */
  readonly sizeBytes: number;
  /** Resolves once the system took all of them. One call at a time. */
  append(...chunks: readonly Uint8Array[]): Promise<void>;
  /**
   * The bytes from the beginning, as often and as many times at once as wanted. See `open` of {@link MediaFile}. `arrival`:
   * waits for those that are still to come, too.
   */
  read(arrival?: Arrival): AsyncIterable<Uint8Array>;
  /** Frees the disk space, unless the file is kept. May be called twice. */
  dispose(): Promise<void>;
}

/**
 * Makes the file that a download goes to. Called once the server has answered that a file follows. `sizeBytes`: its size if
 * the server told it, else the largest that is allowed. Resolves with `undefined` for a temporary file.
 */
export type CreateFile = (sizeBytes: number) => Promise<WritableFile | undefined>;

/** Downloads files, with limits on bytes, time and address. */
export interface MediaFetcher {
  /**
   * Rejects with a MediaError; the caller decides whether to retry. `filename` comes from the API and is not trusted.
   * `createFile`: default: a temporary file, which is gone when it is disposed of or the process ends.
   *
   * `onArriving`: called once with the file that the call will resolve with, as soon as its first bytes show that it is a media
   * file, if the server has told its size. To read it is to wait for the bytes that are still to come, and to get a MediaError
   * if they do not come.
   */
  fetch(request: {
    url: string;
    headers?: Readonly<Record<string, string>>;
    isOwnOrigin?: boolean;
    filename?: string;
    contentType?: string;
    maxBytes: number;
    signal?: AbortSignal;
    createFile?: CreateFile;
    onArriving?: (file: MediaFile) => void;
  }): Promise<MediaFile>;
  /** Aborts all downloads and closes all connections. Files that are already downloaded stay readable. */
  close(): Promise<void>;
}

/**
 * Makes a smaller copy of a video that is too large for a channel. Works on one at a time, in the order of the calls. A
 * repeated call with the same file and limit has the same result.
 */
export interface Transcoder {
  /**
   * Resolves with a new file of at most `maxBytes`: an MP4 with H.264 (yuv420p) and, if there was sound, AAC, playable while
   * it loads, and named like `file` but ending in `.mp4`. The caller disposes of both files.
   *
   * Resolves with `undefined` if there is no such copy: the file is no video, it cannot be made small enough at a watchable quality
   * (at least 150 kbit/s for a picture of at most 640 pixels on its longer side), it takes too long, too many others wait,
   * or the tool fails. Rejects only with the reason of an aborted `signal`. Nothing is left on the disk in either case.
   */
  shrink(request: {
    file: MediaFile;
    maxBytes: number;
    signal?: AbortSignal;
  }): Promise<MediaFile | undefined>;
}
