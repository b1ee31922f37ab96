import { describe, expect, it, onTestFinished } from "vitest";
import type { PollResult } from "../../../src/core/job/job.ts";
import { aFollow, aJob } from "../../support/follows.ts";
import { eventually } from "../../support/processes/eventually.ts";
import { said } from "../../support/sentence.ts";
import { INTERVAL_MS, startTestRelay, type TestRelay } from "../../support/test-relay.ts";
import { startRunway } from "../../unit/adapters/runway/start-runway.ts";

const START = Date.UTC(2026, 0, 1);
const facts = { status: "progress", isCancellable: true };
const FOLLOW = { ...aFollow({ createdAt: START }), job: facts };
const running: PollResult = { kind: "job", job: { ...aJob("running"), facts } };
const completed: PollResult = { kind: "job", job: aJob("completed") };

const results = ({ discord, slack }: TestRelay) =>
  [...discord.posts, ...slack.posts].filter(({ kind }) => kind === "result");

const press = ({ discord }: TestRelay, userId = "ann") =>
  discord.press({ name: "cancel-job-now", argument: "f1", userId, channel: FOLLOW.channel });

/** A relay that follows the job. */
async function setUp(follows = [FOLLOW]) {
  const relay = await startTestRelay({ follows });
  relay.api.answer("job-1", running);
  await relay.clock.advance(INTERVAL_MS);
  return relay;
}

describe("a job that the API forgets when it cancels it", () => {
  it("is cancelled, not lost, in every channel that follows it", async () => {
    const other = { ...FOLLOW.channel, platform: "slack", channel: "C1" } as const;
    const relay = await setUp([FOLLOW, { ...FOLLOW, id: "f2", channel: other }]);
    relay.api.answerCancel("job-1", { kind: "cancelling" });
    const answers = press(relay);
    relay.api.forget("job-1");
    await relay.clock.advance(1_000);
    expect((await answers).at(-1)).toContain(
      said("cancel.cancelling", { job: "`job-1`", source: "Pika" }),
    );
    expect(results(relay).map(({ text }) => text)).toEqual([
      expect.stringContaining(said("result.cancelled")),
      expect.stringContaining(said("result.cancelled")),
    ]);
  });

  it("is cancelled if the relay was killed before the API answered", async () => {
    const killed = await setUp();
    killed.api.hangCancel("job-1");
    void press(killed);
    await killed.clock.advance(1_000);
    expect(killed.api.cancellations).toEqual(["job-1"]);
    const relay = await startTestRelay({ follows: killed.store.all() });
    await relay.clock.advance(INTERVAL_MS);
    expect(results(relay)).toHaveLength(1);
    expect(relay.store.all()).toMatchObject([
      { state: "delivered", outcome: { kind: "cancelled" } },
    ]);
    expect(relay.api.cancellations).toEqual([]);
  });

  it("is cancelled once for a double press, and for a lost answer", async () => {
    const relay = await setUp();
    relay.api.answerCancel("job-1", { kind: "unknown" });
    const answers = [press(relay), press(relay)];
    relay.api.forget("job-1");
    await relay.clock.advance(1_000);
    for (const each of await Promise.all(answers))
      expect(each.at(-1)).toContain(said("cancel.unknown", { source: "Pika" }));
    expect(relay.api.cancellations).toEqual(["job-1"]);
    expect(results(relay)).toMatchObject([
      { text: expect.stringContaining(said("result.cancelled")) },
    ]);
  });
});

it("still brings the result of a job that ends well all the same", async () => {
  const relay = await setUp();
  relay.api.answerCancel("job-1", { kind: "cancelling" });
  const answers = press(relay);
  relay.api.answer("job-1", running, completed);
  await relay.clock.advance(60_000);
  await answers;
  expect(relay.store.all()).toMatchObject([{ state: "delivered", outcome: { kind: "completed" } }]);
});

it("says that a job is not known if the request to cancel it changed nothing", async () => {
  const relay = await setUp();
  relay.api.answerCancel("job-1", { kind: "unauthorised" });
  const answers = press(relay);
  await relay.clock.advance(1_000);
  await answers;
  relay.api.forget("job-1");
  await relay.clock.advance(10 * 60_000);
  expect(relay.store.all()).toMatchObject([{ outcome: { kind: "unknown-job" } }]);
});

it("cancels a task of Runway, which is not known afterwards", async () => {
  const { sandbox, source, stop } = await startRunway();
  const relay = await startTestRelay({ jobApi: source });
  onTestFinished(async () => {
    await relay.app.stop();
    await stop();
  });
  const { ask, clock, discord, store } = relay;
  const id = sandbox.addJob("tasks");
  void ask(id);
  await eventually("a status message", () => discord.posts.length === 1);
  const buttons = discord.posts[0]?.message.actions?.map(({ name }) => name);
  expect(buttons).toEqual(["refresh", "stop", "cancel-job"]);

  const [follow] = store.all();
  if (!follow) throw new Error("no follow");
  const { id: argument, channel, requesters } = follow;
  const [userId = ""] = requesters;
  void discord.press({ name: "cancel-job-now", argument, channel, userId });
  await eventually("the task to be deleted", () =>
    sandbox.server.requests.some(({ method }) => method === "DELETE"),
  );
  await eventually("the result", () => {
    void clock.advance(1_000);
    return results(relay).length === 1;
  });
  expect(results(relay)[0]?.text).toContain(said("result.cancelled"));
});
