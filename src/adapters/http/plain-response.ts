import { STATUS_CODES } from "node:http";

/** An answer that says no more than what its status means. */
export const plainResponse = (status: number, headers?: Record<string, string>): Response =>
  new Response(`${STATUS_CODES[status]}\n`, {
    status,
    headers: { "content-type": "text/plain; charset=utf-8", ...headers },
  });
