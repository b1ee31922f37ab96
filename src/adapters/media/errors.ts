import { MediaError } from "../../core/errors.ts";

/**
 * Any failure of a download as a MediaError. An error that is none already comes from the network or the disk and may
 * pass. The message never holds the address: its query may be a signature.
 */
export function toMediaError(err: unknown): MediaError {
  for (let cause = err, depth = 0; cause instanceof Error && depth < 5; depth += 1) {
    if (cause instanceof MediaError) return cause;
    cause = cause.cause;
  }
  const code = err instanceof Error && "code" in err ? String(err.code) : "no code";
  return new MediaError("unavailable", `the download failed (${code})`, { cause: err });
}

/** The error for a status; `undefined` for 200 and 203, the ones with a file. */
export function toStatusError(status: number): MediaError | undefined {
  if (status === 200 || status === 203) return undefined;
  const said = `the server answered ${status}`;
  if (status === 204 || status === 205) return new MediaError("not_media", said);
  const passing = status < 400 || status >= 500 || [408, 409, 425, 429].includes(status);
  // 409 says that the file is not ready yet. Every other 4xx refuses this very address, as 403, 404 and 410 do: asking again
  // gets the same, a fresh link may not.
  return new MediaError(passing ? "unavailable" : "link_expired", said);
}
