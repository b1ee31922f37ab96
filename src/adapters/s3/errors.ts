import { MediaError } from "../../core/errors.ts";
import { textOf } from "./object-list.ts";

/**
 * The code in an answer that is an error, such as `SlowDown`. Nothing else of it is shown: if a request is refused, the answer
 * repeats its signature.
 */
export function errorCodeOf(xml: string): string | undefined {
  const code = textOf(xml, "Code") ?? "";
  return /^\w{1,64}$/.test(code) ? code : undefined;
}

/** The error for an answer that is one. All of them may pass: an operator can mend even a wrong key. */
export const toStatusError = (status: number, code: string | undefined): MediaError =>
  new MediaError("unavailable", ["the bucket answered", status, code].filter(Boolean).join(" "));

/** Converts any failure of a request to a MediaError. One that is not a MediaError yet comes from the network or the disk. */
export function toMediaError(error: unknown): MediaError {
  if (error instanceof MediaError) return error;
  const code = error instanceof Error && "code" in error ? String(error.code) : "no code";
  return new MediaError("unavailable", `the bucket did not answer (${code})`, { cause: error });
}
