import { toText } from "../../core/source/texts.ts";

/** A path on the server, down to its last folder: `/home/ana/ComfyUI/` or `C:\ComfyUI\`. No URL, and no end of a tag. */
const FOLDERS = /(?<![\w.:/<])\/(?:[^\s/'"<>|:]+\/)+|(?<!\w)[a-z]:\\(?:[^\s\\'"<>|:]+\\)*/gi;

/** Why a job failed. */
export interface FailureBody {
  readonly message: string | undefined;
  /** The kind of error. */
  readonly kind: string | undefined;
  /** The kind of node that failed. */
  readonly node: string | undefined;
}

/** A failure in ComfyUI's own words, without the folders of its server. */
export function toFailure({ message, kind, node }: FailureBody): {
  error: string | undefined;
  errorDetails: string | undefined;
} {
  const details = [kind, node && `in ${node}`].filter(Boolean).join(" ");
  return { error: toText(withoutFolders(message?.trim())), errorDetails: toText(details) };
}

const withoutFolders = (text: string | undefined): string | undefined =>
  text?.replace(FOLDERS, "…/");
