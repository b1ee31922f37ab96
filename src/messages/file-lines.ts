import { mayBeVideo, type Outcome } from "../core/job/outcome.ts";
import { line, link, time, type Block, type Span } from "../core/message.ts";
import type { PhraseKey, Speaker } from "./phrases.ts";
import { cleanLine, cutText } from "../core/text.ts";
import type { AttachedFile, LinkedFile, ResultFiles } from "./result-message.ts";

/** What a result says of its files that the platform's player does not: how many, which are copies, why one is a link. */
export function fileLines({ attached, links }: ResultFiles, speaker: Speaker): Block[] {
  const sizeBytes = attached.reduce((sum, file) => sum + file.sizeBytes, 0);
  const count = speaker.count("files", attached.length);
  return [
    ...(attached.length > 1 ? [line(`${count} · ${speaker.size(sizeBytes)}`)] : []),
    ...fileDetails({ attached, links }, speaker),
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

/** {@link fileLines} without how many they are. */
export const fileDetails = ({ attached, links }: ResultFiles, speaker: Speaker): Block[] => [
  ...attached.flatMap((file) => copyLine(file, speaker)),
  ...links.map((file) => linkLine(file, speaker)),
];

/** Dimensions and size of a result's only file, for the small print. */
export function onlyFileParts({ attached }: ResultFiles, speaker: Speaker): Span[][] {
  const [file, ...others] = attached;
  // Of a smaller copy they are the original's, and its size is told already.
  if (!file || others.length > 0 || file.originalBytes !== undefined) return [];
  const { width, height } = file.attachment;
  return [width && height ? [`${width} × ${height}`] : [], [speaker.size(file.sizeBytes)]];
}

function copyLine({ filename, sizeBytes, originalBytes }: AttachedFile, speaker: Speaker): Block[] {
  if (originalBytes === undefined) return [];
  const original = speaker.size(originalBytes);
  const told = speaker.text("result.smaller-copy", { size: speaker.size(sizeBytes), original });
  return [line(`📎 ${filename} · ${told}`)];
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
