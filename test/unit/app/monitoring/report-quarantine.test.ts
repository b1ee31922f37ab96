import { expect, it } from "vitest";
import { reportQuarantine } from "../../../../src/app/monitoring/report-quarantine.ts";
import { markDelivered, markDiscarded } from "../../../../src/core/follow/follow.ts";
import type { FollowEvents } from "../../../../src/services/following/follow-events.ts";
import { TypedEmitter } from "../../../../src/services/runtime/typed-emitter.ts";
import { createFakeLogger } from "../../../support/fakes/fake-logger.ts";
import { aSettledFollow, SLACK_CHANNEL } from "../../../support/follows.ts";

it("logs and counts each follow once, whatever has ended processes", () => {
  const log = createFakeLogger();
  const events = new TypedEmitter<FollowEvents>({ log });
  const counted: unknown[] = [];
  const attempted = (attempt: unknown): unknown => counted.push(attempt);
  reportQuarantine({ events }, { metrics: { attempted }, log });
  const unpolled = aSettledFollow({ kind: "quarantined" });
  events.emit("settled", unpolled);
  events.emit("closed", markDelivered(unpolled, { id: "m1" }, 70_000));
  const failed = aSettledFollow({ kind: "failed" }, { channel: SLACK_CHANNEL });
  events.emit("settled", failed);
  events.emit("closed", markDiscarded(failed, "quarantined", 70_000));
  events.emit("closed", markDiscarded(failed, "too_late", 70_000));
  expect(counted).toEqual([
    { platform: "discord", result: "quarantined", durationMs: 0 },
    { platform: "slack", result: "quarantined", durationMs: 0 },
  ]);
  expect(log.of("follow.quarantined")).toMatchObject([
    { followId: "f1", what: "poll" },
    { followId: "f1", what: "delivery" },
  ]);
});
