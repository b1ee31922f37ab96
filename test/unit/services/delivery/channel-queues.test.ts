import { describe, expect, it } from "vitest";
import { followKey, type Follow } from "../../../../src/core/follow/follow.ts";
import { ChannelQueues, type Again } from "../../../../src/services/delivery/channel-queues.ts";
import { FakeClock } from "../../../support/fakes/fake-clock.ts";
import { createFakeLogger } from "../../../support/fakes/fake-logger.ts";
import { aFollow, DISCORD_CHANNEL } from "../../../support/follows.ts";

const inChannel = (channel: string, jobId: string): Follow =>
  aFollow({ id: jobId, jobId, channel: { ...DISCORD_CHANNEL, channel } });

/** Queues that write down whose turn it is. `answers` says what comes after the turns of a follow; the rest need none. */
function setUp(answers: Readonly<Record<string, readonly Again[]>> = {}) {
  const clock = new FakeClock();
  const turns: string[] = [];
  let during: (() => void) | undefined;
  const follows = new Map<string, Follow>();
  const queues = new ChannelQueues({
    clock,
    log: createFakeLogger(),
    concurrency: Number.POSITIVE_INFINITY,
    run: async (key) => {
      const jobId = follows.get(key)?.jobId ?? "";
      const past = turns.filter((each) => each === jobId).length;
      turns.push(jobId);
      during?.();
      return answers[jobId]?.[past];
    },
  });
  const add = (follow: Follow): void => {
    follows.set(followKey(follow), follow);
    queues.add(follow);
  };
  queues.start();
  const whenItsTurn = (then: () => void): void => {
    during = then;
  };
  return { clock, queues, turns, add, whenItsTurn };
}

describe("the results of one channel", () => {
  it("have their turns one after another, in the order they came", async () => {
    const { clock, turns, add } = setUp();
    for (const jobId of ["first", "second", "third"]) add(inChannel("c1", jobId));
    await clock.advance(10);
    expect(turns).toEqual(["first", "second", "third"]);
  });

  it("let those behind go first while one waits for its next turn", async () => {
    const { clock, turns, add } = setUp({ first: [{ againMs: 1_000, holds: false }] });
    for (const jobId of ["first", "second"]) add(inChannel("c1", jobId));
    await clock.advance(990);
    expect(turns).toEqual(["first", "second"]);
    await clock.advance(20);
    expect(turns).toEqual(["first", "second", "first"]);
  });

  it("all wait for one that holds its channel", async () => {
    const { clock, turns, add } = setUp({ first: [{ againMs: 1_000, holds: true }] });
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

it("does not make a channel wait for another", async () => {
  const { clock, turns, add } = setUp({ held: [{ againMs: 60_000, holds: true }] });
  add(inChannel("c1", "held"));
  add(inChannel("c1", "behind"));
  add(inChannel("c2", "elsewhere"));
  await clock.advance(10);
  expect(turns).toEqual(["held", "elsewhere"]);
});

it("gives no turn after a stop", async () => {
  const { clock, queues, turns, add } = setUp();
  await queues.stop(0, AbortSignal.abort());
  add(inChannel("c1", "late"));
  await clock.advance(60_000);
  expect(turns).toEqual([]);
});
