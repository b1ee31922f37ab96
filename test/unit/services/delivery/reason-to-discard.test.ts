import { expect, it } from "vitest";
import type { Follow } from "../../../../src/core/follow/follow.ts";
import type { Outcome } from "../../../../src/core/job/outcome.ts";
import { reasonToDiscard } from "../../../../src/services/delivery/reason-to-discard.ts";
import { aSettledFollow } from "../../../support/follows.ts";

const failed: Outcome = { kind: "failed" };
const stopped: Outcome = { kind: "forgotten", by: "ann" };
const unasked: Partial<Follow> = { origin: "notification", requesters: [] };
const rescue = { reason: "message_lost", sent: { ann: true } };

interface Case {
  readonly name: string;
  readonly outcome?: Outcome;
  readonly changes?: Partial<Follow>;
  readonly isAllowed?: boolean;
  readonly isNotified?: boolean;
  readonly reason: string | undefined;
}

const CASES: readonly Case[] = [
  { name: "an outcome", reason: undefined },
  { name: "a channel not allowed", isAllowed: false, reason: "channel_not_allowed" },
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
  const policy = { isAllowed: () => isAllowed, isNotified: () => isNotified };
  expect(reasonToDiscard(aSettledFollow(outcome, changes), policy)).toBe(reason);
});
