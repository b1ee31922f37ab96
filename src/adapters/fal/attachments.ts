import { z } from "zod";
import type { Attachment } from "../../core/job/job.ts";
import { textField } from "../../core/source/fields.ts";
import { markUnsafe } from "../../core/source/mark-unsafe.ts";
import { toLinkedFile } from "../../core/source/linked-file.ts";
import type { FalBody } from "./schema.ts";

/** An object or a list. */
type Node = Readonly<Record<string, unknown>>;

/**
 * Where results have their files. What is of a later kind than the first one found is a preview, a frame, a mask or a track
 * of it.
 */
const KINDS: readonly (readonly string[])[] = [
  ["video", "videos", "video_url", "video_urls"],
  ["image", "images", "image_url", "image_urls"],
  ["audio", "audios", "audio_file", "audio_url", "audio_urls"],
];
/** What repeats the request or tells about its run. */
const NOT_RESULTS: ReadonlySet<string> = new Set(["input", "inputs", "logs", "metrics", "timings"]);
/** How deep workflows nest the results of their steps, and how many nodes are looked at. */
const MAX_DEPTH = 5;
const MAX_NODES = 1_000;

const pixels = z.number().positive().optional().catch(undefined);
const fileSchema = z.object({
  url: z.string(),
  content_type: textField,
  file_name: textField,
  file_size: z.number().nonnegative().optional().catch(undefined),
  width: pixels,
  height: pixels,
});

/** The files of a result. Apps share no shape: the least deep level of the body that has files counts. */
export function toAttachments(body: FalBody): Attachment[] {
  let level: readonly Node[] = [body];
  for (let depth = 0; depth < MAX_DEPTH; depth += 1) {
    const files = filesOf(level);
    if (files.length > 0)
      return markUnsafe(files, body.has_nsfw_concepts ?? body.nsfw_content_detected);
    level = level.flatMap(childrenOf).slice(0, MAX_NODES);
  }
  return [];
}

function filesOf(nodes: readonly Node[]): Attachment[] {
  for (const names of KINDS) {
    const files = nodes.flatMap((node) => names.flatMap((name) => toFiles(node[name])));
    if (files.length > 0) return unique(files);
  }
  // A file under a name of the app's own (`model_mesh`) tells itself by what fal says about each.
  return unique(nodes.flatMap((node) => Object.values(node).filter(isDescribed).flatMap(toFiles)));
}

/** The files in the value of a field: one, or a list. */
const toFiles = (value: unknown): Attachment[] =>
  [value].flat().flatMap((each: unknown) => toFile(each) ?? []);

function toFile(value: unknown): Attachment | undefined {
  const file = fileSchema.safeParse(typeof value === "string" ? { url: value } : value).data;
  // A result may also carry the bytes themselves, as a `data:` URL.
  const linked = file && toLinkedFile(file.url);
  if (!linked) return undefined;
  const { file_name: filename, content_type: contentType, file_size: sizeBytes } = file;
  return {
    ...linked,
    ...(filename !== undefined && { filename }),
    ...(contentType !== undefined && { contentType }),
    sizeBytes,
    width: file.width,
    height: file.height,
  };
}

const isDescribed = (value: unknown): boolean =>
  isNode(value) && ["content_type", "file_name", "file_size"].some((name) => name in value);

const isNode = (value: unknown): value is Node => typeof value === "object" && value !== null;

const childrenOf = (node: Node): Node[] =>
  Object.entries(node).flatMap(([name, value]) =>
    isNode(value) && !NOT_RESULTS.has(name) ? [value] : [],
  );

const unique = (files: readonly Attachment[]): Attachment[] => [
  ...new Map(files.map((file) => [file.url, file])).values(),
];
