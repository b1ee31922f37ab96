/** The application's Ed25519 key pair, with which Discord signs what it sends by HTTP. */
import { generateKeyPairSync, sign, type KeyObject } from "node:crypto";

/** See the head of this file. */
export interface ApplicationKeys {
  /** As the developer portal shows it: 64 hex digits. */
  readonly publicKey: string;
  readonly privateKey: KeyObject;
}

/** Makes a new pair. */
export function createKeys(): ApplicationKeys {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  const { x = "" } = publicKey.export({ format: "jwk" });
  return { publicKey: Buffer.from(x, "base64url").toString("hex"), privateKey };
}

/** The headers of a signed request. `timestamp`: Unix seconds, as text. */
export function signedHeaders(
  { privateKey }: Pick<ApplicationKeys, "privateKey">,
  { body, timestamp }: { readonly body: string; readonly timestamp: string },
): Record<string, string> {
  return {
    "content-type": "application/json",
    "user-agent": "Discord-Interactions/1.0 (+https://discord.com)",
    "x-signature-ed25519": sign(null, Buffer.from(timestamp + body), privateKey).toString("hex"),
    "x-signature-timestamp": timestamp,
  };
}
