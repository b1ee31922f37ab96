import type { Follow } from "../../core/follow/follow.ts";

/** A follow as it was stored, and what gave way to it. */
export interface Insertion {
  readonly follow: Follow;
  readonly before: Follow | undefined;
}
