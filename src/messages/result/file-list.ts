import { mayBeVideo, type Outcome } from "../../core/job/outcome.ts";
import { PLATFORM_FACTS } from "../../core/channel/platform-facts.ts";
import type { Follow } from "../../core/follow/follow.ts";
import { UNSAFE_VARIABLE } from "../../core/job/unsafe-policy.ts";
import {
  code,
  line,
  link,
  linkWithoutPreview,
  time,
  type Block,
  type Span,
} from "../../core/message.ts";
import type { MessageKey, Translator } from "../translator.ts";
import { cleanLine, cutText } from "../../core/text.ts";
import type { AttachedFile, LinkedFile, ResultFiles } from "./result-files.ts";

/** How the files of a result are described. */
interface FileRendering {
  readonly follow: Pick<Follow, "sourceName" | "channel">;
  readonly translator: Translator;
}

/** What the platform's player does not show about the files: how many there are, which are copies, why one is a link. */
export function renderFileList(files: ResultFiles, rendering: FileRendering): Block[] {
  const { attached } = files;
  const { translator } = rendering;
  const sizeBytes = attached.reduce((sum, file) => sum + file.sizeBytes, 0);
  const count = translator.count("files", attached.length);
  return [
    ...(attached.length > 1 ? [line(`${count} · ${translator.size(sizeBytes)}`)] : []),
    ...renderFileDetails(files, rendering),
  ];
}

/**
 * A line that says that the job has more files than are posted; nothing if every video is posted. Videos come first, so
 * if any other file is posted, every video is.
 */
export function renderMoreFiles(
  { attachments, fileCount }: Extract<Outcome, { kind: "completed" }>,
  translator: Translator,
): Block[] {
  const videos = attachments.filter(mayBeVideo).length;
  if (fileCount === undefined || (videos > 0 && videos < attachments.length)) return [];
  const values = { count: String(fileCount), kept: String(attachments.length) };
  return [line(...translator.spans("result.more-files", values))];
}

/** {@link renderFileList} without their number. */
export const renderFileDetails = (files: ResultFiles, rendering: FileRendering): Block[] => [
  ...files.attached.flatMap((file) => copyLine(file, rendering.translator)),
  ...files.links.map((file) => linkLine(file, rendering)),
  ...unsafeLines(files, rendering),
];

const isUnsafe = ({ attachment }: AttachedFile | LinkedFile): boolean =>
  attachment.isUnsafe === true;

/** Which files are behind a spoiler, which links show an unsafe file, and how many files are not shown at all. */
function unsafeLines(
  { attached, links, hiddenCount = 0 }: ResultFiles,
  { follow: { sourceName: source }, translator }: FileRendering,
): Block[] {
  const variable = code(UNSAFE_VARIABLE);
  // The line of a file that is linked for this reason says so itself, and a private file has no link.
  const marked = links.filter(
    (each) => each.reason !== "unsafe" && isUnsafe(each) && each.attachment.isPrivate !== true,
  );
  const say = (key: "unsafe.spoiler" | "unsafe.linked" | "unsafe.hidden", n: number): Block[] => {
    const files = translator.count("files", n);
    return n === 0 ? [] : [line(...translator.spans(key, { files, source, variable }))];
  };
  return [
    ...say("unsafe.spoiler", attached.filter(isUnsafe).length),
    ...say("unsafe.linked", marked.length),
    ...say("unsafe.hidden", hiddenCount),
  ];
}

/** Dimensions and size of a result's only file, for the small print. */
export function onlyFileParts({ attached }: ResultFiles, translator: Translator): Span[][] {
  const [file, ...others] = attached;
  // A smaller copy has the original's dimensions, and its size is in the file list.
  if (!file || others.length > 0 || file.originalBytes !== undefined) return [];
  const { width, height } = file.attachment;
  return [width && height ? [`${width} × ${height}`] : [], [translator.size(file.sizeBytes)]];
}

function copyLine(
  { filename, sizeBytes, originalBytes }: AttachedFile,
  translator: Translator,
): Block[] {
  if (originalBytes === undefined) return [];
  const original = translator.size(originalBytes);
  const told = translator.text("result.smaller-copy", {
    size: translator.size(sizeBytes),
    original,
  });
  return [line(`📎 ${filename} · ${told}`)];
}

function linkLine(linked: LinkedFile, rendering: FileRendering): Block {
  const { translator } = rendering;
  const { url, filename, sizeBytes, expiresAt } = linked.attachment;
  const { isPrivate = false } = linked.attachment;
  const name = cutText(cleanLine(filename ?? ""), 100) || translator.text("link.file");
  const toLink = isUnsafe(linked) ? linkWithoutPreview : link;
  const to: Span = isPrivate ? name : toLink(url, name);
  const file =
    sizeBytes === undefined
      ? to
      : translator.spans("link.sized", { file: to, size: translator.size(sizeBytes) });
  const reason = reasonText(linked, rendering);
  // The reason already says that it expired.
  return isPrivate || expiresAt === undefined || linked.reason === "expired"
    ? line(...translator.spans("link.line", { file, reason }))
    : line(
        ...translator.spans("link.line-until", {
          file,
          reason,
          when: time(expiresAt, "date-time"),
        }),
      );
}

function reasonText(linked: LinkedFile, { follow, translator }: FileRendering): string {
  const source = follow.sourceName;
  switch (linked.reason) {
    case "expired":
      return translator.text("link.expired", { source });
    case "unsafe": {
      const { name: platform } = PLATFORM_FACTS[follow.channel.platform];
      const key = linked.attachment.isPrivate === true ? "link.unsafe-private" : "link.unsafe";
      return translator.text(key, { source, platform });
    }
    case "too-large":
      return linked.limitBytes === undefined
        ? translator.text("link.too-large")
        : translator.text("link.too-large-for", { size: translator.size(linked.limitBytes) });
    default:
      return translator.text(REASONS[linked.reason]);
  }
}

const REASONS = {
  unreachable: "link.unreachable",
  "not-media": "link.not-media",
  "address-refused": "link.address-refused",
  "file-refused": "link.file-refused",
} as const satisfies Readonly<Record<string, MessageKey>>;
