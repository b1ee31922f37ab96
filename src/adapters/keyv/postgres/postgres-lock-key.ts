import { createHash } from "node:crypto";

/** One half of the key of an advisory lock. */
export const toLockKey = (text: string): number =>
  createHash("sha256").update(text).digest().readInt32BE();
