const ENTITIES: Readonly<Record<string, string>> = { "&amp;": "&", "&lt;": "<", "&gt;": ">" };
/** A mention, a link or a command of Slack's, with what stands for it after the bar. */
const MARKED = /<([@#!]?)([^<>|]*)(?:\|([^<>]*))?>/g;

/** Slack's three entities as the characters that they stand for. */
export const decodeEntities = (text: string): string =>
  text.replace(/&(?:amp|lt|gt);/g, (entity) => ENTITIES[entity] ?? entity);

/** A text as its author saw it: links by their labels, people and channels by their names, entities decoded. */
export const toPlainText = (text: string): string =>
  decodeEntities(text.replace(MARKED, showMarked));

function showMarked(...[, kind, target, label]: readonly string[]): string {
  const sign = kind === "!" ? "@" : (kind ?? "");
  const shown = label === undefined || label === "" ? (target ?? "") : label;
  return sign === "" || shown.startsWith(sign) ? shown : `${sign}${shown}`;
}
