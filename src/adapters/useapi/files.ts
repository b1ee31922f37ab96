import type { Attachment } from "../../core/job/job.ts";
import { toLinkExpiry } from "../../core/source/link-expiry.ts";
import { toLinkedFile } from "../../core/source/linked-file.ts";
import type { JobBody } from "./schema.ts";

/** The file at a link, with what the API says of it; `undefined` if it is no link. */
export function toFile(
  url: string | undefined,
  facts: Omit<Attachment, "url"> = {},
): Attachment | undefined {
  const file = toLinkedFile(url ?? "");
  const { filename = file?.filename, contentType = file?.contentType } = facts;
  return file && { ...facts, url: file.url, filename, contentType };
}

type Discord = Pick<NonNullable<JobBody["response"]>, "attachments" | "imageUx" | "videoUx">;

/**
 * The files of a job that runs on Discord. `imageUx` and `videoUx` have them a second time, one by one, on the host of
 * Midjourney, where their links name the account: they count only if Discord has no file, and are never shown.
 */
export function toDiscordFiles({ attachments = [], imageUx = [], videoUx = [] }: Discord = {}) {
  const files = attachments.map((each) => {
    const url = each.url || each.proxy_url;
    const { filename, content_type: contentType, size, width, height } = each;
    const sizeBytes = size !== undefined && size >= 0 ? size : undefined;
    const expiresAt = toLinkExpiry(url ?? "");
    return toFile(url, { filename, contentType, sizeBytes, width, height, expiresAt });
  });
  const twins = videoUx.length > 0 ? videoUx : imageUx;
  return files.some((file) => file)
    ? files
    : twins.map(({ url }) => toFile(url, { isPrivate: true }));
}

/** The types of Kling's works that are relayed: what the file is asked for as, and how it is named. */
const KLING_TYPES: Readonly<Record<string, { readonly fileType: string; readonly end: string }>> = {
  video: { fileType: "MP4", end: "mp4" },
  image: { fileType: "PNG", end: "png" },
};
const KLING_NAME = /^kling-(\d+)\.(mp4|png)$/;

/** The works of a Kling task. A name carries its work's id, by which the file without a watermark is asked for. */
export const toKlingFiles = ({ works = [] }: JobBody): (Attachment | undefined)[] =>
  works.map(({ workId, contentType = "video", resource }) => {
    const type = Object.hasOwn(KLING_TYPES, contentType) ? KLING_TYPES[contentType] : undefined;
    if (!type) return undefined;
    const { width, height } = resource ?? {};
    const filename = workId === undefined ? undefined : `kling-${workId}.${type.end}`;
    return toFile(resource?.resource, { filename, width, height });
  });

/** What Kling is asked for to get a file without its watermark; `undefined` if the file's name does not say. */
export function toKlingWork(
  filename: string | undefined,
): { readonly workId: string; readonly fileType: string } | undefined {
  const [, workId, end] = KLING_NAME.exec(filename ?? "") ?? [];
  const type = Object.values(KLING_TYPES).find((each) => each.end === end);
  return workId !== undefined && type ? { workId, fileType: type.fileType } : undefined;
}
