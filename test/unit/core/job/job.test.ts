import { describe, expect, it } from "vitest";
import {
  attachmentSchema,
  jobFactsSchema,
  jobIdSchema,
  MAX_JOB_ID_LENGTH,
  toShownPercent,
} from "../../../../src/core/job/job.ts";

describe("a job id", () => {
  it.each([
    "job:20241218021941022-user:1308-channel:1316232391072944131-bot:pika",
    "a",
    "user@example.test*1.2|3",
    "!~",
    "x".repeat(MAX_JOB_ID_LENGTH),
  ])("may be %s", (id) => {
    expect(jobIdSchema.parse(id)).toBe(id);
  });

  it.each([
    "",
    " ",
    "a b",
    "a\n",
    "a\tb",
    "jöb",
    "job\u202e",
    "😀",
    "\u007f",
    "x".repeat(257),
    7,
    null,
  ])("is not %j", (id) => {
    expect(jobIdSchema.safeParse(id).success).toBe(false);
  });
});

describe("an attachment", () => {
  it("needs only an address", () => {
    expect(attachmentSchema.parse({ url: "https://cdn.test/a" })).toEqual({
      url: "https://cdn.test/a",
    });
    expect(attachmentSchema.safeParse({ url: "" }).success).toBe(false);
    expect(attachmentSchema.safeParse({ url: "https://cdn.test/a", sizeBytes: -1 }).success).toBe(
      false,
    );
  });
});

describe("a job's facts", () => {
  it("need only a status", () => {
    expect(jobFactsSchema.parse({ status: "created" })).toEqual({ status: "created" });
  });

  it("may say the place in the queue, the start and the cost", () => {
    const facts = {
      status: "IN_QUEUE",
      startedAt: 1_700_000_000_000,
      queuePosition: 0,
      cost: { amount: 0.5, unit: "USD" },
    };
    expect(jobFactsSchema.parse(facts)).toEqual(facts);
  });

  it.each([
    { queuePosition: -1 },
    { queuePosition: 1.5 },
    { cost: { amount: -1, unit: "credits" } },
    { cost: { amount: Number.POSITIVE_INFINITY, unit: "credits" } },
    { cost: { amount: 1 } },
  ])("are not %j", (facts) => {
    expect(jobFactsSchema.safeParse({ status: "x", ...facts }).success).toBe(false);
  });
});

describe("a job's progress", () => {
  it.each([0, 45, 100, undefined])("may be %s per cent", (percent) => {
    expect(jobFactsSchema.safeParse({ status: "progress", percent }).success).toBe(true);
  });

  it.each([-1, 101, 4.5, "45"])("is not %s per cent", (percent) => {
    expect(jobFactsSchema.safeParse({ status: "progress", percent }).success).toBe(false);
  });

  it.each([
    [0, 0],
    [4, 0],
    [5, 5],
    [99, 95],
    [100, 100],
    [undefined, undefined],
  ])("of %s is shown as %s", (percent, shown) => {
    expect(toShownPercent(percent)).toBe(shown);
  });
});
