import type { Attachment } from "../../core/job/job.ts";
import { toLinkedFile } from "../../core/source/linked-file.ts";

/** Deeper than any model's output, and far from the depth at which a hostile one would exhaust the stack. */
const MAX_DEPTH = 10;

/**
 * The files of an output: all addresses in it, in order, each once. An output is a text, a list or an object, and texts in it
 * that are no address, such as a caption, are no files.
 */
export function toOutputFiles(output: unknown): Attachment[] {
  const files = textsIn(output, MAX_DEPTH).flatMap((text) => toLinkedFile(text) ?? []);
  return [...new Map(files.map((file) => [file.url, file])).values()];
}

function textsIn(value: unknown, depth: number): string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null || depth === 0) return [];
  return Object.values(value).flatMap((each) => textsIn(each, depth - 1));
}
