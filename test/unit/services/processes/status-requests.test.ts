import { expect, it } from "vitest";
import { settingsKey } from "../../../../src/core/channel/channel-settings.ts";
import { PlatformError, StoreError } from "../../../../src/core/errors.ts";
import { partitionOf } from "../../../../src/core/partition.ts";
import { StatusRequests } from "../../../../src/services/processes/status-requests.ts";
import { settle } from "../../../support/fakes/fake-clock.ts";
import { aFollow } from "../../../support/follows.ts";
import { joinTwo } from "../../../support/several/join-two.ts";

const FOLLOW = aFollow();
const PARTITION = partitionOf(settingsKey(FOLLOW.channel));

const registry = {
  get: async () => FOLLOW,
  ofKey: async () => FOLLOW,
  entriesOfJob: async () => [],
};

/** A process that asks, and another one that holds the channel's partition. `show`: what its status message does. */
function setUp(show: () => Promise<void> = async () => {}) {
  const { partition, messages, startHolder, ...two } = joinTwo(PARTITION, registry);
  partition.onShow = show;
  startHolder();
  const { asking, clock } = two;
  const requests = new StatusRequests({ held: asking, messages, clock, newId: () => "request-1" });
  const stop = new AbortController();
  const updateNow = () => requests.updateNow(FOLLOW, stop.signal);
  return { ...two, partition, asked: partition.asked, requests, stop, updateNow };
}

it("has the holder of the channel show a status message, and waits for that", async () => {
  const { updateNow, asked, clock } = setUp();
  await updateNow();
  expect(asked).toEqual([`updateNow ${FOLLOW.id}`]);
  expect(clock.waiting).toBe(0);
});

it("needs no message if this process is the holder", async () => {
  const { updateNow, requests, asking, partition, processes, asked } = setUp();
  asking.add(PARTITION, partition);
  processes.isAway = true;
  await updateNow();
  requests.update(FOLLOW);
  expect(asked).toEqual([`updateNow ${FOLLOW.id}`, `update ${FOLLOW.id}`]);
});

it("passes on why the platform refused it", async () => {
  const { updateNow } = setUp(async () => {
    throw new PlatformError("forbidden", "may not post", { missing: ["SendMessages"] });
  });
  await expect(updateNow()).rejects.toMatchObject({ code: "forbidden", missing: ["SendMessages"] });
});

it("says that the platform is unavailable if no process answers in 10 s", async () => {
  const { updateNow, holder, clock } = setUp();
  holder.remove(PARTITION);
  await Promise.all([
    expect(updateNow()).rejects.toMatchObject({ code: "unavailable" }),
    clock.advance(10_000),
  ]);
});

it("says so at once while the queue is away, and when the command is over", async () => {
  const { updateNow, processes, holder, stop } = setUp();
  holder.remove(PARTITION);
  const shown = updateNow();
  stop.abort();
  await expect(shown).rejects.toMatchObject({ code: "unavailable" });
  processes.isAway = true;
  await expect(updateNow()).rejects.toMatchObject({ code: "unavailable" });
});

it("tells the holder of a change that nobody waits for", async () => {
  const { requests, asked } = setUp();
  requests.update(FOLLOW);
  await settle();
  expect(asked).toEqual([`actOn ${FOLLOW.id}`]);
});

it("logs what it could not do for others, and answers nothing then", async () => {
  const { updateNow, clock, log } = setUp(async () => {
    throw new StoreError("down");
  });
  await Promise.all([
    expect(updateNow()).rejects.toMatchObject({ code: "unavailable" }),
    clock.advance(10_000),
  ]);
  expect(log.of("message.not_handled")).toMatchObject([{ kind: "show-status" }]);
});
