import { z } from "zod";
import type { Attachment } from "../../../core/job/job.ts";
import { toLinkedFile } from "../../../core/source/linked-file.ts";
import type { SourceDescription } from "../format/description.ts";

/** Far more files than any job has. */
const MAX_FILES = 100;

const text = z.string().min(1).optional().catch(undefined);
const count = z.number().nonnegative().optional().catch(undefined);
const pixels = z.number().positive().optional().catch(undefined);
const fileSchema = z.object({
  url: z.string(),
  filename: text,
  contentType: text,
  sizeBytes: count,
  width: pixels,
  height: pixels,
  isUnsafe: z.boolean().optional().catch(undefined),
});

/** Where files are, and which of them need a key. */
export interface FilePlace extends Pick<SourceDescription, "download"> {
  /** The origin that was asked. */
  readonly origin: string;
}

/**
 * The files that an expression has found: an address, an object with a `url`, or a list of either, each address once. An
 * address may be a path on the API's own origin.
 */
export function toAttachments(found: unknown, place: FilePlace): Attachment[] {
  const files = [found].flat(3).slice(0, MAX_FILES);
  const attachments = files.flatMap((each) => toAttachment(each, place) ?? []);
  return [...new Map(attachments.map((each) => [each.url, each])).values()];
}

function toAttachment(value: unknown, place: FilePlace): Attachment | undefined {
  const file = typeof value === "string" ? { url: value } : fileSchema.safeParse(value).data;
  if (!file) return undefined;
  const { url, ...facts } = file;
  const linked = toLinkedFile(/^\/[^/]/.test(url) ? `${place.origin}${url}` : url);
  const told = Object.entries(facts).filter(([, each]) => each !== undefined);
  return (
    linked && {
      ...linked,
      ...Object.fromEntries(told),
      ...(isPrivate(linked.url, place) && { isPrivate: true }),
    }
  );
}

/** Whether an address is not for people: it needs a key, or is on a server of one's own. */
function isPrivate(address: string, { origin, download }: FilePlace): boolean {
  const found = URL.parse(address)?.origin;
  if (found === origin) return download !== undefined || origin.startsWith("http:");
  return download?.origins.some((each) => each === found) === true;
}
