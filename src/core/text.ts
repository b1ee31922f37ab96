// Control characters but tab and line feed; bidirectional marks, embeddings, overrides and isolates (Unicode UAX #9).
const UNSAFE =
  // oxlint-disable-next-line no-control-regex -- removing control characters is the purpose
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g;

/** Makes text from outside safe to show: removes control and bidi characters, normalises line breaks, repairs lone surrogates. */
export function cleanText(text: string): string {
  return text
    .toWellFormed()
    .replace(/\r\n?|[\u2028\u2029\u0085]/g, "\n")
    .replace(UNSAFE, "");
}

/** {@link cleanText} on a single line. */
export function cleanLine(text: string): string {
  return cleanText(text).replace(/\s+/g, " ").trim();
}

const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

/**
 * The longest beginning of `text` within `maxUnits` UTF-16 units that splits no character as a reader sees it. A
 * single cluster longer than the limit is cut between code points.
 */
export function cutText(text: string, maxUnits: number): string {
  if (text.length <= maxUnits) return text;
  if (maxUnits <= 0) return "";
  // Clusters are short: a small margin past the limit is enough to find the last boundary before it.
  const window = text.slice(0, maxUnits + 64);
  // Does not iterate over all clusters: fitting one long message cuts it a dozen times.
  const end = graphemes.segment(window).containing(maxUnits)?.index ?? 0;
  if (end > 0) return text.slice(0, end);
  let cut = "";
  for (const point of window) {
    if (cut.length + point.length > maxUnits) break;
    cut += point;
  }
  return cut;
}
