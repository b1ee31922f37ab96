import type { Delivery } from "../../core/channel/channel-settings.ts";
import type { PlatformError } from "../../core/errors.ts";
import type { CollectedFile } from "./media/attachment-fetcher.ts";
import type { LinkedFile, ResultFiles } from "../../messages/result-files.ts";

/** One message of a result as it is about to be sent; stepping down changes it. */
export interface ResultDraft {
  files: CollectedFile[];
  links: LinkedFile[];
  delivery: Delivery;
  withReply: boolean;
  /** Moderation refuses the text: only that the job is over can be said. */
  isBare: boolean;
}

/** What its text says of its files. */
export const toResultFiles = ({ files, links }: ResultDraft): ResultFiles => ({
  attached: files.map(({ file: { filename, sizeBytes }, attachment, originalBytes }) => ({
    filename,
    sizeBytes,
    attachment,
    originalBytes,
  })),
  links,
});

/** Changes the draft into one that may pass where this one did not; false where there is none. */
export function stepDown(draft: ResultDraft, error: PlatformError): boolean {
  switch (error.code) {
    case "too_large": {
      const largest = draft.files.toSorted((a, b) => b.file.sizeBytes - a.file.sizeBytes)[0];
      if (!largest) return false;
      draft.files = draft.files.filter((each) => each !== largest);
      draft.links.push({ attachment: largest.attachment, reason: "too-large" });
      return true;
    }
    case "file_refused":
    case "forbidden":
    case "rejected": {
      if (draft.delivery !== "post") return toPost(draft);
      if (draft.files.length === 0) {
        if (error.code === "rejected") return dropReply(draft);
        return error.code === "file_refused" && makeBare(draft);
      }
      const refused = draft.files.map(({ attachment }) => ({
        attachment,
        reason: "file-refused" as const,
      }));
      draft.links.push(...refused);
      draft.files = [];
      return true;
    }
    case "message_lost":
      return draft.delivery === "post" ? dropReply(draft) : toPost(draft);
    case "channel_lost":
      return draft.delivery === "thread" && toPost(draft);
    default:
      return false;
  }
}

/** Goes on as a message of its own in the channel. */
function toPost(draft: ResultDraft): true {
  draft.delivery = "post";
  return true;
}

/** Leaves out all outside text; false where that was done. */
function makeBare(draft: ResultDraft): boolean {
  const was = draft.isBare;
  draft.isBare = true;
  return !was;
}

/** Goes on without the reply; false where there was none. */
function dropReply(draft: ResultDraft): boolean {
  const had = draft.withReply;
  draft.withReply = false;
  return had;
}
