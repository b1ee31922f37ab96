import { expect, it, vi } from "vitest";
import { StoreError } from "../../../src/core/errors.ts";
import { createInteractionClaim } from "../../../src/core/interaction-claim.ts";
import { FakeClock } from "../../support/fakes/fake-clock.ts";
import { createFakeStore } from "../../support/fakes/fake-store.ts";

it("gives an interaction to one process", async () => {
  const { claims } = createFakeStore();
  const first = createInteractionClaim(claims, new FakeClock());
  const second = createInteractionClaim(claims, new FakeClock());
  const asked = [first("discord:1"), second("discord:1"), second("discord:2")];
  expect(await Promise.all(asked)).toEqual([true, false, true]);
});

it("holds for longer than Slack repeats an event and than a signed request is valid", async () => {
  const take = vi.fn(async () => true);
  await createInteractionClaim({ take }, new FakeClock())("slack:1");
  expect(take).toHaveBeenCalledExactlyOnceWith("interaction:slack:1", 20 * 60_000);
});

it("rejects if the store fails, and after two seconds without an answer", async () => {
  const store = createFakeStore();
  store.failWith(new Error("gone"));
  const clock = new FakeClock();
  await expect(createInteractionClaim(store.claims, clock)("slack:1")).rejects.toThrow(StoreError);
  const silent = { take: () => new Promise<boolean>(() => {}) };
  const claimed = createInteractionClaim(silent, clock)("slack:1").catch((err: unknown) => err);
  await clock.advance(2_000);
  expect(await claimed).toBeInstanceOf(StoreError);
});
