import type { CancelRequestResult } from "../job/job.ts";
import type { ApiAnswer } from "../ports/api-client.ts";
import type { toRefusal } from "./refusal.ts";

/**
 * What a refused cancellation means. With a 5xx the API may have acted before it failed; only a 503 did not accept the
 * request.
 */
export function toCancelRefusal(
  { status }: Pick<ApiAnswer, "status">,
  refusal: ReturnType<typeof toRefusal>,
): CancelRequestResult {
  if (status < 500 || status === 503) return refusal;
  const { message } = refusal;
  return { kind: "unknown", ...(message !== undefined && { message }) };
}
