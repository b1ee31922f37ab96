import { describe, expect, it } from "vitest";
import { PARTITIONS, partitionOf } from "../../../src/core/partition.ts";

describe("partitionOf", () => {
  it("never changes, because processes of two releases work together", () => {
    expect(PARTITIONS).toBe(64);
    const frozen = [
      "",
      "pika:job_1",
      "pika:job_2",
      "account:pika",
      "discord:123456789012345678:234567890123456789",
      "slack:T0123:C0456",
      "fal:Ünïcode ✓",
    ];
    expect(frozen.map(partitionOf)).toEqual([11, 10, 6, 62, 28, 60, 9]);
  });

  it.each([
    ["numbered keys", (index: number) => `pika:job_${index}`],
    [
      "snowflakes",
      (index: number) => `discord:${123456789012345678n + BigInt(index) * 4_194_304n}`,
    ],
    ["short keys", (index: number) => index.toString(36)],
  ])("spreads %s evenly", (_, toKey) => {
    const counts = Array.from({ length: PARTITIONS }, () => 0);
    const keys = 64_000;
    for (let index = 0; index < keys; index += 1) counts[partitionOf(toKey(index))]! += 1;
    // 1,000 each; five standard deviations of a fair draw are 157.
    expect(Math.min(...counts)).toBeGreaterThan(840);
    expect(Math.max(...counts)).toBeLessThan(1_160);
  });
});
