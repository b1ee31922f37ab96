import { describe, expect, it } from "vitest";
import {
  addRequester,
  markDelivered,
  markDiscarded,
  removeRequester,
  settle,
  type Follow,
} from "../../../../src/core/follow/follow.ts";
import { eventOf } from "../../../../src/services/following/follow-events.ts";
import { aFollow, aSettledFollow } from "../../../support/follows.ts";

const pending = aFollow({ requesters: ["ann", "bob"], job: { status: "queued" } });
const settled = aSettledFollow({ kind: "failed" });

describe("the event of a new follow", () => {
  it("does not exist while it is pending, because the caller that stores it shows it", () => {
    expect(eventOf(undefined, pending)).toBeUndefined();
  });

  it("says that it is settled", () => {
    expect(eventOf(undefined, settled)).toBe("settled");
  });
});

describe("the event of a change of state", () => {
  it.each<[string, Follow, Follow]>([
    ["settled", pending, settle(pending, { kind: "gave-up", afterMs: 1 }, 2)],
    ["closed", settled, markDelivered(settled, { id: "m1" }, 2)],
    ["closed", settled, markDiscarded(settled, "channel_lost", 2)],
  ])("is %s", (event, before, after) => {
    expect(eventOf(before, after)).toBe(event);
  });
});

describe("the event of a pending follow that changes", () => {
  it.each<[string, Follow]>([
    ["what was read of its job", { ...pending, job: { status: "running" } }],
    ["why nothing is read of its job", { ...pending, trouble: "unavailable" }],
    ["that a requester has left", removeRequester(pending, "bob")],
  ])("is there where the status message shows %s", (_, after) => {
    expect(eventOf(pending, after)).toBe("changed");
  });

  it.each<[string, Follow]>([
    ["what its status message shows", { ...pending, statusShown: "x", statusMessage: { id: "m" } }],
    ["what an adapter keeps", { ...pending, statusCheckpoint: { nonce: "1" } }],
    ["one more requester, who is shown with the next change", addRequester(pending, "cat")],
  ])("is none for %s", (_, after) => {
    expect(eventOf(pending, after)).toBeUndefined();
  });
});

it("does not exist for a delivery's internal changes", () => {
  expect(
    eventOf(settled, { ...settled, delivery: "post", checkpoint: { a: "b" } }),
  ).toBeUndefined();
});
