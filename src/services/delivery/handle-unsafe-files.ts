import { mayAttachUnsafe, type UnsafeHandling } from "../../core/job/unsafe-policy.ts";
import type { Attachment } from "../../core/job/job.ts";
import type { LinkedFile } from "../../messages/result/result-files.ts";
import type { CollectedFile } from "./media/attachment-fetcher.ts";
import type { CollectedMedia } from "./media/media-collector.ts";

/** What of the collected files may be posted. */
export interface PostableFiles {
  readonly files: readonly CollectedFile[];
  readonly links: readonly LinkedFile[];
  /** How many unsafe files are neither attached nor linked. */
  readonly hiddenCount: number;
}

/**
 * The files that may be attached, and those that may be linked. Shown like any other, an unsafe file no longer counts as
 * unsafe.
 */
export function handleUnsafeFiles(
  { files, links }: Pick<CollectedMedia, "files" | "links">,
  handling: UnsafeHandling,
): PostableFiles {
  if (handling === "show")
    return { files: files.map(toSafe), links: links.map(toSafe), hiddenCount: 0 };
  const attached = mayAttachUnsafe(handling) ? files : files.filter(isSafe);
  const refused = files.filter((each) => !attached.includes(each));
  const all = [...links, ...refused.map(toLink)];
  const linked = handling === "hide" ? all.filter(isSafe) : all;
  return { files: attached, links: linked, hiddenCount: all.length - linked.length };
}

interface Attached {
  readonly attachment: Attachment;
}

const isSafe = ({ attachment }: Attached): boolean => attachment.isUnsafe !== true;

const toSafe = <T extends Attached>(each: T): T => ({
  ...each,
  attachment: { ...each.attachment, isUnsafe: false },
});

const toLink = ({ attachment }: CollectedFile): LinkedFile => ({ attachment, reason: "unsafe" });
