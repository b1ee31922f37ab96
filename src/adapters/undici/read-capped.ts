import type { Dispatcher } from "undici";

/**
 * Resolves with the body as text, or with `undefined` if it is encoded or has more than `maxBytes`. Nothing beyond the
 * cap is read: the connection is closed instead. Rejects as the body does.
 */
export async function readCapped(
  { body, headers }: Dispatcher.ResponseData,
  maxBytes: number,
): Promise<string | undefined> {
  // We ask for `identity`; 200 kB of gzip can be 200 MB of text.
  const encoding = headers["content-encoding"] ?? "identity";
  if (encoding !== "identity" || Number(headers["content-length"] ?? 0) > maxBytes) {
    body.on("error", () => undefined).destroy();
    return undefined;
  }
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    length += chunk.length;
    // Leaving the loop destroys the body, and with it the connection.
    if (length > maxBytes) return undefined;
    chunks.push(chunk);
  }
  return new TextDecoder().decode(Buffer.concat(chunks));
}
