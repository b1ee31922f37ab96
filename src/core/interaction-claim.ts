import { StoreError } from "./errors.ts";
import type { Clock } from "./ports/clock.ts";
import type { ClaimStore } from "./ports/stores.ts";
import { withTimeout } from "./time/with-timeout.ts";

/**
 * Claims an interaction of a platform, which has a name of its own. Resolves with true in one of all processes that receive
 * it, and with false in the others: they acknowledge it and do nothing else. Rejects if that is not known in time: then
 * nobody acts, and the person is told to try again.
 */
export type ClaimInteraction = (name: string) => Promise<boolean>;

/** How long a claim holds: Slack repeats an event for 6 minutes, and a signed request is valid for 10. */
const CLAIM_MS = 20 * 60_000;
/** A person who has to do it again should know soon. */
const CLAIM_WITHIN_MS = 2_000;

/** Claims interactions in a store that several processes share. */
export const createInteractionClaim =
  (claims: ClaimStore, clock: Clock): ClaimInteraction =>
  (name) =>
    withTimeout(claims.take(`interaction:${name}`, CLAIM_MS), {
      clock,
      timeoutMs: CLAIM_WITHIN_MS,
      fallback: () => {
        throw new StoreError(`no answer in ${CLAIM_WITHIN_MS} ms`);
      },
    });
