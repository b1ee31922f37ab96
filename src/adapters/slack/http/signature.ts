/**
 * Whether a request is from Slack. This goes around @slack/bolt 5.1.0, whose check accepts any time in the future, so that
 * such a request can be replayed until then.
 * https://docs.slack.dev/authentication/verifying-requests-from-slack
 */
import { createHmac, timingSafeEqual } from "node:crypto";
import { timeProblem, type SignatureProblem } from "../../../core/http/signed-time.ts";

/** A request and what it is checked against. */
export interface SignedRequest {
  readonly headers: Headers;
  /** The body as it arrived, byte for byte. */
  readonly body: Uint8Array;
  readonly signingSecret: string;
  /** In Unix milliseconds. */
  readonly nowMs: number;
}

/** Returns the problem of a request's signature; `undefined` if it is Slack's. */
export function signatureProblem(request: SignedRequest): SignatureProblem | undefined {
  const { headers, body, signingSecret, nowMs } = request;
  const timestamp = headers.get("x-slack-request-timestamp") ?? "";
  const signature = /^v0=([0-9a-f]{64})$/.exec(headers.get("x-slack-signature") ?? "")?.[1];
  if (signature === undefined) return "headers";
  const problem = timeProblem(timestamp, nowMs);
  if (problem) return problem;
  const expected = createHmac("sha256", signingSecret).update(`v0:${timestamp}:`).update(body);
  const isEqual = timingSafeEqual(expected.digest(), Buffer.from(signature, "hex"));
  return isEqual ? undefined : "signature";
}
