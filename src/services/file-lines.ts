import { mayBeVideo, type Outcome } from "../core/outcome.ts";
import { line, link, time, type Block, type Span } from "../core/message.ts";
import type { PhraseKey, Speaker } from "../core/phrases.ts";
import { cleanLine, cutText } from "../core/text.ts";
import type { AttachedFile, LinkedFile, ResultFiles } from "./result-message.ts";

/** A line for each file of a result: how large it is, or why it is a link. */
export function fileLines({ attached, links }: ResultFiles, speaker: Speaker): Block[] {
  return [
    ...attached.map((file) => attachedLine(file, speaker)),
    ...links.map((file) => linkLine(file, speaker)),
  ];
}

/** That the job has more files than are posted; where only its videos are, none of them stays away. */
export function moreFilesLine(
  { attachments, fileCount }: Extract<Outcome, { kind: "completed" }>,
  speaker: Speaker,
): Block[] {
  const videos = attachments.filter(mayBeVideo).length;
  if (fileCount === undefined || (videos > 0 && videos < attachments.length)) return [];
  const values = { count: String(fileCount), kept: String(attachments.length) };
  return [line(...speaker.say("result.more-files", values))];
}

function attachedLine(file: AttachedFile, speaker: Speaker): Block {
  const { filename, sizeBytes, originalBytes } = file;
  const { width, height } = file.attachment;
  const size = speaker.size(sizeBytes);
  const told =
    originalBytes === undefined
      ? size
      : speaker.text("result.smaller-copy", { size, original: speaker.size(originalBytes) });
  // The dimensions are the original's.
  const hasDimensions = width && height && originalBytes === undefined;
  const dimensions = hasDimensions ? ` · ${width} × ${height}` : "";
  return line(`📎 ${filename} · ${told}${dimensions}`);
}

function linkLine(linked: LinkedFile, speaker: Speaker): Block {
  const { url, filename, sizeBytes, expiresAt } = linked.attachment;
  const name = cutText(cleanLine(filename ?? ""), 100) || speaker.text("link.file");
  const to: Span = link(url, name);
  const file =
    sizeBytes === undefined
      ? to
      : speaker.say("link.sized", { file: to, size: speaker.size(sizeBytes) });
  const reason = reasonText(linked, speaker);
  // Of an expired link it is said already.
  return expiresAt === undefined || linked.reason === "expired"
    ? line(...speaker.say("link.line", { file, reason }))
    : line(...speaker.say("link.line-until", { file, reason, when: time(expiresAt, "date-time") }));
}

function reasonText(linked: LinkedFile, speaker: Speaker): string {
  if (linked.reason !== "too-large") return speaker.text(REASONS[linked.reason]);
  return linked.limitBytes === undefined
    ? speaker.text("link.too-large")
    : speaker.text("link.too-large-for", { size: speaker.size(linked.limitBytes) });
}

const REASONS = {
  expired: "link.expired",
  unreachable: "link.unreachable",
  "not-media": "link.not-media",
  "address-refused": "link.address-refused",
  "file-refused": "link.file-refused",
} as const satisfies Readonly<Record<string, PhraseKey>>;
