/** Seconds in hex, as far as milliseconds can be told from them. */
const HEX_SECONDS = /^[\da-f]{1,10}$/i;

/** When a signed link runs out: its `ex`, in Unix milliseconds. A link that is not signed (`hm`) says nothing by it. */
export function toLinkExpiry(url: string): number | undefined {
  const parameters = URL.parse(url)?.searchParams;
  const seconds = parameters?.get("ex") ?? "";
  if (!parameters?.has("hm") || !HEX_SECONDS.test(seconds)) return undefined;
  return Number.parseInt(seconds, 16) * 1000;
}
