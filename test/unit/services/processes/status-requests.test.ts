import { expect, it } from "vitest";
import { settingsKey } from "../../../../src/core/channel/channel-settings.ts";
import { PlatformError, StoreError } from "../../../../src/core/errors.ts";
import type { Follow } from "../../../../src/core/follow/follow.ts";
import { partitionOf } from "../../../../src/core/partition.ts";
import {
  HeldPartitions,
  type HeldPartition,
} from "../../../../src/services/processes/held-partitions.ts";
import { PartitionRequests } from "../../../../src/services/processes/partition-requests.ts";
import { StatusRequests } from "../../../../src/services/processes/status-requests.ts";
import { FakeClock, settle } from "../../../support/fakes/fake-clock.ts";
import { createFakeLogger } from "../../../support/fakes/fake-logger.ts";
import { aFollow } from "../../../support/follows.ts";
import { FakeProcesses } from "../../../support/several/fake-processes.ts";

const FOLLOW = aFollow();
const PARTITION = partitionOf(settingsKey(FOLLOW.channel));

/** A process that asks, and another one that holds the channel's partition. `show`: what its status message does. */
function setUp(show: () => Promise<void> = async () => {}) {
  const clock = new FakeClock();
  const processes = new FakeProcesses(clock);
  const seen = { shown: [] as string[], acted: [] as string[], updated: [] as string[] };
  const partition = {
    ending: new AbortController().signal,
    actOn: ({ id }: Follow) => void seen.acted.push(id),
    statusUpdater: {
      update: ({ id }: Follow) => void seen.updated.push(id),
      updateNow: async ({ id }: Follow) => {
        seen.shown.push(id);
        await show();
      },
    },
  } as unknown as HeldPartition;
  const holder = new HeldPartitions<HeldPartition>();
  holder.add(PARTITION, partition);
  const registry = {
    get: async () => FOLLOW,
    ofKey: async () => FOLLOW,
    entriesOfJob: async () => [],
  };
  const log = createFakeLogger();
  void new PartitionRequests({
    held: holder,
    messages: processes.join("worker").messages,
    registry,
    log,
  });
  const asking = new HeldPartitions<HeldPartition>();
  const { messages } = processes.join("gateway");
  const requests = new StatusRequests({ held: asking, messages, clock, newId: () => "request-1" });
  const stop = new AbortController();
  const updateNow = () => requests.updateNow(FOLLOW, stop.signal);
  return { clock, processes, holder, partition, asking, requests, seen, stop, updateNow, log };
}

it("has the holder of the channel show a status message, and waits for that", async () => {
  const { updateNow, seen, clock } = setUp();
  await updateNow();
  expect(seen.shown).toEqual([FOLLOW.id]);
  expect(clock.waiting).toBe(0);
});

it("needs no message if this process is the holder", async () => {
  const { updateNow, requests, asking, partition, processes, seen } = setUp();
  asking.add(PARTITION, partition);
  processes.isAway = true;
  await updateNow();
  requests.update(FOLLOW);
  expect(seen).toMatchObject({ shown: [FOLLOW.id], updated: [FOLLOW.id] });
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
  const { requests, seen } = setUp();
  requests.update(FOLLOW);
  await settle();
  expect(seen.acted).toEqual([FOLLOW.id]);
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
