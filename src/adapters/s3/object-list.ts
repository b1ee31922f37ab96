/** An object in a bucket. */
interface ListedObject {
  readonly name: string;
  readonly sizeBytes: number;
  /** In Unix milliseconds. */
  readonly modifiedAt: number;
}

/** One page of a list of objects. */
export interface ObjectPage {
  readonly objects: readonly ListedObject[];
  /** Asks for the next page. `undefined` if this is the last one. */
  readonly next: string | undefined;
}

/**
 * Parses an answer to ListObjectsV2. Leaves out what it does not understand. Only names without characters that XML escapes
 * are of interest, so the answer needs no parser of XML; the token of the next page is the one text that may contain them.
 */
export function parseObjectPage(xml: string): ObjectPage {
  const [, ...parts] = xml.split("<Contents>");
  const objects = parts.flatMap((part) => {
    const [object = ""] = part.split("</Contents>");
    const name = textOf(object, "Key");
    const sizeBytes = Number(textOf(object, "Size"));
    const modifiedAt = Date.parse(textOf(object, "LastModified") ?? "");
    const isUnderstood = name !== undefined && Number.isSafeInteger(sizeBytes) && modifiedAt >= 0;
    return isUnderstood ? [{ name, sizeBytes, modifiedAt }] : [];
  });
  const isLast = textOf(xml, "IsTruncated") !== "true";
  return { objects, next: isLast ? undefined : textOf(xml, "NextContinuationToken") };
}

const ENTITIES: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
};

/** The text of the first element with a name. */
export function textOf(xml: string, element: string): string | undefined {
  const [, text] = new RegExp(`<${element}>([^<]*)</${element}>`).exec(xml) ?? [];
  return text
    ?.trim()
    .replaceAll(/&(#x?)?(\w+);/gi, (entity, number: string | undefined, name: string) => {
      if (number === undefined) return ENTITIES[name] ?? entity;
      const code = Number.parseInt(name, number === "#" ? 10 : 16);
      return code <= 0x10_ff_ff ? String.fromCodePoint(code) : entity;
    });
}
