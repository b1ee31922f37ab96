import { MediaError } from "../../core/errors.ts";
import { HEAD_BYTES, detectMediaKind, type MediaKind } from "./media-kind.ts";
import type { WritableFile } from "../../core/ports/media.ts";

/**
 * Writes a body to a file, chunk by chunk: the next one is read once the last is on the disk. Resolves with what the bytes
 * are. Rejects with a MediaError as soon as enough of them show that it is no media file (a web page is refused after its
 * first lines), or if there are more than `maxBytes` or fewer than announced.
 */
export async function saveBody(
  body: AsyncIterable<Uint8Array>,
  file: WritableFile,
  limits: {
    readonly maxBytes: number;
    readonly announcedBytes: number | undefined;
    /** Called for each chunk. */
    readonly onProgress: () => void;
  },
): Promise<MediaKind> {
  const head = Buffer.alloc(HEAD_BYTES);
  let kind: MediaKind | undefined;
  for await (const chunk of body) {
    limits.onProgress();
    const before = file.sizeBytes;
    if (before + chunk.length > limits.maxBytes)
      throw new MediaError("too_large", `more than ${limits.maxBytes} bytes`);
    if (before < HEAD_BYTES) head.set(chunk.subarray(0, HEAD_BYTES - before), before);
    await file.append(chunk);
    if (file.sizeBytes >= HEAD_BYTES) kind ??= await mediaKindOf(head);
  }
  const { sizeBytes } = file;
  if (limits.announcedBytes !== undefined && sizeBytes < limits.announcedBytes)
    throw new MediaError("unavailable", `${sizeBytes} of ${limits.announcedBytes} bytes came`);
  return kind ?? mediaKindOf(head.subarray(0, sizeBytes));
}

async function mediaKindOf(head: Uint8Array): Promise<MediaKind> {
  const kind = head.length > 0 ? await detectMediaKind(head) : undefined;
  if (kind) return kind;
  const what = head.length > 0 ? "no video, picture or sound" : "empty";
  throw new MediaError("not_media", `the file is ${what}`);
}
