/** The id behind a source's name and a colon (`fal:…`), if the text begins with it, in upper or lower case. */
export function afterPrefix(text: string, name: string): string | undefined {
  const prefix = `${name}:`;
  return text.toLowerCase().startsWith(prefix) && text.length > prefix.length
    ? text.slice(prefix.length)
    : undefined;
}

/** An http(s) URL in a text, up to white space, a quote, an angle bracket or a backslash. Slack's clients make curly quotes. */
const URL_IN_TEXT = /https?:\/\/[^\s"'`“”‘’<>\\]+/gi;
/** Signs that a sentence puts behind a link. An attempt begins only where such signs begin, so the time stays linear. */
const SIGNS_BEHIND = /(?<![.,;:!?)\]])[.,;:!?)\]]+$/;

/** The http(s) URLs in a text, such as a link or a line of `curl`. Signs that a sentence puts behind a link are left out. */
export const urlsIn = (text: string): URL[] =>
  (text.match(URL_IN_TEXT) ?? []).flatMap((found) => {
    const url = URL.parse(found.replace(SIGNS_BEHIND, ""));
    return url ? [url] : [];
  });

/** The part of a URL's path, decoded; `undefined` if it is no valid encoding. */
export function decodePart(part: string): string | undefined {
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined;
  }
}

/** The lower-case hexadecimal form of a UUID. */
export const UUID = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i;
