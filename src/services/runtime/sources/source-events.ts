import type { PollResult } from "../../../core/job/job.ts";

/** Changes of the account's standing with the job API, and of the API's health. */
export interface SourceEvents extends Record<string, readonly unknown[]> {
  /** The API has started to refuse the account. */
  refused: [];
  /** The API accepts the account again. */
  accepted: [];
  /** `CircuitBreaker.health` has changed. */
  health: [];
  /** The API has answered a poll, so long after it was sent. */
  polled: [poll: { readonly kind: PollResult["kind"]; readonly durationMs: number }];
}
