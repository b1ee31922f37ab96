import { expect, test } from "vitest";
import { toQueueResult } from "../../../../src/adapters/comfy/queue-result.ts";
import type { ApiAnswer } from "../../../../src/core/ports/api-client.ts";

const UUID = "7f3d2c1b-9a8e-4d6f-b012-3c4d5e6f7a8b";
const CONTEXT = { jobId: `gpu.test/${UUID}`, uuid: UUID, origin: "http://gpu.test" };
const read = (text: string | undefined, status = 200) => {
  const answer: ApiAnswer = { status, header: () => undefined, text, atMs: 0 };
  return toQueueResult(answer, CONTEXT);
};
const queue = (running: unknown[], pending: unknown[]) =>
  read(JSON.stringify({ queue_running: running, queue_pending: pending }));
const item = (number: number, uuid: string) => [number, uuid, {}, {}, []];

test("a job in work runs", () => {
  expect(queue([item(1, UUID)], [item(2, "b")])).toMatchObject({
    kind: "job",
    job: { jobId: CONTEXT.jobId, phase: "running", facts: { status: "running" } },
  });
});

test("a waiting job runs, and has a place by its number, in whatever order the queue is", () => {
  expect(
    queue([item(1, "a")], [item(9, "d"), item(4, UUID), item(-3, "c"), item(2, "b")]),
  ).toMatchObject({
    job: { phase: "running", facts: { status: "queued", queuePosition: 2 } },
  });
  expect(queue([item(1, "a")], [item(4, UUID)])).toMatchObject({
    job: { facts: { queuePosition: 0 } },
  });
});

test("a job that is in neither is absent, and odd entries spoil nothing", () => {
  expect(queue([], [])).toEqual({ kind: "absent" });
  expect(queue([7, null], [["x"], {}, item(1, "a")])).toEqual({ kind: "absent" });
});

test("half a queue, or one too long to read, is not understood", () => {
  expect(read(JSON.stringify({ queue_running: [] })).kind).toBe("not-understood");
  expect(read("[]").kind).toBe("not-understood");
  expect(read(undefined).kind).toBe("not-understood");
  expect(read("<html>", 404).kind).toBe("not-understood");
  expect(read("<html>", 502).kind).toBe("unavailable");
});
