import { stat } from "node:fs";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { LOCK_TTL_MS, LockKeeper } from "../../../../../src/adapters/keyv/server/lock-keeper.ts";
import { systemClock } from "../../../../../src/adapters/node/system-clock.ts";

const TAKEN = /another process/;
let keeper: LockKeeper;
const renew = vi.fn<() => Promise<boolean>>();
const release = vi.fn<() => Promise<void>>();
const onSilence = vi.fn<() => void>();

beforeEach(() => {
  renew.mockReset().mockResolvedValue(true);
  release.mockReset().mockResolvedValue();
  onSilence.mockReset();
  keeper = new LockKeeper({ renew, release, onSilence, clock: systemClock });
});
afterEach(() => keeper.release());

/** Waits until the lock is no longer taken for granted: a renewal is asked for. */
async function untilExpired(): Promise<void> {
  await vi.waitFor(
    async () => {
      renew.mockClear();
      await keeper.ensure().catch(() => {});
      expect(renew).toHaveBeenCalled();
    },
    { timeout: LOCK_TTL_MS + 3_000, interval: 10 },
  );
}

/** Calls `then` after a system call, whose result arrives while the process is busy, as an answer of a server does. */
const readThen = (then: () => void): void => stat(import.meta.filename, then);

function beBusy(): void {
  const until = performance.now() + 2_500;
  while (performance.now() < until);
}

describe("a lock", () => {
  it("is renewed in the background, so that calls need not wait for it, until its release", async () => {
    expect(await keeper.acquire(0)).toBe(true);
    await vi.waitFor(() => expect(renew).toHaveBeenCalledTimes(3), 5_000);
    renew.mockClear();
    await keeper.ensure();
    expect(renew).not.toHaveBeenCalled();
    renew.mockReturnValue(new Promise((resolve) => setTimeout(() => resolve(true), 300)));
    await vi.waitFor(() => expect(renew).toHaveBeenCalledOnce(), 5_000);
    await keeper.release();
    expect(release).toHaveBeenCalledOnce();
    // Not even the renewal that was on its way is followed by another.
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    expect(renew).toHaveBeenCalledOnce();
  });

  it("lasts as long as the server keeps it, and no longer; then each call asks for it", async () => {
    const acquired = performance.now();
    await keeper.acquire(0);
    renew.mockRejectedValue(new Error("down"));
    await untilExpired();
    expect(performance.now() - acquired).toBeGreaterThan(LOCK_TTL_MS - 1_100);
    await expect(keeper.ensure()).rejects.toThrow("down");
    expect(onSilence).not.toHaveBeenCalled();
    renew.mockResolvedValue(true);
    await keeper.ensure();
  });

  it("is lost at the next renewal when another process has it", async () => {
    const acquired = performance.now();
    await keeper.acquire(0);
    renew.mockResolvedValue(false);
    await vi.waitFor(() => expect(keeper.ensure()).rejects.toThrow(TAKEN), 4_000);
    expect(performance.now() - acquired).toBeLessThan(LOCK_TTL_MS - 500);
  });

  it("reports a server that does not answer, because its connection may be dead", async () => {
    await keeper.acquire(0);
    renew.mockReturnValue(new Promise(() => {}));
    await vi.waitFor(() => expect(onSilence).toHaveBeenCalled(), { timeout: 6_000 });
    // From then on no call waits for it, until a renewal in the background succeeds.
    keeper.lose();
    const asked = performance.now();
    await expect(keeper.ensure()).rejects.toThrow("does not answer");
    expect(performance.now() - asked).toBeLessThan(500);
    renew.mockResolvedValue(true);
    await vi.waitFor(() => keeper.ensure(), { timeout: 6_000 });
  });

  // A start that loads large packages is busy for seconds. It took the server for dead, and ended.
  it("survives a process that is busy for longer than the server may take", async () => {
    await keeper.acquire(0);
    renew.mockImplementationOnce(() => {
      queueMicrotask(beBusy);
      return new Promise((resolve) => readThen(() => resolve(true)));
    });
    await vi.waitFor(() => expect(renew).toHaveBeenCalledTimes(3), 6_000);
    expect(onSilence).not.toHaveBeenCalled();
    await keeper.ensure();
  });

  it("is waited for, but not for ever", async () => {
    renew.mockResolvedValue(false);
    const started = performance.now();
    expect(await keeper.acquire(300)).toBe(false);
    expect(performance.now() - started).toBeLessThan(2_000);
    const second = keeper.acquire(5_000);
    renew.mockResolvedValue(true);
    expect(await second).toBe(true);
  });
});
