import { describe, expect, it } from "vitest";
import { PartitionLease, youngLockMs } from "../../../../src/adapters/bullmq/partition-lease.ts";

const take = (lockMs: number): PartitionLease =>
  new PartitionLease({ jobId: PartitionLease.toJobId(3), token: "token", lockMs, sentAt: 1_000 });

describe("PartitionLease", () => {
  it("is short while it is young, so that a holder that ends before its first poll costs half a lock", () => {
    const lease = take(10_000);
    expect(lease.partition).toBe(3);
    expect(lease.until).toBe(1_000 + 4_500);
    expect([lease.lockMsAt(1_000), lease.lockMsAt(2_999), lease.lockMsAt(3_000)]).toEqual([
      5_000, 5_000, 10_000,
    ]);
    lease.extend(2_000);
    expect(lease.until).toBe(2_000 + 4_500);
    lease.extend(3_000);
    expect(lease.until).toBe(3_000 + 9_000);
  });

  it("is lost for good once it is over", () => {
    const lease = take(10_000);
    expect(lease.isSure(5_499)).toBe(true);
    expect(lease.isSure(5_500)).toBe(false);
    lease.extend(5_600);
    expect(lease.isSure(5_600)).toBe(false);
    expect([lease.holding.ending.aborted, lease.holding.lost.aborted]).toEqual([true, true]);
  });

  it.each([
    [30_000, 15_000],
    [4_000, 2_000],
    [3_000, 2_000],
    [1_000, 1_000],
  ])("of %d ms is locked for %d ms at first", (lockMs, young) => {
    expect(youngLockMs(lockMs)).toBe(young);
  });
});
