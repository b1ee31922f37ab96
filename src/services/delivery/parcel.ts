import type { Delivery } from "../../core/channel/channel-settings.ts";
import type { PlatformError } from "../../core/errors.ts";
import type { CollectedFile } from "./media/fetch-attachment.ts";
import type { LinkedFile, ResultFiles } from "../../messages/result-message.ts";

/** One message of a result as it is about to be sent; stepping down changes it. */
export interface Parcel {
  files: CollectedFile[];
  links: LinkedFile[];
  delivery: Delivery;
  withReply: boolean;
  /** Moderation refuses the text: only that the job is over can be said. */
  isBare: boolean;
}

/** What its text says of its files. */
export const toResultFiles = ({ files, links }: Parcel): ResultFiles => ({
  attached: files.map(({ file: { filename, sizeBytes }, attachment, originalBytes }) => ({
    filename,
    sizeBytes,
    attachment,
    originalBytes,
  })),
  links,
});

/** Changes the parcel into one that may pass where this one did not; false where there is none. */
export function stepDown(parcel: Parcel, error: PlatformError): boolean {
  switch (error.code) {
    case "too_large": {
      const largest = parcel.files.toSorted((a, b) => b.file.sizeBytes - a.file.sizeBytes)[0];
      if (!largest) return false;
      parcel.files = parcel.files.filter((each) => each !== largest);
      parcel.links.push({ attachment: largest.attachment, reason: "too-large" });
      return true;
    }
    case "file_refused":
    case "forbidden":
    case "rejected": {
      if (parcel.delivery !== "post") return toPost(parcel);
      if (parcel.files.length === 0) {
        if (error.code === "rejected") return dropReply(parcel);
        return error.code === "file_refused" && makeBare(parcel);
      }
      const refused = parcel.files.map(({ attachment }) => ({
        attachment,
        reason: "file-refused" as const,
      }));
      parcel.links.push(...refused);
      parcel.files = [];
      return true;
    }
    case "message_lost":
      return parcel.delivery === "post" ? dropReply(parcel) : toPost(parcel);
    case "channel_lost":
      return parcel.delivery === "thread" && toPost(parcel);
    default:
      return false;
  }
}

/** Goes on as a message of its own in the channel. */
function toPost(parcel: Parcel): true {
  parcel.delivery = "post";
  return true;
}

/** Leaves out all outside text; false where that was done. */
function makeBare(parcel: Parcel): boolean {
  const was = parcel.isBare;
  parcel.isBare = true;
  return !was;
}

/** Goes on without the reply; false where there was none. */
function dropReply(parcel: Parcel): boolean {
  const had = parcel.withReply;
  parcel.withReply = false;
  return had;
}
