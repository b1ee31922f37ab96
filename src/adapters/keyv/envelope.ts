import type { KeyvSerializationAdapter } from "keyv";

/** The text that Keyv stores for `value`; `expires` is in Unix milliseconds. */
export const toText = (value: unknown, expires: number | undefined): string =>
  JSON.stringify({ value, expires });

/** What is in a text that {@link toText} or Keyv made. If neither did, the value is the text itself. */
export function fromText(text: string): { readonly value: unknown; readonly isExpired: boolean } {
  const { value, expires } = decode(text);
  return { value, isExpired: typeof expires === "number" && expires <= Date.now() };
}

/** Converts Keyv's envelope, `{ value, expires }`, to text and back. */
export const serialization: KeyvSerializationAdapter = {
  stringify: (stored) => JSON.stringify(stored),
  // Never throws: Keyv gives up a whole iteration over one value that cannot be parsed.
  parse: decode as KeyvSerializationAdapter["parse"],
};

function decode(text: string): Envelope {
  try {
    const stored: unknown = JSON.parse(text);
    if (isEnvelope(stored)) return stored;
  } catch {
    // Not JSON: the text itself becomes the value, which is not a record.
  }
  return { value: text };
}

/** How Keyv stores a value. */
interface Envelope {
  readonly value: unknown;
  readonly expires?: unknown;
}

const isEnvelope = (stored: unknown): stored is Envelope =>
  typeof stored === "object" && stored !== null && "value" in stored;

/** The value that was given to Keyv. For something Keyv never wrote, such as a blob, a text that can be written back. */
export function toValue(stored: unknown): unknown {
  if (isEnvelope(stored)) return stored.value;
  return ArrayBuffer.isView(stored)
    ? Buffer.from(stored.buffer, stored.byteOffset, stored.byteLength).toString("base64")
    : String(stored);
}
