import { expect, it } from "vitest";
import { ChannelQueue, type NextTurn } from "../../../../src/services/delivery/channel-queue.ts";

/** A queue with these keys, added at 0. `take` has the next turn that is due, and returns its key. */
function queueOf(...keys: readonly string[]) {
  const queue = new ChannelQueue();
  for (const key of keys) queue.add(key, 0);
  const take = (nowMs: number, next?: NextTurn): string | undefined => {
    const turn = queue.next(nowMs);
    if (turn) queue.end(turn, next, nowMs);
    return turn?.key;
  };
  return { queue, take };
}

it("has one turn after another, in the order in which the follows were added", () => {
  const { queue, take } = queueOf("a", "b");
  expect([take(0), take(0), take(0)]).toEqual(["a", "b", undefined]);
  expect(queue.waitMs(0)).toBeUndefined();
});

it("lets the others go first while one waits for its next turn, and then gives it its position back", () => {
  const { queue, take } = queueOf("a", "b", "c");
  expect(take(0, { delayMs: 100, pausesChannel: false })).toBe("a");
  expect(take(0)).toBe("b");
  expect(queue.waitMs(0)).toBe(0);
  expect(take(100)).toBe("a");
  expect(take(100)).toBe("c");
});

it("is due when its first turn is", () => {
  const { queue, take } = queueOf("a", "b");
  take(0, { delayMs: 100, pausesChannel: false });
  take(0, { delayMs: 40, pausesChannel: false });
  expect([queue.waitMs(10), queue.next(39)]).toEqual([30, undefined]);
  expect([queue.waitMs(200), queue.next(40)?.key]).toEqual([0, "b"]);
});

it("has no turn while it is paused, not even of a follow that is added meanwhile", () => {
  const { queue, take } = queueOf("a", "b");
  take(0, { delayMs: 100, pausesChannel: true });
  queue.add("c", 50);
  expect([queue.next(99), queue.waitMs(60)]).toEqual([undefined, 40]);
  expect([take(100), take(100), take(100)]).toEqual(["a", "b", "c"]);
});

it("keeps a follow that was added under the same key during the turn of another", () => {
  const { queue } = queueOf("a");
  const turn = queue.next(0)!;
  queue.add("a", 5);
  queue.end(turn, { delayMs: 1_000, pausesChannel: false }, 10);
  expect(queue.next(10)?.key).toBe("a");
});

it("can be sorted by the times at which the follows settled; what is added later comes behind", () => {
  const { queue, take } = queueOf();
  queue.add("late", 0, 3);
  queue.add("early", 0, 1);
  queue.add("later", 0, 2);
  queue.sort();
  queue.add("last", 0, 0);
  expect([take(0), take(0), take(0), take(0)]).toEqual(["early", "later", "late", "last"]);
});
