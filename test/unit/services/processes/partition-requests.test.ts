import { describe, expect, it } from "vitest";
import { QueueError } from "../../../../src/core/errors.ts";
import { followKey } from "../../../../src/core/follow/follow.ts";
import type { ProcessMessage } from "../../../../src/core/ports/processes/process-messages.ts";
import { PartitionRequests } from "../../../../src/services/processes/partition-requests.ts";
import { FakeClock, settle } from "../../../support/fakes/fake-clock.ts";
import { aFollow, aJob } from "../../../support/follows.ts";
import { startStatus } from "../../../support/start-status.ts";
import {
  FakeHeldPartition,
  holdsAll,
  holdsNothing,
} from "../../../support/several/fake-held-partition.ts";
import { FakeProcesses } from "../../../support/several/fake-processes.ts";

const pending = aFollow();
const intent = aFollow({ id: "intent", jobId: "job-2", origin: "retry" });
const ended = aFollow({ id: "ended", jobId: "job-3", state: "discarded" });
const MESSAGES: readonly ProcessMessage[] = [
  { kind: "poll", jobKey: "pika|job-1" },
  { kind: "poll-now", jobKey: "pika|job-1", isStale: false },
  { kind: "changed", followKey: followKey(pending) },
  { kind: "show-status", id: "r1", followKey: followKey(pending) },
  { kind: "search-retry", followKey: followKey(intent) },
];

/** A process that answers, and what arrives at all. */
async function start({ holds = true } = {}) {
  const { registry, store, log } = await startStatus({ follows: [pending, intent, ended] });
  const hub = new FakeProcesses(new FakeClock());
  const held = new FakeHeldPartition();
  const { messages } = hub.join("worker");
  const arrived: ProcessMessage[] = [];
  messages.subscribe((message) => arrived.push(message));
  void new PartitionRequests({
    held: holds ? holdsAll(held) : holdsNothing,
    messages,
    registry,
    log,
  });
  const send = async (message: ProcessMessage): Promise<readonly ProcessMessage[]> => {
    await messages.publish(message);
    await settle();
    return arrived.splice(0).slice(1);
  };
  return { held, hub, store, log, send };
}

describe("the holder of a partition", () => {
  it("polls soon what it is asked to", async () => {
    const { send, held } = await start();
    await send({ kind: "poll", jobKey: "pika|job-1" });
    expect(held.asked).toEqual(["add pika|job-1 in 0"]);
  });

  it("answers with the result of a poll, or that there is none", async () => {
    const { send, held } = await start();
    const ask: ProcessMessage = { kind: "poll-now", jobKey: "pika|job-1", isStale: false };
    expect(await send(ask)).toEqual([{ kind: "polled", jobKey: "pika|job-1" }]);
    const pollResult = { kind: "not-found", message: "no such job" } as const;
    held.onPoll = async () => pollResult;
    expect(await send(ask)).toEqual([{ kind: "polled", jobKey: "pika|job-1", pollResult }]);
  });

  // Ten thousand messages of a megabyte each used to fill the memory of Redis, which then takes no writes.
  it("answers without the texts of a job, however long they are", async () => {
    const { send, held } = await start();
    const text = "x".repeat(100_000);
    const job = aJob("completed", { content: text, error: text, errorDetails: text });
    const pollResult = {
      kind: "job",
      job: { ...job, facts: { ...job.facts, prompt: text } },
    } as const;
    held.onPoll = async () => pollResult;
    const [answer] = await send({ kind: "poll-now", jobKey: "pika|job-1", isStale: false });
    expect(JSON.stringify(answer).length).toBeLessThan(5_000);
    const { phase, attachments, facts } = job;
    const { status, verb } = facts;
    expect(answer).toMatchObject({
      pollResult: { job: { phase, attachments, facts: { status, verb } } },
    });
  });

  it("acts on changes by others, of ended follows, too", async () => {
    const { send, held } = await start();
    await send({ kind: "changed", followKey: followKey(pending) });
    await send({ kind: "changed", followKey: followKey(ended) });
    await send({ kind: "changed", followKey: followKey(aFollow({ jobId: "unknown" })) });
    expect(held.asked.filter((line) => line.startsWith("actOn"))).toEqual([
      "actOn f1",
      "actOn ended",
    ]);
  });

  it("looks again which follows a job has after a change by others", async () => {
    const { send, held } = await start();
    await send({ kind: "changed", followKey: followKey(aFollow({ jobId: "unknown" })) });
    expect(held.asked).toEqual(["look again at pika|unknown"]);
  });

  it("says that a status message is shown, also if there is none to show", async () => {
    const { send, held } = await start();
    const shown = [{ kind: "shown", id: "r1" }];
    expect(await send({ kind: "show-status", id: "r1", followKey: followKey(pending) })).toEqual(
      shown,
    );
    expect(await send({ kind: "show-status", id: "r1", followKey: followKey(ended) })).toEqual(
      shown,
    );
    expect(held.asked).toEqual(["updateNow f1"]);
  });

  it("does not answer that the platform refused when it was its own queue that is away", async () => {
    const { send, held, log } = await start();
    held.onShow = async () => {
      throw new QueueError("the queue is away");
    };
    expect(await send({ kind: "show-status", id: "r1", followKey: followKey(pending) })).toEqual(
      [],
    );
    expect(log.of("message.not_handled")).toMatchObject([{ kind: "show-status" }]);
  });

  it("searches the jobs of pending retries only", async () => {
    const { send, held } = await start();
    await send({ kind: "search-retry", followKey: followKey(intent) });
    await send({ kind: "search-retry", followKey: followKey(ended) });
    expect(held.asked).toEqual(["search intent"]);
  });

  it("logs what it could not do while the store is down", async () => {
    const { send, store, held, log } = await start();
    store.failWith(new Error("disk full"));
    await send({ kind: "changed", followKey: followKey(pending) });
    expect(held.asked).toEqual(["look again at pika|job-1"]);
    expect(log.of("message.not_handled")).toMatchObject([{ kind: "changed" }]);
  });
});

it.each(MESSAGES)("a process that does not hold the partition ignores $kind", async (message) => {
  const { send, store, log } = await start({ holds: false });
  store.failWith(new Error("no record is read"));
  expect(await send(message)).toEqual([]);
  expect(log.lines).toEqual([]);
});
