/** Seconds in hex, few enough digits for exact milliseconds. */
const HEX_SECONDS = /^[\da-f]{1,10}$/i;

/** When a signed link to a file on Discord expires (its `ex`), in Unix milliseconds; `undefined` if it is not signed (no `hm`). */
export function toLinkExpiry(url: string): number | undefined {
  const parameters = URL.parse(url)?.searchParams;
  const seconds = parameters?.get("ex") ?? "";
  if (!parameters?.has("hm") || !HEX_SECONDS.test(seconds)) return undefined;
  return Number.parseInt(seconds, 16) * 1000;
}
