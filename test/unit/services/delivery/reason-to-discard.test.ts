import { expect, it } from "vitest";
import { followKey, type Follow } from "../../../../src/core/follow/follow.ts";
import type { Outcome } from "../../../../src/core/job/outcome.ts";
import { reasonToDiscard } from "../../../../src/services/delivery/reason-to-discard.ts";
import { aSettledFollow } from "../../../support/follows.ts";

const failed: Outcome = { kind: "failed" };
const stopped: Outcome = { kind: "forgotten", by: "ann" };
const unasked: Partial<Follow> = { origin: "notification", requesters: [] };
const rescue = { reason: "message_lost", sent: { ann: true } };

const run = <T>(_: string, work: () => Promise<T>): Promise<T> => work();

interface Case {
  readonly name: string;
  readonly outcome?: Outcome;
  readonly changes?: Partial<Follow>;
  readonly isAllowed?: boolean;
  readonly isNotified?: boolean;
  readonly isQuarantined?: boolean;
  readonly reason: string | undefined;
}

const CASES: readonly Case[] = [
  { name: "an outcome", reason: undefined },
  { name: "a channel not allowed", isAllowed: false, reason: "channel_not_allowed" },
  { name: "it has ended processes", isQuarantined: true, reason: "quarantined" },
  { name: "a rescue under way", changes: { rescue }, reason: "message_lost" },
  { name: "the only requester stopped it", outcome: stopped, reason: "forgotten" },
  {
    name: "others wait, too",
    outcome: stopped,
    changes: { requesters: ["ann", "bob"] },
    reason: undefined,
  },
  { name: "a notification", changes: unasked, reason: undefined },
  {
    name: "notifications are off",
    changes: unasked,
    isNotified: false,
    reason: "notifications_off",
  },
];

it.each(CASES)("$name: $reason", (given) => {
  const { outcome = failed, changes, isAllowed = true, isNotified = true, reason } = given;
  const follow = aSettledFollow(outcome, changes);
  const quarantined = given.isQuarantined ? followKey(follow) : undefined;
  const policy = {
    isAllowed: () => isAllowed,
    isNotified: () => isNotified,
    quarantine: { has: (key: string) => key === quarantined, run },
  };
  expect(reasonToDiscard(follow, policy)).toBe(reason);
});
