import { expect, it } from "vitest";
import { StoreError } from "../../../../src/core/errors.ts";
import type { RetryRequestResult } from "../../../../src/core/job/job.ts";
import { settle } from "../../../support/fakes/fake-clock.ts";
import { createFakeStore } from "../../../support/fakes/fake-store.ts";
import { localized } from "../../../../src/messages/translator.ts";
import { checkRetry, retryJob } from "../../../../src/services/requests/retry-job.ts";
import { aJob } from "../../../support/follows.ts";
import {
  aDeliveredFollow,
  anAsker,
  aRetryableFollow,
  startUseCases,
} from "../../../support/use-cases.ts";

const done = aRetryableFollow();
const request = { ...anAsker(), followId: "f1" };

it("has the job run again once, and follows the new job", async () => {
  const { deps, api, store, run } = await startUseCases({ follows: [done] });
  api.answerRetry("job-1", { kind: "started", jobId: "job-2" });
  api.answer("job-2", { kind: "job", job: aJob("running", { jobId: "job-2" }) });
  const result = await run(retryJob(deps, request));
  expect(result).toMatchObject({ kind: "started", jobId: "job-2", follow: { kind: "following" } });
  expect(api.retries).toEqual(["job-1"]);
  expect(store.all()).toMatchObject([
    { id: "f1", state: "delivered" },
    { jobId: "job-2", requesters: ["ann"] },
  ]);
});

it("starts one job for two people who confirm at once, and tells both of its result", async () => {
  const { deps, api, store, run } = await startUseCases({ follows: [done], retry: "everyone" });
  api.answerRetry("job-1", { kind: "started", jobId: "job-2" });
  api.answer("job-2", { kind: "job", job: aJob("running", { jobId: "job-2" }) });
  const asked = [retryJob(deps, request), retryJob(deps, { ...request, userId: "bob" })];
  expect(await run(Promise.all(asked))).toMatchObject([{ jobId: "job-2" }, { jobId: "job-2" }]);
  expect(api.retries).toEqual(["job-1"]);
  expect(store.all()).toMatchObject([
    { id: "f1", state: "delivered" },
    { requesters: ["ann", "bob"] },
  ]);
});

/** Two processes on one store, and an API that starts `job-2`. */
async function startTwo() {
  const store = createFakeStore([done]);
  const first = await startUseCases({ store, retry: "everyone" });
  const second = await startUseCases({ store, retry: "everyone" });
  for (const { api } of [first, second]) {
    api.answerRetry("job-1", { kind: "started", jobId: "job-2" });
    api.answer("job-2", { kind: "job", job: aJob("running", { jobId: "job-2" }) });
  }
  return { store, first, second };
}

it("starts one job for two people who confirm in two processes, one soon after the other", async () => {
  const { store, first, second } = await startTwo();
  await first.run(retryJob(first.deps, request));
  await second.clock.advance(5_000);
  const result = await second.run(retryJob(second.deps, { ...request, userId: "bob" }));
  expect(result).toMatchObject({ kind: "started", jobId: "job-2", follow: { kind: "following" } });
  expect([first.api.retries, second.api.retries]).toEqual([["job-1"], []]);
  expect(store.all().find(({ jobId }) => jobId === "job-2")?.requesters).toEqual(["ann", "bob"]);
});

/** Two people confirm in two processes; the API has not answered the first when the second has waited for `waitedMs`. */
async function startOverlapping(waitedMs: number) {
  const { store, first, second } = await startTwo();
  const answer = Promise.withResolvers<RetryRequestResult>();
  first.api.retryJob = () => answer.promise;
  const asked = first.run(retryJob(first.deps, request));
  await settle();
  const deps = { ...second.deps, isShared: true };
  const joining = second.run(retryJob(deps, { ...request, userId: "bob" }));
  await second.clock.advance(waitedMs);
  const answerFirst = async (result: RetryRequestResult): Promise<void> => {
    answer.resolve(result);
    await asked;
    await second.clock.advance(1_000);
  };
  return { store, second, joining, answerFirst };
}

// The second was told at once that the API does not answer, and to look whether a new job runs.
it("starts one job for two people who confirm in two processes at once, and tells both of its result", async () => {
  const { store, second, joining, answerFirst } = await startOverlapping(3_000);
  await answerFirst({ kind: "started", jobId: "job-2" });
  expect(await joining).toMatchObject({ jobId: "job-2", follow: { kind: "following" } });
  expect(second.api.retries).toEqual([]);
  expect(store.all().find(({ jobId }) => jobId === "job-2")?.requesters).toEqual(["ann", "bob"]);
});

it("asks for the second of them if no job was started for the first", async () => {
  const { second, joining, answerFirst } = await startOverlapping(3_000);
  await answerFirst({ kind: "queue-full" });
  expect(await joining).toMatchObject({ kind: "started", jobId: "job-2" });
  expect(second.api.retries).toEqual(["job-1"]);
});

it("says that it is not known whether a job runs if the API does not answer another process for 10 s", async () => {
  const { joining, answerFirst } = await startOverlapping(10_000);
  expect(await joining).toMatchObject({ kind: "unknown" });
  await answerFirst({ kind: "started", jobId: "job-2" });
});

it("starts another job in another process after a while", async () => {
  const { first, second } = await startTwo();
  await first.run(retryJob(first.deps, request));
  await second.clock.advance(71_000);
  second.api.answerRetry("job-1", { kind: "started", jobId: "job-3" });
  await second.run(retryJob(second.deps, request));
  expect(second.api.retries).toEqual(["job-1"]);
});

it("starts another job in the same process as soon as presses no longer count as the same", async () => {
  // It used to join the first retry for 70 s, which allows for another process's clock.
  const { first } = await startTwo();
  await first.run(retryJob(first.deps, request));
  await first.clock.advance(11_000);
  first.api.answerRetry("job-1", { kind: "started", jobId: "job-3" });
  expect(await first.run(retryJob(first.deps, request))).toMatchObject({ jobId: "job-3" });
  expect(first.api.retries).toEqual(["job-1", "job-1"]);
});

it("does not count a retry as the same for longer because another process joined it", async () => {
  // Each press that joined used to begin the 70 s anew.
  const { store, first, second } = await startTwo();
  const endedAt = () => store.all().find(({ origin }) => origin === "retry")?.closedAt;
  await first.run(retryJob(first.deps, request));
  const before = endedAt();
  await second.clock.advance(50_000);
  expect(await second.run(retryJob(second.deps, request))).toMatchObject({ jobId: "job-2" });
  expect([before, endedAt()]).toEqual([expect.any(Number), before]);
});

it("starts another job at once in another process if none was started", async () => {
  const { first, second } = await startTwo();
  first.api.answerRetry("job-1", { kind: "queue-full" });
  await first.run(retryJob(first.deps, request));
  expect(await second.run(retryJob(second.deps, request))).toMatchObject({ jobId: "job-2" });
  expect(second.api.retries).toEqual(["job-1"]);
});

it("leaves a record of a started job that shows nothing in the channel", async () => {
  const { store, first, second } = await startTwo();
  await first.run(retryJob(first.deps, request));
  const ended = store.all().find(({ origin }) => origin === "retry");
  expect(ended).toMatchObject({ state: "delivered", startedAs: "job-2" });
  if (ended) await second.partition.statusUpdater.resume(ended);
  await second.clock.advance(10_000);
  expect(second.discord.posts).toEqual([]);
});

it("keeps the intent if it is not known whether a job was started", async () => {
  const { deps, api, store, run } = await startUseCases({ follows: [done] });
  api.answerRetry("job-1", { kind: "unknown" });
  expect(await run(retryJob(deps, request))).toEqual({ kind: "unknown", sourceName: "Pika" });
  expect(store.all()).toMatchObject([
    { id: "f1", state: "delivered" },
    { origin: "retry", state: "pending" },
  ]);
});

it("keeps nothing if the API starts no job, and says why", async () => {
  const { deps, api, store, run } = await startUseCases({ follows: [done] });
  api.answerRetry("job-1", { kind: "queue-full" });
  expect(await run(retryJob(deps, request))).toEqual({ kind: "queue-full" });
  expect(store.all()).toEqual([done]);
});

it("refuses people who may not run it again, before they confirm and after", async () => {
  const { deps, api } = await startUseCases({ follows: [done] });
  const stranger = { ...request, userId: "eve" };
  expect(await checkRetry(deps, stranger)).toEqual({ kind: "not-yours" });
  expect(await retryJob(deps, stranger)).toEqual({ kind: "not-yours" });
  const elsewhere = { ...request, channel: { ...request.channel, channel: "c2" } };
  expect(await retryJob(deps, elsewhere)).toEqual({ kind: "not-found" });
  const off = await startUseCases({ follows: [done], retry: "off" });
  expect(await retryJob(off.deps, request)).toEqual({ kind: "off" });
  const plain = await startUseCases({ follows: [aDeliveredFollow()] });
  expect(await retryJob(plain.deps, request)).toMatchObject({ kind: "not-retryable" });
  expect([...api.retries, ...off.api.retries, ...plain.api.retries]).toEqual([]);
});

it("starts nothing that could not be followed: too many follows, or no access", async () => {
  const full = await startUseCases({ follows: [done], quotas: { followsPerChannel: 0 } });
  expect(await retryJob(full.deps, request)).toEqual({
    kind: "refused",
    refusal: { kind: "too-many", of: "channel", limit: 0 },
  });
  const { deps, api, store } = await startUseCases({ follows: [done] });
  const why = { problem: localized("access.not-allowed"), cure: localized("access.ask-manager") };
  const checkAccess = async () => ({ ok: false, ...why }) as const;
  expect(await retryJob(deps, { ...request, checkAccess })).toMatchObject({
    kind: "refused",
    refusal: { kind: "no-access", ...why },
  });
  expect(store.all()).toEqual([done]);
  expect([...full.api.retries, ...api.retries]).toEqual([]);
});

it("asks the API nothing while the store is down", async () => {
  const { deps, api, store } = await startUseCases({ follows: [done] });
  store.failWith(new Error("disk full"));
  await expect(retryJob(deps, request)).rejects.toThrow(StoreError);
  expect(api.retries).toEqual([]);
});
