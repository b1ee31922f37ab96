import { randomUUID } from "node:crypto";
import { constants } from "node:fs";
import { mkdir, open, unlink, type FileHandle } from "node:fs/promises";
import { join } from "node:path";
import { RelayError } from "../../core/errors.ts";
import type { Arrival, WritableFile } from "../../core/ports/media.ts";

/** Small enough for many files at once, large enough for efficient reads, and more than a socket takes before it has sent it. */
const READ_CHUNK_BYTES = 256 * 1024;

/**
 * Bytes on the disk under no name: the system frees them when the handle closes or the process ends, however it ends.
 */
export class TemporaryFile implements WritableFile {
  readonly #handle: FileHandle;
  #sizeBytes = 0;
  #disposed: Promise<void> | undefined;

  constructor(handle: FileHandle) {
    this.#handle = handle;
  }

  /** Bytes to read: those appended, or those last {@link measure}d. */
  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  /** The open file's number, to hand the file on to another process: it has no name to give. */
  get descriptor(): number {
    return this.#handle.fd;
  }

  /** Resolves with the size in bytes, after another process has written to it. */
  async measure(): Promise<number> {
    const { size } = await this.#handle.stat();
    this.#sizeBytes = size;
    return size;
  }

  /** Resolves once the system took all of them. One call at a time. */
  async append(...chunks: readonly Uint8Array[]): Promise<void> {
    let rest = chunks.filter(({ length }) => length > 0);
    // A write may take less than it was given, above all on a disk that is just filling up.
    while (rest.length > 0) {
      const { bytesWritten } = await this.#handle.writev(rest, this.#sizeBytes);
      this.#sizeBytes += bytesWritten;
      rest = skip(rest, bytesWritten);
    }
  }

  /** See WritableFile. Throws once disposed. */
  read(arrival?: Arrival): AsyncIterable<Uint8Array> {
    this.#assertOpen();
    return this.#chunks(arrival);
  }

  /** Frees the disk space. May be called twice. */
  dispose(): Promise<void> {
    this.#disposed ??= this.#handle.close();
    return this.#disposed;
  }

  /**
   * All chunks are in the same memory. With new memory for each, V8 would collect its whole heap after each 64 MB of uploads,
   * because it does not see that most of them are garbage already.
   */
  async *#chunks(arrival?: Arrival): AsyncGenerator<Uint8Array> {
    const { sizeBytes } = arrival ?? this;
    let buffer: Buffer | undefined;
    for (let position = 0; position < sizeBytes;) {
      buffer ??= Buffer.allocUnsafeSlow(Math.min(READ_CHUNK_BYTES, sizeBytes));
      const wantedBytes = Math.min(buffer.length, sizeBytes - position);
      // Not what has come so far: with such short chunks, one memory would not do, see below.
      await arrival?.reached(position + wantedBytes);
      this.#assertOpen();
      const { bytesRead } = await this.#handle.read(buffer, 0, wantedBytes, position);
      if (bytesRead === 0) throw new RelayError("media_lost", "the file ends too early");
      position += bytesRead;
      yield buffer.subarray(0, bytesRead);
      // A socket may take more before it has sent such a short chunk.
      if (bytesRead < buffer.length) buffer = undefined;
    }
  }

  #assertOpen(): void {
    if (this.#disposed) throw new RelayError("media_disposed", "the file was disposed of");
  }
}

/** What is left of chunks without their first bytes. */
function skip(chunks: readonly Uint8Array[], bytes: number): Uint8Array[] {
  let before = 0;
  return chunks.flatMap((chunk) => {
    const from = Math.max(bytes - before, 0);
    before += chunk.length;
    return from < chunk.length ? [chunk.subarray(from)] : [];
  });
}

/** Creates an empty file in `directory` (created if missing) that no other user can open and that leaves no trace. */
export async function createTemporaryFile(directory: string): Promise<TemporaryFile> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  // The reason does not matter: a real problem occurs again with the fallback.
  const handle = await openNameless(directory).catch(() => openUnlinked(directory));
  return new TemporaryFile(handle);
}

/**
 * Linux's O_TMPFILE, which Node does not name: a file that never has a name, so that no moment exists in which a kill
 * could leave one behind. Rejects if the system has no such files.
 */
export async function openNameless(directory: string): Promise<FileHandle> {
  if (process.platform !== "linux") throw new RelayError("no_nameless_files", "Linux only");
  // O_EXCL: nor can it be given a name later.
  const flags = constants.O_RDWR | constants.O_EXCL | constants.O_DIRECTORY | 0o20000000;
  return open(directory, flags, 0o600);
}

/** The fallback for other systems. A kill between the two steps leaves an empty file, never one with bytes in it. */
export async function openUnlinked(directory: string): Promise<FileHandle> {
  const path = join(directory, `pika-relay-${randomUUID()}`);
  // Exclusive: never through a link, and never an existing file that another user prepared in a shared directory.
  const flags = constants.O_RDWR | constants.O_CREAT | constants.O_EXCL;
  const handle = await open(path, flags, 0o600);
  try {
    await unlink(path);
  } catch (err) {
    await handle.close();
    throw err;
  }
  return handle;
}
