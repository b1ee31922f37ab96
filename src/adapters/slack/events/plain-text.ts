const ENTITIES: Readonly<Record<string, string>> = { "&amp;": "&", "&lt;": "<", "&gt;": ">" };
/** A mention, link or command in Slack's markup, with its label after the bar. */
const MARKED = /<([@#!]?)([^<>|]*)(?:\|([^<>]*))?>/g;

/** Decodes Slack's three entities. */
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

/** As {@link toPlainText}, with the address of each web link in front of its label. */
export const toLinkedText = (text: string): string =>
  decodeEntities(text.replace(MARKED, showLinked));

function showLinked(...match: readonly string[]): string {
  const [, kind = "", target = ""] = match;
  const shown = showMarked(...match);
  const isLink = kind === "" && /^https?:\/\//i.test(target);
  return isLink && !target.endsWith(shown) ? `${target} ${shown}` : isLink ? target : shown;
}
