import { describe, expect, it } from "vitest";
import { PartitionLease, youngLockMs } from "../../../../src/adapters/bullmq/partition-lease.ts";

const take = (lockMs: number): PartitionLease =>
  new PartitionLease({ jobId: PartitionLease.toJobId(3), token: "token", lockMs, sentAt: 1_000 });

describe("PartitionLease", () => {
  it("is short while it is young, so that a holder that ends before its first poll costs half a lock", () => {
    const lease = take(10_000);
    expect(lease.partition).toBe(3);
    expect(lease.until).toBe(1_000 + 4_500);
    for (const [sentAt, lockMs] of [
      [1_000, 5_000],
      [2_999, 5_000],
      [3_000, 10_000],
    ] as const) {
      expect(lease.beginRenewal(sentAt)).toBe(lockMs);
      lease.extend(sentAt, lockMs);
      expect(lease.until).toBe(sentAt + lockMs * 0.9);
    }
  });

  it("stays short if a renewal was not answered while it was young: that may arrive at any time", () => {
    const lease = take(10_000);
    lease.beginRenewal(2_000);
    expect(lease.beginRenewal(4_000)).toBe(5_000);
    lease.extend(4_000, 5_000);
    expect(lease.beginRenewal(60_000)).toBe(5_000);
  });

  it("is lost for good once it is over", () => {
    const lease = take(10_000);
    expect(lease.isSure(5_499)).toBe(true);
    expect(lease.isSure(5_500)).toBe(false);
    lease.extend(5_600, 10_000);
    expect(lease.isSure(5_600)).toBe(false);
    expect([lease.holding.ending.aborted, lease.holding.lost.aborted]).toEqual([true, true]);
  });

  it.each([
    [30_000, 15_000],
    [8_000, 5_000],
    [5_000, 5_000],
    [1_000, 1_000],
  ])("of %d ms is locked for %d ms at first", (lockMs, young) => {
    expect(youngLockMs(lockMs)).toBe(young);
  });
});
