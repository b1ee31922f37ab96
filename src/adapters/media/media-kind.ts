import { fileTypeFromBuffer } from "file-type";

/** How many first bytes decide what a file is. */
export const HEAD_BYTES = 4100;

/** A kind of media file, by its bytes. */
export interface MediaKind {
  readonly contentType: string;
  /** Without the dot. */
  readonly extension: string;
}

/** The kind of a file by its first {@link HEAD_BYTES}; `undefined` if it is no video, picture or sound. */
export async function detectMediaKind(head: Uint8Array): Promise<MediaKind | undefined> {
  const found = await fileTypeFromBuffer(head).catch(() => undefined);
  if (!found || !/^(video|image|audio)\//.test(found.mime)) return undefined;
  // "audio/ogg; codecs=opus": the parameter is true but more than a platform's content type field wants.
  return { contentType: found.mime.replace(/;.*$/, ""), extension: found.ext };
}
