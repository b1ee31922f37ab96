import type { Attachment } from "../job/job.ts";
import { decodePart } from "./pasted-text.ts";

/** The kinds of files whose extension is told from a video's, so that a picture is not announced as a video. */
const CONTENT_TYPES: Readonly<Record<string, string>> = {
  avif: "image/avif",
  gif: "image/gif",
  jpeg: "image/jpeg",
  jpg: "image/jpeg",
  png: "image/png",
  webp: "image/webp",
  mov: "video/quicktime",
  mp4: "video/mp4",
  webm: "video/webm",
  flac: "audio/flac",
  mp3: "audio/mpeg",
  ogg: "audio/ogg",
  wav: "audio/wav",
};

/**
 * The file that a text is the address of, for APIs that say no more about a file: its name is the last part of the address.
 * `undefined` if the text is no http(s) URL, or has no path.
 */
export function toLinkedFile(text: string): Attachment | undefined {
  const url = /^https?:\/\/\S+$/i.test(text) ? URL.parse(text) : null;
  if (!url || url.pathname === "/") return undefined;
  const last = decodePart(url.pathname.split("/").at(-1) ?? "") ?? "";
  const extension = /\.([a-z\d]{2,5})$/i.exec(last)?.[1]?.toLowerCase();
  const contentType = extension === undefined ? undefined : CONTENT_TYPES[extension];
  return {
    url: text,
    ...(extension !== undefined && { filename: last }),
    ...(contentType !== undefined && { contentType }),
  };
}
