import { describe, expect, it } from "vitest";
import { followKey, type Follow } from "../../../../src/core/follow/follow.ts";
import type { NextTurn } from "../../../../src/services/delivery/channel-queue.ts";
import { Deliverer } from "../../../../src/services/delivery/deliverer.ts";
import { DeliveryProgress } from "../../../../src/services/delivery/delivery-progress.ts";
import { FakeClock } from "../../../support/fakes/fake-clock.ts";
import { createFakeLogger } from "../../../support/fakes/fake-logger.ts";
import { aFollow, DISCORD_CHANNEL } from "../../../support/follows.ts";

const inChannel = (channel: string, jobId: string): Follow =>
  aFollow({ id: jobId, jobId, channel: { ...DISCORD_CHANNEL, channel } });

/** A deliverer that writes down whose turn it is. `answers`: what the turns of a follow resolve with; others need no next one. */
function setUp(
  answers: Readonly<Record<string, readonly NextTurn[]>> = {},
  { isStarted = true } = {},
) {
  const clock = new FakeClock();
  const turns: string[] = [];
  let during: (() => void) | undefined;
  const follows = new Map<string, Follow>();
  const takeTurn = async (key: string): Promise<NextTurn | undefined> => {
    const jobId = follows.get(key)?.jobId ?? "";
    const past = turns.filter((each) => each === jobId).length;
    turns.push(jobId);
    during?.();
    return answers[jobId]?.[past];
  };
  const deliverer = new Deliverer({
    attempts: { takeTurn },
    progress: new DeliveryProgress(clock),
    clock,
    log: createFakeLogger(),
  });
  const add = (follow: Follow): void => {
    follows.set(followKey(follow), follow);
    deliverer.add(follow);
  };
  if (isStarted) void deliverer.start();
  const whenItsTurn = (then: () => void): void => {
    during = then;
  };
  return { clock, deliverer, turns, add, whenItsTurn };
}

describe("the results of one channel", () => {
  it("have their turns one after another, in the order they were added", async () => {
    const { clock, turns, add } = setUp();
    for (const jobId of ["first", "second", "third"]) add(inChannel("c1", jobId));
    await clock.advance(10);
    expect(turns).toEqual(["first", "second", "third"]);
  });

  // A process that took over 150 results posted first what another process told it about meanwhile.
  it("are in the order in which they settled if they were all added before the start", async () => {
    const { clock, deliverer, turns, add } = setUp({}, { isStarted: false });
    add({ ...inChannel("c1", "third"), settledAt: 3 });
    for (const settledAt of [1, 2]) add({ ...inChannel("c1", `settled-${settledAt}`), settledAt });
    void deliverer.start();
    await clock.advance(10);
    expect(turns).toEqual(["settled-1", "settled-2", "third"]);
  });

  it("are not held up by one that waits for its next turn", async () => {
    const { clock, turns, add } = setUp({ first: [{ delayMs: 1_000, pausesChannel: false }] });
    for (const jobId of ["first", "second"]) add(inChannel("c1", jobId));
    await clock.advance(990);
    expect(turns).toEqual(["first", "second"]);
    await clock.advance(20);
    expect(turns).toEqual(["first", "second", "first"]);
  });

  it("all wait for one that pauses its channel", async () => {
    const { clock, turns, add } = setUp({ first: [{ delayMs: 1_000, pausesChannel: true }] });
    for (const jobId of ["first", "second"]) add(inChannel("c1", jobId));
    await clock.advance(990);
    expect(turns).toEqual(["first"]);
    await clock.advance(20);
    expect(turns).toEqual(["first", "first", "second"]);
  });

  it("have another turn if they are added again during their own", async () => {
    const { clock, turns, add, whenItsTurn } = setUp();
    whenItsTurn(() => {
      if (turns.length === 1) add(inChannel("c1", "first"));
    });
    add(inChannel("c1", "first"));
    await clock.advance(10);
    expect(turns).toEqual(["first", "first"]);
  });
});

it("does not let a channel wait for another", async () => {
  const { clock, turns, add } = setUp({ paused: [{ delayMs: 60_000, pausesChannel: true }] });
  add(inChannel("c1", "paused"));
  add(inChannel("c1", "behind"));
  add(inChannel("c2", "elsewhere"));
  await clock.advance(10);
  expect(turns).toEqual(["paused", "elsewhere"]);
});

it("gives no turn after a stop", async () => {
  const { clock, deliverer, turns, add } = setUp();
  await deliverer.stop(AbortSignal.abort());
  add(inChannel("c1", "late"));
  await clock.advance(60_000);
  expect(turns).toEqual([]);
});
