import type { KeyvSerializationAdapter } from "keyv";

/** The text that Keyv stores for `value`; `expires` is in Unix milliseconds. */
export const toText = (value: unknown, expires: number | undefined): string =>
  JSON.stringify({ value, expires });

/** The value in a text that {@link toText} or Keyv made; the text itself if neither did. */
export const fromText = (text: string): unknown => toValue(decode(text));

/** Whether a text that {@link toText} or Keyv made says that its value has expired. */
export function isExpired(text: string): boolean {
  const stored = decode(text);
  return isEnvelope(stored) && typeof stored.expires === "number" && stored.expires <= Date.now();
}

/** Converts Keyv's envelope, `{ value, expires }`, to text and back. */
export const serialization: KeyvSerializationAdapter = {
  stringify: (stored) => JSON.stringify(stored),
  // Never throws: Keyv gives up a whole iteration over one value that cannot be parsed.
  parse: decode as KeyvSerializationAdapter["parse"],
};

function decode(text: string): unknown {
  try {
    const stored: unknown = JSON.parse(text);
    if (isEnvelope(stored)) return stored;
  } catch {
    // Not JSON: the text itself becomes the value, which is not a record.
  }
  return { value: text };
}

const isEnvelope = (stored: unknown): stored is { value: unknown; expires?: unknown } =>
  typeof stored === "object" && stored !== null && "value" in stored;

/** The value that was given to Keyv. For something Keyv never wrote, such as a blob, a text that can be written back. */
export function toValue(stored: unknown): unknown {
  if (isEnvelope(stored)) return stored.value;
  return ArrayBuffer.isView(stored)
    ? Buffer.from(stored.buffer, stored.byteOffset, stored.byteLength).toString("base64")
    : String(stored);
}
