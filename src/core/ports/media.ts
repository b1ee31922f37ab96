/** A downloaded file. Its bytes are on disk, never whole in memory. */
export interface MediaFile {
  /** Safe to show and to send: no path, no control characters, at most 100 characters, an extension. */
  readonly filename: string;
  /** By the bytes themselves. */
  readonly contentType: string;
  readonly sizeBytes: number;
  /** The bytes from the beginning; may be called again, for a retry. */
  open(): AsyncIterable<Uint8Array>;
  /** Frees the disk. May be called twice. */
  dispose(): Promise<void>;
}

/** Brings files here, bounded in bytes, time and address. */
export interface MediaFetcher {
  /** Rejects with a MediaError; retrying is the caller's decision. `filename` is the API's, not trusted. */
  fetch(request: {
    url: string;
    filename?: string;
    contentType?: string;
    maxBytes: number;
    signal?: AbortSignal;
  }): Promise<MediaFile>;
  /** Breaks off what is under way and closes all connections. Files already here stay readable. */
  close(): Promise<void>;
}

/**
 * Makes a smaller copy of a video that is too large for a channel. One at a time, in the order they were asked for; the
 * caller may ask again, but the same file with the same limit comes out the same.
 */
export interface Transcoder {
  /**
   * Resolves with a new file of at most `maxBytes`: MP4 with H.264 (yuv420p) and, where there was sound, AAC, playable while
   * it loads, its name that of `file` ending in `.mp4`. The caller disposes of it, and of `file` as before.
   *
   * `undefined` if there is no such copy: the file is no video, it cannot be made small enough at a watchable quality
   * (at least 150 kbit/s for a picture of at most 640 pixels on its longer side), it takes too long, too many others wait,
   * or the tool fails. Rejects only with the reason of an aborted `signal`. Nothing is left on the disk in either case.
   */
  shrink(request: {
    file: MediaFile;
    maxBytes: number;
    signal?: AbortSignal;
  }): Promise<MediaFile | undefined>;
}
