import type { IncomingMessage } from "node:http";

/** Stands for the relay's own address, which a request does not tell reliably: its `Host` is what the client writes. */
const ORIGIN = "http://localhost";

/** Converts Node.js's request into the Fetch standard's. `path` is the endpoint's. Throws if a header is invalid. */
export function toRequest(
  { method = "GET", url = "", rawHeaders }: IncomingMessage,
  { path, body, signal }: { path: string; body: Buffer<ArrayBuffer>; signal: AbortSignal },
): Request {
  const headers = new Headers();
  // One by one: `request.headers` drops the second of some headers.
  for (let index = 0; index + 1 < rawHeaders.length; index += 2)
    headers.append(rawHeaders[index] ?? "", rawHeaders[index + 1] ?? "");
  const address = new URL(path, ORIGIN);
  const query = url.indexOf("?");
  if (query !== -1) address.search = url.slice(query);
  const hasBody = method !== "GET" && method !== "HEAD";
  return new Request(address, { method, headers, signal, ...(hasBody && { body }) });
}
