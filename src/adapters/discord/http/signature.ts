import { createPublicKey, verify, type KeyObject } from "node:crypto";

/** How far a request's time may be from ours, in either direction, in milliseconds. Discord sets no limit of its own. */
const MAX_SKEW_MS = 5 * 60_000;
/** Of a signature, in hex digits. */
const SIGNATURE = /^[0-9a-f]{128}$/i;

/** What is wrong with a request that was not signed by Discord just now. */
export type SignatureProblem = "headers" | "timestamp" | "signature";

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
 * Returns the problem of a request's signature; `undefined` if it is Discord's.
 * https://docs.discord.com/developers/interactions/overview#setting-up-an-endpoint-validating-security-request-headers
 */
export function signatureProblem(request: SignedRequest): SignatureProblem | undefined {
  const { headers, body, publicKey, nowMs } = request;
  const timestamp = headers.get("x-signature-timestamp") ?? "";
  const signature = headers.get("x-signature-ed25519") ?? "";
  if (!SIGNATURE.test(signature) || !/^\d{1,12}$/.test(timestamp)) return "headers";
  if (Math.abs(nowMs - Number(timestamp) * 1_000) > MAX_SKEW_MS) return "timestamp";
  const signed = Buffer.concat([Buffer.from(timestamp), body]);
  return verify(null, signed, publicKey, Buffer.from(signature, "hex")) ? undefined : "signature";
}
