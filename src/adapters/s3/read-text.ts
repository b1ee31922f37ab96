import { MediaError } from "../../core/errors.ts";

/** Resolves with a body as text. Rejects with a MediaError if it has more than `maxBytes`. */
export async function readText(
  body: AsyncIterable<Uint8Array>,
  { maxBytes, progress }: { readonly maxBytes: number; readonly progress: (bytes: number) => void },
): Promise<string> {
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const chunk of body) {
    progress(chunk.length);
    chunks.push(chunk);
    sizeBytes += chunk.length;
    if (sizeBytes > maxBytes)
      throw new MediaError("unavailable", `the bucket's answer has more than ${maxBytes} bytes`);
  }
  return Buffer.concat(chunks).toString();
}
