import type { Service } from "./service.ts";

/** Decides when each job is polled. Keys are job keys. */
export interface PollQueue extends Service {
  /** Makes a job due after `delayMs`, unless it is due earlier already. `first`: its poll goes before others. Default: false. */
  add(key: string, delayMs: number, options?: { first?: boolean }): void;
  /** Milliseconds until `key` is due, negative if it is late; `undefined` if it is being polled, or unknown. */
  dueInMs(key: string): number | undefined;
}
