import { expect, it } from "vitest";
import { StoreError } from "../../../../src/core/errors.ts";
import type { JobList } from "../../../../src/core/job/job-list.ts";
import { KEPT_FOR_MS, type Follow } from "../../../../src/core/follow/follow.ts";
import { localized } from "../../../../src/messages/translator.ts";
import { listJobs } from "../../../../src/services/requests/list-jobs.ts";
import { FakeClock } from "../../../support/fakes/fake-clock.ts";
import { aFollow, aSettledFollow, DISCORD_CHANNEL } from "../../../support/follows.ts";
import {
  aDeliveredFollow,
  aDiscardedFollow,
  OTHER_PLACES,
  startUseCases,
} from "../../../support/use-cases.ts";

const firstPage = { channel: DISCORD_CHANNEL, page: 1 };
const EMPTY = { waitingCount: 0, waiting: [], recent: [], page: 1, pages: 1 };
const NOW = new FakeClock().now();

const waitingJob = (n: number, changes: Partial<Follow> = {}): Follow =>
  aFollow({ id: `w${n}`, jobId: `waiting-${n}`, createdAt: n, ...changes });
const endedJob = (n: number): Follow => ({
  ...aDeliveredFollow({ id: `e${n}`, jobId: `ended-${n}` }),
  closedAt: NOW - n,
});
const idsOf = ({ waiting, recent }: JobList) => [
  waiting.map(({ jobId }) => jobId),
  recent.map(({ jobId }) => jobId),
];

it("shows an empty page if the channel has no jobs", async () => {
  const { deps } = await startUseCases();
  expect(await listJobs(deps, firstPage)).toEqual(EMPTY);
});

it("shows the jobs that wait, oldest first, then the latest results, newest first", async () => {
  const follows = [endedJob(2), waitingJob(2), endedJob(1), waitingJob(1)];
  const { deps } = await startUseCases({ follows });
  const list = await listJobs(deps, firstPage);
  expect(list).toMatchObject({ waitingCount: 2, page: 1, pages: 1 });
  expect(idsOf(list)).toEqual([
    ["waiting-1", "waiting-2"],
    ["ended-1", "ended-2"],
  ]);
});

it("shows five jobs on a page, and the nearest page in place of one that does not exist", async () => {
  const follows = [1, 2, 3, 4].flatMap((n) => [waitingJob(n), endedJob(n)]);
  const { deps } = await startUseCases({ follows });
  const page = (n: number) => listJobs(deps, { ...firstPage, page: n });
  const first = await page(1);
  expect(first).toMatchObject({ waitingCount: 4, page: 1, pages: 2 });
  expect(idsOf(first)).toEqual([["waiting-1", "waiting-2", "waiting-3", "waiting-4"], ["ended-1"]]);
  const second = await page(2);
  expect(second).toMatchObject({ waitingCount: 4, page: 2, pages: 2 });
  expect(idsOf(second)).toEqual([[], ["ended-2", "ended-3", "ended-4"]]);
  for (const n of [-1, 0, 0.5, 1.9, Number.NaN]) expect(await page(n)).toEqual(first);
  for (const n of [3, 1_000, Infinity]) expect(await page(n)).toEqual(second);
});

it("has one page for five jobs", async () => {
  const { deps } = await startUseCases({ follows: [1, 2, 3, 4, 5].map((n) => waitingJob(n)) });
  expect(await listJobs(deps, firstPage)).toMatchObject({ waitingCount: 5, pages: 1 });
});

it("says what is known of a job that waits, its progress rounded down to a step", async () => {
  const statusMessage = { id: "m1", url: "https://chat.test/c1/m1" };
  const prompt = `a cat\n${"that smiles ".repeat(10)}`;
  const job = { status: "progress", percent: 44, prompt };
  const { deps } = await startUseCases({ follows: [waitingJob(1, { job, statusMessage })] });
  expect((await listJobs(deps, firstPage)).waiting).toEqual([
    {
      jobId: "waiting-1",
      name: "waiting-1",
      prompt: "a cat that smiles that smiles that smile…",
      symbol: "▶️",
      status: localized("status.progress"),
      percent: 40,
      since: 1,
      requesters: ["ann"],
      statusMessage,
    },
  ]);
});

it("says how a job ended and where its result is", async () => {
  const ended = aDeliveredFollow({ statusMessage: { id: "m1" }, job: { status: "completed" } });
  const { deps } = await startUseCases({ follows: [ended] });
  expect((await listJobs(deps, firstPage)).recent).toEqual([
    {
      jobId: "job-1",
      name: "job-1",
      symbol: "✅",
      status: localized("status.completed"),
      endedAt: NOW,
      statusMessage: { id: "m1" },
      resultMessage: { id: "m9" },
    },
  ]);
});

it("says why a result could not be posted", async () => {
  const { deps } = await startUseCases({ follows: [aDiscardedFollow()] });
  expect((await listJobs(deps, firstPage)).recent).toMatchObject([
    { jobId: "job-1", undelivered: localized("undelivered.forbidden") },
  ]);
});

it("tells two jobs with the same short id apart by a mark", async () => {
  const ids = ["the-same-beginning-1", "the-same-beginning-2"] as const;
  const both = [
    waitingJob(1, { jobId: ids[0] }),
    { ...endedJob(1), jobId: ids[1], publicId: "the-same" },
  ];
  const { deps } = await startUseCases({ follows: both });
  const { waiting, recent } = await listJobs(deps, firstPage);
  expect([waiting[0]?.name, recent[0]?.name]).toEqual(["the-same#ng-1", "the-same#ng-2"]);
  const one = await startUseCases({ follows: both.slice(0, 1) });
  expect((await listJobs(one.deps, firstPage)).waiting).toMatchObject([{ name: "the-same" }]);
});

it("leaves out a result that is on its way until it is there", async () => {
  const { deps } = await startUseCases({ follows: [aSettledFollow({ kind: "failed" })] });
  expect(await listJobs(deps, firstPage)).toEqual(EMPTY);
});

it("leaves out the retries whose answer is not known", async () => {
  const { deps } = await startUseCases({ follows: [aFollow({ origin: "retry" })] });
  expect(await listJobs(deps, firstPage)).toEqual(EMPTY);
});

it("leaves out results that are older than a week", async () => {
  const { deps, clock } = await startUseCases({ follows: [aDeliveredFollow()] });
  await clock.advance(KEPT_FOR_MS);
  expect(await listJobs(deps, firstPage)).toEqual(EMPTY);
});

it("shows the jobs of the channel's threads, too", async () => {
  const channel = { platform: "slack", workspace: "T1", channel: "C1" } as const;
  const inThread = aFollow({ channel: { ...channel, thread: "1.5" } });
  const { deps } = await startUseCases({ follows: [inThread] });
  expect(idsOf(await listJobs(deps, { channel, page: 1 }))).toEqual([["job-1"], []]);
});

it.each(OTHER_PLACES)("shows nothing of this channel in $place", async ({ channel }) => {
  const { deps } = await startUseCases({ follows: [waitingJob(1), endedJob(1)] });
  expect(await listJobs(deps, { channel, page: 1 })).toEqual(EMPTY);
});

it("rejects while the store is down, rather than leave a job out", async () => {
  const { deps, store } = await startUseCases({ follows: [waitingJob(1), endedJob(1)] });
  store.failWith(new Error("disk full"));
  await expect(listJobs(deps, firstPage)).rejects.toThrow(StoreError);
});
