import { hasFiles, type Follow } from "../../../core/follow/follow.ts";
import type { KeptFiles } from "./kept-files.ts";

/** Whether a follow waits for files to be delivered. */
export const awaitsFiles = (follow: Follow): boolean =>
  follow.state === "settled" && hasFiles(follow);

/** The follow with what is kept of its files. The same object if that is noted already. */
export function noteKept(follow: Follow, kept: KeptFiles): Follow {
  const { outcome } = follow;
  if (!awaitsFiles(follow) || outcome?.kind !== "completed") return follow;
  let isNew = false;
  const attachments = outcome.attachments.map((attachment, index) => {
    const file = kept.find(kept.keyOf(follow, index));
    const { kept: before, ...others } = attachment;
    if (file?.sha256 === before?.sha256) return attachment;
    isNew = true;
    return file ? { ...others, kept: { sizeBytes: file.sizeBytes, sha256: file.sha256 } } : others;
  });
  return isNew ? { ...follow, outcome: { ...outcome, attachments } } : follow;
}
