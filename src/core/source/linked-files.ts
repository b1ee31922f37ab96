import type { Attachment } from "../job/job.ts";
import { toLinkedFile } from "./linked-file.ts";

/** Deeper than any output, and far from the depth at which a hostile one would exhaust the stack. */
const MAX_DEPTH = 10;
/** Far more texts than any output has. */
const MAX_TEXTS = 1_000;

/**
 * The files that a value of an answer names: all addresses in it, in order, each once. It may be a text, a list or an object;
 * texts in it that are no address, such as a caption, are no files.
 */
export function toLinkedFiles(value: unknown): Attachment[] {
  const files = textsIn(value, MAX_DEPTH)
    .slice(0, MAX_TEXTS)
    .flatMap((text) => toLinkedFile(text) ?? []);
  return [...new Map(files.map((file) => [file.url, file])).values()];
}

function textsIn(value: unknown, depth: number): string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null || depth === 0) return [];
  return Object.values(value).flatMap((each) => textsIn(each, depth - 1));
}
