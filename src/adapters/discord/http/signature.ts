import { createPublicKey, verify, type KeyObject } from "node:crypto";
import { timeProblem, type SignatureProblem } from "../../../core/http/signed-time.ts";

/** Of a signature, in hex digits. */
const SIGNATURE = /^[0-9a-f]{128}$/i;

/** A request and what it is checked against. */
export interface SignedRequest {
  readonly headers: Headers;
  /** The body as it arrived, byte for byte. */
  readonly body: Uint8Array;
  readonly publicKey: KeyObject;
  /** In Unix milliseconds. */
  readonly nowMs: number;
}

/** Converts the 64 hex digits of the developer portal to a key. */
export const toPublicKey = (hex: string): KeyObject =>
  createPublicKey({
    key: { kty: "OKP", crv: "Ed25519", x: Buffer.from(hex, "hex").toString("base64url") },
    format: "jwk",
  });

/**
 * Returns the problem of a request's signature; `undefined` if it is Discord's, and new. Discord sets no limit to its age.
 * https://docs.discord.com/developers/interactions/overview#setting-up-an-endpoint-validating-security-request-headers
 */
export function signatureProblem(request: SignedRequest): SignatureProblem | undefined {
  const { headers, body, publicKey, nowMs } = request;
  const timestamp = headers.get("x-signature-timestamp") ?? "";
  const signature = headers.get("x-signature-ed25519") ?? "";
  if (!SIGNATURE.test(signature)) return "headers";
  const problem = timeProblem(timestamp, nowMs);
  if (problem) return problem;
  const signed = Buffer.concat([Buffer.from(timestamp), body]);
  return verify(null, signed, publicKey, Buffer.from(signature, "hex")) ? undefined : "signature";
}
