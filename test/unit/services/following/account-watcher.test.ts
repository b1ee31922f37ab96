import { expect, it } from "vitest";
import type { ChannelSettings } from "../../../../src/core/channel/channel-settings.ts";
import { StoreError } from "../../../../src/core/errors.ts";
import { scheduleOf } from "../../../../src/core/job/poll-schedule.ts";
import { AccountWatcher } from "../../../../src/services/following/account-watcher.ts";
import { FollowArchive } from "../../../../src/services/following/follow-archive.ts";
import { MemoryFollowIndex } from "../../../../src/services/following/indexing/memory-follow-index.ts";
import { FollowRegistry } from "../../../../src/services/following/follow-registry.ts";
import { FakeClock } from "../../../support/fakes/fake-clock.ts";
import { FakeJobSource } from "../../../support/fakes/fake-job-source.ts";
import { createFakeLogger } from "../../../support/fakes/fake-logger.ts";
import { createFakeStore } from "../../../support/fakes/fake-store.ts";
import { DISCORD_CHANNEL, openFollows, SLACK_CHANNEL } from "../../../support/follows.ts";
import { PLENTY, USUAL_POLL } from "../../../support/limits.ts";

const { signal } = new AbortController();
const notifications = { by: "ann", since: 0 };

function setUp({ followsPerChannel = 9 } = {}) {
  const clock = new FakeClock();
  const log = createFakeLogger();
  const store = createFakeStore();
  const api = new FakeJobSource();
  const options = {
    archive: new FollowArchive({ clock }),
    index: new MemoryFollowIndex({ clock }),
    log,
    isAllowed: () => true,
  };
  const registry = new FollowRegistry(store.follows, options);
  const channels: ChannelSettings[] = [
    { channel: DISCORD_CHANNEL, notifications },
    { channel: SLACK_CHANNEL },
  ];
  const due: string[] = [];
  let ids = 0;
  const watcher = new AccountWatcher({
    source: {
      name: api.name,
      schedule: scheduleOf(USUAL_POLL, 0),
      listJobs: (stopping) => api.listJobs(stopping),
      toJob: (jobId) => ({ source: "pika", sourceName: "Pika", jobId, publicId: jobId }),
    },
    registry,
    settings: { all: () => channels },
    queue: { add: (key) => due.push(key) },
    quotas: { ...PLENTY, followsPerChannel },
    serves: () => true,
    newId: () => `f${(ids += 1)}`,
    clock,
    log,
  });
  return { api, clock, log, store, registry, channels, due, watcher };
}

it("does not ask the API while no channel wants notifications", async () => {
  const { api, channels, watcher } = setUp();
  channels.shift();
  expect(await watcher.pass(signal)).toEqual({ begun: 0, refused: 0, failed: 0 });
  expect(api.lists).toBe(0);
});

it("stores a follow of each listed job in each channel that wants notifications, once", async () => {
  const { api, registry, due, watcher } = setUp();
  api.answerList({ kind: "jobs", jobIds: ["job-1", "job-2"] });
  expect(await watcher.pass(signal)).toEqual({ begun: 2, refused: 0, failed: 0 });
  expect(await watcher.pass(signal)).toEqual({ begun: 0, refused: 0, failed: 0 });
  expect((await openFollows(registry)).map(({ jobId, channel }) => [jobId, channel])).toEqual([
    ["job-1", DISCORD_CHANNEL],
    ["job-2", DISCORD_CHANNEL],
  ]);
  expect(due).toHaveLength(2);
});

it("follows the other jobs if one cannot be stored, and retries that one in the next pass", async () => {
  const { api, log, store, registry, watcher } = setUp();
  api.answerList({ kind: "jobs", jobIds: ["job-1", "job-2", "job-3"] });
  const error = new StoreError("a newer release wrote it");
  store.beforeWrite = ({ jobId }) => {
    if (jobId === "job-2") throw error;
  };
  expect(await watcher.pass(signal)).toEqual({ begun: 2, refused: 0, failed: 1 });
  expect(log.of("account.failed")).toEqual([{ err: error }]);
  store.beforeWrite = undefined;
  expect(await watcher.pass(signal)).toEqual({ begun: 1, refused: 0, failed: 0 });
  expect((await openFollows(registry)).map(({ jobId }) => jobId)).toEqual([
    "job-1",
    "job-3",
    "job-2",
  ]);
});

it("logs one line if the store is down, however many jobs are listed", async () => {
  const { api, log, store, watcher } = setUp();
  api.answerList({ kind: "jobs", jobIds: ["job-1", "job-2", "job-3"] });
  store.failWith(new Error("no disk"));
  expect(await watcher.pass(signal)).toEqual({ begun: 0, refused: 0, failed: 3 });
  expect(log.of("account.failed")).toHaveLength(1);
});

it("logs once that the quota is full, and follows the job when it is not", async () => {
  const { api, log, registry, watcher } = setUp({ followsPerChannel: 1 });
  api.answerList({ kind: "jobs", jobIds: ["job-1", "job-2"] });
  expect(await watcher.pass(signal)).toEqual({ begun: 1, refused: 1, failed: 0 });
  expect(await watcher.pass(signal)).toEqual({ begun: 0, refused: 1, failed: 0 });
  expect(log.of("follow.refused")).toHaveLength(1);
  const [first] = await openFollows(registry);
  await registry.withdraw({ follow: first!, before: undefined }, "");
  expect(await watcher.pass(signal)).toEqual({ begun: 1, refused: 0, failed: 0 });
});

it("logs once why the list cannot be read, and reads it less and less often meanwhile", async () => {
  const { api, clock, log, watcher } = setUp();
  api.answerList({ kind: "unavailable" });
  await watcher.start();
  await clock.advance(600_000);
  const withProblem = api.lists;
  expect(log.of("account.not_read")).toEqual([{ api: "pika", kind: "unavailable" }]);
  api.answerList({ kind: "jobs", jobIds: [] });
  await clock.advance(60_000);
  const before = api.lists;
  await clock.advance(600_000);
  expect(api.lists - before).toBeGreaterThan(withProblem);
  await watcher.stop();
});
