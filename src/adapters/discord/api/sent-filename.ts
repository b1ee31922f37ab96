import type { ResultFile } from "../../../core/ports/platform.ts";
import { cutText } from "../../../core/text.ts";

/** Discord covers an attachment whose name begins with this. */
const SPOILER_PREFIX = "SPOILER_";
/** Longest name of a `MediaFile`, which no prefix may exceed. */
const MAX_LENGTH = 100;
const EXTENSION = /\.[^.]*$/;

/** The name under which a file is sent. */
export function sentFilename({ file: { filename }, isSpoiler = false }: ResultFile): string {
  if (!isSpoiler) return filename;
  const extension = EXTENSION.exec(filename)?.[0] ?? "";
  const stem = filename.slice(0, filename.length - extension.length);
  const kept = cutText(stem, MAX_LENGTH - SPOILER_PREFIX.length - extension.length);
  return `${SPOILER_PREFIX}${kept}${extension}`;
}
