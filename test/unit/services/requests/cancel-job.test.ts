import { expect, it } from "vitest";
import { StoreError } from "../../../../src/core/errors.ts";
import type { Follow } from "../../../../src/core/follow/follow.ts";
import type { CancelRequestResult, PollResult } from "../../../../src/core/job/job.ts";
import { cancelJob, checkCancel } from "../../../../src/services/requests/cancel-job.ts";
import { aFollow } from "../../../support/follows.ts";
import { aDeliveredFollow, anAsker, startUseCases } from "../../../support/use-cases.ts";

const facts = { status: "progress", isCancellable: true };
const running: Follow = { ...aFollow(), job: facts };
/** Another channel follows the same job. */
const elsewhere: Follow = {
  ...running,
  id: "f2",
  channel: { ...running.channel, channel: "c2" },
  requesters: ["cem"],
};
const request = { ...anAsker(), followId: running.id };
const GONE: PollResult = { kind: "not-found", message: "no such job" };

const start = async (answer: CancelRequestResult, follows: readonly Follow[] = [running]) => {
  const started = await startUseCases({ follows });
  started.api.answerCancel("job-1", answer);
  return started;
};

it("asks the API to cancel the job, and notes that in every follow of the job", async () => {
  const { deps, api, store, run } = await start({ kind: "cancelling" }, [running, elsewhere]);
  expect(await run(checkCancel(deps, request))).toMatchObject({ kind: "job", jobId: "job-1" });
  expect(api.cancellations).toEqual([]);
  expect(await run(cancelJob(deps, request))).toMatchObject({ kind: "cancelling" });
  expect(api.cancellations).toEqual(["job-1"]);
  for (const each of store.all()) expect(each.cancelAskedAt).toBeDefined();
});

it("has stored the note before the API is asked", async () => {
  const { deps, api, store, run } = await startUseCases({ follows: [running] });
  let stored: unknown;
  api.cancelJob = async () => {
    stored = store.all()[0]?.cancelAskedAt;
    return { kind: "cancelling" };
  };
  await run(cancelJob(deps, request));
  expect(stored).toBeDefined();
});

it("asks once for two people in two channels who confirm at the same time", async () => {
  const { deps, api, run } = await start({ kind: "cancelling" }, [running, elsewhere]);
  const other = { ...request, channel: elsewhere.channel, userId: "cem", followId: "f2" };
  const asked = [cancelJob(deps, request), cancelJob(deps, other)];
  const results = await run(Promise.all(asked));
  expect(results).toMatchObject([{ kind: "cancelling" }, { kind: "cancelling" }]);
  expect(api.cancellations).toEqual(["job-1"]);
});

it.each<readonly [CancelRequestResult, object, boolean]>([
  [{ kind: "over" }, { kind: "over", jobId: "job-1" }, false],
  [GONE, { kind: "gone", message: "no such job" }, false],
  [{ kind: "unknown" }, { kind: "unknown", sourceName: "Pika" }, true],
  [{ kind: "not-understood" }, { sourceProblem: { kind: "not-understood" } }, true],
  [{ kind: "unavailable" }, { sourceProblem: { kind: "unavailable" } }, false],
  [{ kind: "unauthorised" }, { sourceProblem: { kind: "unauthorised" } }, false],
])("with the answer %j it is %j, and the note stays: %j", async (answer, result, isNoted) => {
  const { deps, store, run } = await start(answer);
  expect(await run(cancelJob(deps, request))).toMatchObject(result);
  expect(store.all()[0]?.cancelAskedAt !== undefined).toBe(isNoted);
});

it("keeps the note of an earlier request that may have had an effect", async () => {
  const earlier = { ...running, cancelAskedAt: 7 };
  const { deps, store, run } = await start({ kind: "unavailable" }, [earlier]);
  await run(cancelJob(deps, request));
  expect(store.all()[0]?.cancelAskedAt).toBe(7);
});

it("refuses people who may not, jobs that cannot be cancelled, and jobs that have ended", async () => {
  const { deps, api } = await start({ kind: "cancelling" });
  const stranger = { ...request, userId: "eve" };
  expect(await checkCancel(deps, stranger)).toEqual({ kind: "not-yours" });
  expect(await cancelJob(deps, stranger)).toEqual({ kind: "not-yours" });
  const other = { ...request, channel: elsewhere.channel };
  expect(await cancelJob(deps, other)).toEqual({ kind: "not-found" });
  const plain = await start({ kind: "cancelling" }, [{ ...running, job: { status: "progress" } }]);
  expect(await cancelJob(plain.deps, request)).toMatchObject({ kind: "not-cancellable" });
  const done = await start({ kind: "cancelling" }, [{ ...aDeliveredFollow(), job: facts }]);
  expect(await cancelJob(done.deps, request)).toMatchObject({ kind: "over" });
  expect([...api.cancellations, ...plain.api.cancellations, ...done.api.cancellations]).toEqual([]);
});

it("asks the API nothing while the store is down", async () => {
  const { deps, api, store } = await start({ kind: "cancelling" });
  store.failWith(new Error("disk full"));
  await expect(cancelJob(deps, request)).rejects.toThrow(StoreError);
  expect(api.cancellations).toEqual([]);
});

// A stranger who had learnt the id could follow the job in a server of their own, and cancel it there.
it("leaves a job alone that another server has followed for longer, but not the other way round", async () => {
  const later: Follow = {
    ...running,
    id: "f3",
    channel: { ...running.channel, workspace: "g2" },
    requesters: ["eve"],
    createdAt: running.createdAt + 1,
  };
  const { deps, api, run } = await start({ kind: "cancelling" }, [running, later]);
  const stranger = { ...request, channel: later.channel, userId: "eve", followId: "f3" };
  expect(await run(checkCancel(deps, stranger))).toEqual({
    kind: "not-cancellable",
    jobId: "job-1",
  });
  expect(await run(cancelJob(deps, stranger))).toMatchObject({ kind: "not-cancellable" });
  expect(api.cancellations).toEqual([]);
  expect(await run(cancelJob(deps, request))).toMatchObject({ kind: "cancelling" });
});

// The clock of the stranger's process was behind, and so the job was theirs, and not its owner's.
it("goes by the order of the index for follows that processes with different clocks have stored", async () => {
  const later: Follow = {
    ...running,
    id: "f3",
    channel: { ...running.channel, workspace: "g2" },
    requesters: ["eve"],
    createdAt: running.createdAt - 30_000,
  };
  const { deps: alone, api, run } = await start({ kind: "cancelling" }, [running, later]);
  const deps = { ...alone, isShared: true };
  const stranger = { ...request, channel: later.channel, userId: "eve", followId: "f3" };
  expect(await run(cancelJob(deps, stranger))).toMatchObject({ kind: "not-cancellable" });
  expect(api.cancellations).toEqual([]);
  expect(await run(cancelJob(deps, request))).toMatchObject({ kind: "cancelling" });
});

// The first to fail took the other's note back, and the cancelled job was said to be lost.
it("leaves the note of another process, which asks at the same time, whoever fails", async () => {
  const { deps, api, store, run } = await startUseCases({ follows: [running] });
  const answers: CancelRequestResult[] = [{ kind: "unavailable" }, { kind: "cancelling" }];
  for (const answer of answers) {
    api.cancelJob = async () => {
      await deps.registry.updateOf(running, (each) => ({ ...each, cancelAskedAt: 123 }));
      return answer;
    };
    await run(cancelJob(deps, request));
    expect(store.all()[0]?.cancelAskedAt).toBe(
      answer.kind === "cancelling" ? deps.clock.now() - 100 : 123,
    );
  }
});
