import { cutText } from "../../core/text.ts";
import type { MediaKind } from "./media-kind.ts";

/** Maximum length of a filename, in UTF-16 units. */
export const MAX_FILENAME_LENGTH = 100;
/** Only the end of a longer name is read. */
const MAX_CONSIDERED = 4_000;

// Control, format (bidi marks among them), private and line-separating characters; the joiners belong to words and emoji.
const INVISIBLE = /[[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]--[\u200c\u200d]]/gv;
// Characters that Windows forbids, and quotes, which could end a quoted header value.
const FORBIDDEN = /[<>:"'`|?*]/g;
/** Device names of Windows: a file with such a name and any extension cannot be saved there. */
const DEVICE = /^(con|prn|aux|nul|conin\$|conout\$|com[\d¹²³]|lpt[\d¹²³])(?=$|[. ])/iu;
/** An extension needs a letter, else "version 1.5" would lose its number. */
const EXTENSION = /\.(?=[a-z\d]*[a-z])[a-z\d]{1,8}$/i;

/** Other extensions that tell the truth about a file, by the one its bytes suggest. */
const SYNONYMS: Readonly<Record<string, readonly string[]>> = {
  mp4: ["m4v"],
  m4v: ["mp4"],
  f4v: ["mp4"],
  mov: ["qt"],
  mpg: ["mpeg"],
  mts: ["ts", "m2ts"],
  jpg: ["jpeg"],
  apng: ["png"],
  tif: ["tiff"],
  heic: ["heif"],
  aif: ["aiff"],
  mid: ["midi"],
  oga: ["ogg"],
  ogv: ["ogg"],
  opus: ["ogg"],
};

/**
 * The API's filename, safe to show, to put into a header and to save on any system: no path, no invisible or reserved
 * characters, an extension that fits the bytes. Falls back to a name such as `video.mp4` if nothing is left.
 */
export function toSafeFilename(name: string | undefined, kind: MediaKind): string {
  const visible = (name ?? "")
    // The end, because the extension is there. So nothing below has to handle a name of megabytes.
    .slice(-MAX_CONSIDERED)
    .toWellFormed()
    .replaceAll("\ufffd", "")
    .replace(/\s/g, " ")
    .replace(INVISIBLE, "")
    .replace(/ +/g, " ");
  const segment = visible.split(/[/\\]/).findLast((part) => trimEdges(part) !== "") ?? "";
  const { stem, extension } = splitExtension(segment.replace(FORBIDDEN, "_"), kind);
  const named = DEVICE.test(stem) ? `_${stem}` : stem;
  const cut = trimEdges(cutText(named, MAX_FILENAME_LENGTH - extension.length - 1));
  // A name without a letter, digit or symbol ("___") says nothing.
  const usable = /[\p{L}\p{N}\p{So}]/u.test(cut);
  return `${usable ? cut : kind.contentType.replace(/\/.*$/, "")}.${extension}`;
}

function splitExtension(name: string, kind: MediaKind): { stem: string; extension: string } {
  const found = EXTENSION.exec(name.replace(/[. ]+$/, ""));
  if (!found) return { stem: trimEdges(name), extension: kind.extension };
  const claimed = found[0].slice(1).toLowerCase();
  const truthful = claimed === kind.extension || SYNONYMS[kind.extension]?.includes(claimed);
  return {
    stem: trimEdges(name.slice(0, found.index)),
    extension: truthful ? claimed : kind.extension,
  };
}

/** Without dots and spaces around: a leading dot hides a file, Windows drops trailing ones. */
const trimEdges = (text: string): string => text.replace(/^[. ]+|[. ]+$/g, "");
