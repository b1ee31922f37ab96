import { RelayError } from "../../core/errors.ts";

/** Trouble of the network, of the disk or of a peer, by Node's, undici's and OpenSSL's codes. */
const EXPECTED_CODE =
  /^(?:E[A-Z0-9]+|EAI_[A-Z]+|UND_ERR_(?!INVALID|NOT_SUPPORTED)[A-Z_]+|HPE_[A-Z_]+|ERR_(?:TLS|SSL|STREAM_PREMATURE_CLOSE|SQLITE|HTTP2)\w*|CERT_\w+|DEPTH_ZERO_\w+|SELF_SIGNED_\w+|UNABLE_TO_\w+|slack_\w+)$/;
const EXPECTED_NAMES: ReadonlySet<string> = new Set(["AbortError", "TimeoutError"]);
/** How far a chain of causes is followed. */
const MAX_DEPTH = 6;

/**
 * Whether an error is expected, with nothing wrong in the relay: one of our own, a network or disk error, an HTTP
 * status. Its stack would say nothing.
 */
export function isExpectedFailure(error: unknown, depth = 0): boolean {
  if (!(error instanceof Error) || depth > MAX_DEPTH) return false;
  if (error instanceof RelayError || EXPECTED_NAMES.has(error.name)) return true;
  const { code, status } = error as Error & { code?: unknown; status?: unknown };
  if (typeof status === "number") return true;
  if (typeof code === "string" && EXPECTED_CODE.test(code)) return true;
  // "fetch failed": the actual error is the cause.
  if (error instanceof TypeError) return isExpectedFailure(error.cause, depth + 1);
  return error instanceof AggregateError && error.errors.length > 0
    ? error.errors.every((inner) => isExpectedFailure(inner, depth + 1))
    : false;
}
