import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { LOCK_TTL_MS, LockKeeper } from "../../../../../src/adapters/keyv/server/lock-keeper.ts";

const REFUSED = /lost its lock/;
let keeper: LockKeeper;
const renew = vi.fn<() => Promise<boolean>>();
const release = vi.fn<() => Promise<void>>();
const onSilence = vi.fn<() => void>();

beforeEach(() => {
  renew.mockReset().mockResolvedValue(true);
  release.mockReset().mockResolvedValue();
  onSilence.mockReset();
  keeper = new LockKeeper({ renew, release, onSilence });
});
afterEach(() => keeper.release());

const isHeld = (): boolean => {
  try {
    keeper.check();
    return true;
  } catch {
    return false;
  }
};
const becomes = (held: boolean): Promise<void> =>
  vi.waitFor(() => expect(isHeld()).toBe(held), { timeout: LOCK_TTL_MS + 3_000, interval: 10 });

describe("a lock", () => {
  it("is held from its acquisition to its release, and refuses every call before and after", async () => {
    expect(() => keeper.check()).toThrow(REFUSED);
    expect(await keeper.acquire(0)).toBe(true);
    keeper.check();
    await keeper.release();
    expect(release).toHaveBeenCalledOnce();
    expect(() => keeper.check()).toThrow(REFUSED);
  });

  it("is lost once the server may have dropped it, counted from the last renewal, and held again after the next", async () => {
    const acquired = performance.now();
    await keeper.acquire(0);
    renew.mockRejectedValue(new Error("down"));
    await becomes(false);
    expect(performance.now() - acquired).toBeGreaterThan(LOCK_TTL_MS - 100);
    expect(performance.now() - acquired).toBeLessThan(LOCK_TTL_MS + 1_000);
    expect(onSilence).not.toHaveBeenCalled();
    renew.mockResolvedValue(true);
    await becomes(true);
  });

  it("is lost at the next renewal when another process has it", async () => {
    const acquired = performance.now();
    await keeper.acquire(0);
    renew.mockResolvedValue(false);
    await becomes(false);
    expect(performance.now() - acquired).toBeLessThan(LOCK_TTL_MS - 1_000);
  });

  it("reports a server that does not answer, because its connection may be dead", async () => {
    await keeper.acquire(0);
    renew.mockReturnValue(new Promise(() => {}));
    await vi.waitFor(() => expect(onSilence).toHaveBeenCalled(), { timeout: 6_000 });
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
