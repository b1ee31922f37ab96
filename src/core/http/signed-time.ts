/** How far the time of a signed request may be from ours, in either direction, in milliseconds. */
const MAX_SKEW_MS = 5 * 60_000;

/** A signed request is valid for this long, in milliseconds: from the skew before its time until as long after it. */
export const VALID_FOR_MS = 2 * MAX_SKEW_MS;

/** What is wrong with a request that its platform did not sign just now. */
export type SignatureProblem = "headers" | "timestamp" | "signature";

/** Returns the problem of a request's time, in Unix seconds as its header has it; `undefined` if that is now. */
export function timeProblem(timestamp: string, nowMs: number): SignatureProblem | undefined {
  if (!/^\d{1,12}$/.test(timestamp)) return "headers";
  return Math.abs(nowMs - Number(timestamp) * 1_000) > MAX_SKEW_MS ? "timestamp" : undefined;
}
