import type { Service } from "./service.ts";

/** Decides when which job is polled. Keys are job keys. */
export interface PollQueue extends Service {
  /** Due after `delayMs`; an earlier due time stays. `first` polls go before all others. */
  add(key: string, delayMs: number, options?: { first?: boolean }): void;
  /** Milliseconds until `key` is due, negative where it is late; `undefined` if it is at work, or not known. */
  dueInMs(key: string): number | undefined;
}
