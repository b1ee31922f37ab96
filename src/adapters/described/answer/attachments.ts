import { z } from "zod";
import type { Attachment } from "../../../core/job/job.ts";
import { toLinkedFile } from "../../../core/source/linked-file.ts";

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

/**
 * The files that an expression has found: an address, an object with a `url`, or a list of either, each address once. An
 * address may be a path on the API's own origin.
 */
export function toAttachments(found: unknown, origin: string): Attachment[] {
  const files = [found].flat(3).slice(0, MAX_FILES);
  const attachments = files.flatMap((each) => toAttachment(each, origin) ?? []);
  return [...new Map(attachments.map((each) => [each.url, each])).values()];
}

function toAttachment(value: unknown, origin: string): Attachment | undefined {
  const file = typeof value === "string" ? { url: value } : fileSchema.safeParse(value).data;
  if (!file) return undefined;
  const { url, ...facts } = file;
  const linked = toLinkedFile(/^\/[^/]/.test(url) ? `${origin}${url}` : url);
  const told = Object.entries(facts).filter(([, each]) => each !== undefined);
  return linked && { ...linked, ...Object.fromEntries(told) };
}
