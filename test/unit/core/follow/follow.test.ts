import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  addRequester,
  FOLLOW_STATES,
  followFields,
  followKey,
  followSchema,
  isFinal,
  jobKey,
  markDelivered,
  markDiscarded,
  settle,
  type Follow,
  type FollowState,
} from "../../../../src/core/follow/follow.ts";
import { createFollow } from "../../../../src/core/follow/create-follow.ts";
import type { Outcome } from "../../../../src/core/job/outcome.ts";

const channel = { platform: "discord", workspace: "1", channel: "2" } as const;
const created = createFollow({
  id: "f1",
  source: "pika",
  sourceName: "Pika",
  jobId: "job:1",
  publicId: "job:1",
  channel,
  requester: "U1",
  createdAt: 1000,
});
const completed: Outcome = { kind: "completed", attachments: [] };

const transitions = {
  settled: (follow: Follow) => settle(follow, completed, 2000),
  delivered: (follow: Follow) => markDelivered(follow, { id: "m2" }, 3000),
  discarded: (follow: Follow) => markDiscarded(follow, "channel_lost", 3000),
} as const;
const settled = {
  ...transitions.settled({ ...created, trouble: "unavailable" }),
  checkpoint: { file: "F1" },
};
const inState: Record<FollowState, Follow> = {
  pending: created,
  settled,
  delivered: transitions.delivered(settled),
  discarded: transitions.discarded(settled),
};
const legal = new Set(["pending settled", "settled delivered", "settled discarded"]);
const pairs = FOLLOW_STATES.flatMap((from) =>
  (["settled", "delivered", "discarded"] as const).map((to) => [from, to] as const),
);

describe("a follow's states", () => {
  it("begins pending, with its asker", () => {
    expect(created).toEqual({
      id: "f1",
      source: "pika",
      sourceName: "Pika",
      jobId: "job:1",
      publicId: "job:1",
      channel,
      createdAt: 1000,
      state: "pending",
      origin: "command",
      requesters: ["U1"],
    });
    expect(followSchema.parse(created)).toEqual(created);
  });

  it.each(pairs.filter(([from, to]) => legal.has(`${from} ${to}`)))(
    "%s may become %s",
    (from, to) => {
      const before = structuredClone(inState[from]);
      const after = transitions[to](inState[from]);
      expect(after.state).toBe(to);
      expect(followSchema.safeParse(after).success).toBe(true);
      expect(inState[from]).toEqual(before);
    },
  );

  it.each(pairs.filter(([from, to]) => !legal.has(`${from} ${to}`)))(
    "%s may not become %s",
    (from, to) => {
      expect(() => transitions[to](inState[from])).toThrow(
        expect.objectContaining({
          name: "IllegalTransitionError",
          code: "illegal_transition",
          message: `a ${from} follow cannot become ${to}`,
        }),
      );
    },
  );

  it("settling stores the outcome and forgets the source problem", () => {
    expect(settled).toMatchObject({ outcome: completed, settledAt: 2000 });
    expect(settled.trouble).toBeUndefined();
  });

  it("closing stores how it ended, and forgets the checkpoint once nothing can be posted again", () => {
    expect(inState.delivered).toMatchObject({ resultMessage: { id: "m2" }, closedAt: 3000 });
    expect(inState.discarded).toMatchObject({ discardReason: "channel_lost", closedAt: 3000 });
    expect(inState.delivered.checkpoint).toBeUndefined();
    expect(inState.discarded.checkpoint).toEqual(settled.checkpoint);
  });

  it.each([
    ["pending", false],
    ["settled", false],
    ["delivered", true],
    ["discarded", true],
  ] as const)("%s is final: %s", (state, final) => {
    expect(isFinal(inState[state])).toBe(final);
  });
});

describe("the people to tell", () => {
  it("are all requesters, once each, the first one first", () => {
    const asked = ["U2", "U1", "U3", "U2"].reduce(addRequester, created);
    expect(asked.requesters).toEqual(["U1", "U2", "U3"]);
    expect(created.requesters).toEqual(["U1"]);
  });

  it("stay the same record if there is no new requester, so that nothing is written", () => {
    expect(addRequester(created, "U1")).toBe(created);
  });
});

describe("the keys", () => {
  it("name a job in a channel, and a job", () => {
    expect(followKey(created)).toBe("pika|discord:1:2|job:1");
    expect(jobKey(created)).toBe("pika|job:1");
  });

  const jobId = fc.string({
    unit: fc.constantFrom("a", "|", ":", "%", "7C", "@"),
    minLength: 1,
    maxLength: 8,
  });
  const place = fc.string({
    unit: fc.constantFrom("a", "|", ":", "%"),
    minLength: 1,
    maxLength: 4,
  });
  const anyKeyed = fc.record({
    source: fc.constantFrom("pika", "fal"),
    jobId,
    channel: fc.record(
      { platform: fc.constant("slack" as const), workspace: place, channel: place, thread: place },
      { requiredKeys: ["platform", "workspace", "channel"] },
    ),
  });

  it("are different for different things, whatever characters the ids have", () => {
    fc.assert(
      fc.property(anyKeyed, anyKeyed, (one, other) => {
        const flat = ({
          source,
          jobId: id,
          channel: { workspace, channel: name, thread },
        }: typeof one) => JSON.stringify([source, id, workspace, name, thread ?? null]);
        expect(followKey(one) === followKey(other)).toBe(flat(one) === flat(other));
        expect(jobKey(one) === jobKey(other)).toBe(
          one.source === other.source && one.jobId === other.jobId,
        );
      }),
      { numRuns: 2000 },
    );
  });

  it("appear in the log under the same names everywhere", () => {
    expect(followFields(created)).toEqual({
      followId: "f1",
      jobId: "job:1",
      platform: "discord",
      channelId: "2",
    });
  });
});
