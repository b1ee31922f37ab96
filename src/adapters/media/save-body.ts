import { Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { callbackify } from "node:util";
import { MediaError } from "../../core/errors.ts";
import { HEAD_BYTES, detectMediaKind, type MediaKind } from "./media-kind.ts";
import type { WritableFile } from "../../core/ports/media.ts";

/** Bytes that may wait while others are written. They are written together then. */
const MAX_WAITING_BYTES = 256 * 1024;

/** What a body may be. */
export interface BodyLimits {
  readonly maxBytes: number;
  readonly announcedBytes: number | undefined;
  /** Called whenever bytes have come. */
  readonly onProgress: () => void;
  /** Called whenever bytes are in the file and it is known what they are. */
  readonly onSaved?: (kind: MediaKind) => void;
}

/**
 * Writes a body to a file as fast as the disk takes it. Takes over the memory of its chunks. Resolves with what the bytes
 * are. Rejects with a MediaError as soon as enough of them show that it is no media file (a web page is refused after its
 * first lines), or if there are more than `maxBytes` or fewer than announced.
 */
export async function saveBody(
  body: AsyncIterable<Uint8Array>,
  file: WritableFile,
  { maxBytes, announcedBytes, onProgress, onSaved }: BodyLimits,
): Promise<MediaKind> {
  const head = Buffer.alloc(HEAD_BYTES);
  let kind: MediaKind | undefined;
  const save = async (chunks: readonly Uint8Array[]): Promise<void> => {
    onProgress();
    let comeBytes = file.sizeBytes;
    for (const chunk of chunks) {
      if (comeBytes < HEAD_BYTES) head.set(chunk.subarray(0, HEAD_BYTES - comeBytes), comeBytes);
      comeBytes += chunk.length;
    }
    if (comeBytes > maxBytes) throw new MediaError("too_large", `more than ${maxBytes} bytes`);
    await file.append(...chunks);
    for (const chunk of chunks) freeBytes(chunk);
    if (comeBytes >= HEAD_BYTES) kind ??= await mediaKindOf(head);
    if (kind) onSaved?.(kind);
  };
  let saving: Promise<void> | undefined;
  const saveAll = async (waiting: readonly { readonly chunk: Uint8Array }[]): Promise<void> => {
    saving = save(waiting.map(({ chunk }) => chunk));
    await saving;
  };
  const sink = new Writable({
    highWaterMark: MAX_WAITING_BYTES,
    writev: callbackify(saveAll),
  });
  try {
    // Not `for await`, which would copy chunks that have come meanwhile into a larger one.
    await pipeline(body, sink);
  } finally {
    await saving?.catch(() => {});
  }
  const { sizeBytes } = file;
  if (announcedBytes !== undefined && sizeBytes < announcedBytes)
    throw new MediaError("unavailable", `${sizeBytes} of ${announcedBytes} bytes came`);
  return kind ?? mediaKindOf(head.subarray(0, sizeBytes));
}

async function mediaKindOf(head: Uint8Array): Promise<MediaKind> {
  const kind = head.length > 0 ? await detectMediaKind(head) : undefined;
  if (kind) return kind;
  const what = head.length > 0 ? "no video, picture or sound" : "empty";
  throw new MediaError("not_media", `the file is ${what}`);
}

/**
 * Frees memory now. Otherwise V8 collects its whole heap after each 64 MB of downloads, because it does not see that they
 * are garbage already. Leaves memory alone of which there may be other views.
 */
function freeBytes({ buffer, byteLength }: Uint8Array): void {
  if (buffer instanceof ArrayBuffer && byteLength === buffer.byteLength) buffer.transfer(0);
}
