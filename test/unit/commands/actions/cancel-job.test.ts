import { describe, expect, it } from "vitest";
import type { CancelRequestResult } from "../../../../src/core/job/job.ts";
import { code } from "../../../../src/core/message.ts";
import { startTestRelay } from "../../../support/test-relay.ts";
import { said } from "../../../support/sentence.ts";
import { BOTH, peopleOn, pollResult } from "../asking.ts";

const JOB = { job: code("job-1") };
const SOURCE = { source: "Pika" };

describe.each(BOTH)("the button Cancel job on %s", (platform) => {
  async function setUp(answer: CancelRequestResult = { kind: "cancelling" }, isCancellable = true) {
    const relay = await startTestRelay();
    relay.api.answer("job-1", pollResult("running", { isCancellable }));
    relay.api.answerCancel("job-1", answer);
    const people = peopleOn(relay, platform);
    await people.type("pika-status", { jobid: "job-1" });
    return { ...relay, ...people };
  }

  it("appears only if the job can be cancelled", async () => {
    expect((await setUp()).buttons()).toEqual(["refresh", "stop", "cancel-job"]);
    const relay = await setUp(undefined, false);
    expect(relay.buttons()).toEqual(["refresh", "stop"]);
    expect(await relay.press("cancel-job", "follow-1")).toBe(said("cancel.not-cancellable", JOB));
  });

  it("asks first, says that it may cost, and cancels nothing if the user lets it run", async () => {
    const relay = await setUp();
    const question = await relay.press("cancel-job", "follow-1");
    expect(question).toContain(said("cancel.sure", JOB));
    expect(question).toContain(said("cancel.cost-unknown", SOURCE));
    expect(relay.adapter.answers.at(-1)?.actions).toMatchObject([
      { name: "cancel-job-now", argument: "follow-1", style: "primary" },
      { name: "cancel", label: said("button.keep-running") },
    ]);
    expect(await relay.press("cancel", "follow-1")).toBe(said("answer.cancelled"));
    expect(relay.api.cancellations).toEqual([]);
  });

  it("says what a job costs that is charged until it is cancelled", async () => {
    const relay = await setUp();
    Object.assign(relay.api, { cancelCost: "until-then" });
    const question = await relay.press("cancel-job", "follow-1");
    expect(question).toContain(said("cancel.cost-until-then", SOURCE));
  });

  it.each<readonly [CancelRequestResult, string]>([
    [{ kind: "cancelling" }, said("cancel.cancelling", { ...JOB, ...SOURCE })],
    [{ kind: "over" }, said("cancel.over", JOB)],
    [{ kind: "not-found", message: "no such job" }, said("cancel.not-found", SOURCE)],
    [{ kind: "unknown" }, said("cancel.unknown", SOURCE)],
    [{ kind: "not-understood" }, said("cancel.unknown", SOURCE)],
    [{ kind: "unavailable" }, said("cancel.unavailable", SOURCE)],
    [{ kind: "rate-limited" }, said("cancel.slow-down", SOURCE)],
    [{ kind: "no-subscription" }, said("cancel.refused", SOURCE)],
  ])("answers %j in plain words", async (answer, words) => {
    const relay = await setUp(answer);
    expect(await relay.press("cancel-job-now", "follow-1")).toContain(words);
    expect(relay.api.cancellations).toEqual(["job-1"]);
  });

  it("asks nothing while the API refuses the relay or wants it to wait", async () => {
    const relay = await setUp({ kind: "rate-limited", retryAfterMs: 60_000 });
    await relay.press("cancel-job-now", "follow-1");
    const again = await relay.press("cancel-job-now", "follow-1");
    expect(again).toContain(said("cancel.slow-down", SOURCE));
    expect(relay.api.cancellations).toEqual(["job-1"]);
  });
});
