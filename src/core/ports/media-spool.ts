import type { MediaFile, WritableFile } from "./media.ts";

/** A file that is kept on the disk across restarts. */
export interface KeptFile {
  /** Says which file of which job it is. */
  readonly key: string;
  readonly sizeBytes: number;
  /** Of its bytes, in hexadecimal digits. */
  readonly sha256: string;
  /** When it was last written or read, in Unix milliseconds. */
  readonly usedAt: number;
}

/** A file that is kept once it is whole. Until then a restart deletes it. */
export interface UnfinishedFile extends WritableFile {
  /** Keeps the bytes written so far under its key. Rejects if the disk does not take it. */
  keep(): Promise<KeptFile>;
}

/** The directory in which files are kept across restarts. A key consists of letters, digits, `-` and `_`. */
export interface MediaSpool {
  /** Deletes unfinished files and resolves with the others. Rejects if the directory cannot be read. */
  list(): Promise<readonly KeptFile[]>;
  /** Begins a file. Rejects if the disk does not take it. */
  create(key: string): Promise<UnfinishedFile>;
  /**
   * Opens a kept file. Its name becomes that of `filename`, which is not trusted, made safe. Resolves with `undefined` if its
   * bytes are not there any more, or are not the same; then it is deleted. Rejects if it cannot be read now. The caller
   * disposes of the result, which deletes nothing.
   */
  open(file: KeptFile, filename?: string): Promise<MediaFile | undefined>;
  /** Resolves with the bytes that its disk has room for, or with `Infinity` if that is not known. */
  freeBytes(): Promise<number>;
  /** Deletes a kept file. Does nothing if it is not there. Rejects if the disk does not delete it. */
  remove(file: KeptFile): Promise<void>;
}
