import { createHash } from "node:crypto";

/** The digest that the relay itself uses. */
export const digest = (text: string): string =>
  createHash("sha256").update(text).digest("base64url").slice(0, 16);
