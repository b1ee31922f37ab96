import { describe, expect, it } from "vitest";
import { DELIVERIES } from "../../../src/core/channel/channel-settings.ts";
import { PlatformError } from "../../../src/core/errors.ts";
import type { PollResult } from "../../../src/core/job/job.ts";
import { said } from "../../support/sentence.ts";
import { BOTH, peopleOn, PLACES, pollResult } from "../../unit/commands/asking.ts";
import { FakeClock } from "../../support/fakes/fake-clock.ts";
import { FakeJobSource } from "../../support/fakes/fake-job-source.ts";
import { mp4Bytes } from "../../support/fakes/fake-media.ts";
import { aFollow, aJob } from "../../support/follows.ts";
import { startTestRelay, type TestRelayOptions } from "../../support/test-relay.ts";

const VIDEO = { url: "https://cdn.test/v.mp4", filename: "v.mp4", contentType: "video/mp4" };
const facts = { status: "completed", prompt: "two foxes dance", isRetryable: true };
const completed: PollResult = {
  kind: "job",
  job: { ...aJob("completed", { attachments: [VIDEO] }), facts },
};

describe.each(BOTH)("a job on %s that has already ended when a user requests it", (platform) => {
  async function setUp(options: TestRelayOptions = {}) {
    const relay = await startTestRelay(options);
    relay.media.script(VIDEO.url, { bytes: mp4Bytes() });
    relay.api.answer("job-1", completed);
    const people = peopleOn(relay, platform);
    const actionsOf = (index: number) =>
      people.posts()[index]?.message.actions?.map(({ name }) => name);
    return { ...relay, ...people, actionsOf };
  }

  // It once produced three messages with the same text: the answer, a status message, and the
  // result.
  it.each(DELIVERIES)(
    "produces one message, with the files and the buttons (%s)",
    async (delivery) => {
      const relay = await setUp({ delivery });
      expect(await relay.type("pika-status", { jobid: "job-1" })).toContain("job-1");
      await relay.clock.advance(60_000);
      expect(relay.posts()).toMatchObject([
        { kind: "result", channel: relay.channel, files: [{ name: "v.mp4" }], replyTo: undefined },
      ]);
      expect(relay.posts()[0]?.message.pings).toEqual(["ann"]);
      expect(relay.actionsOf(0)).toEqual(["share", "retry"]);
      expect(relay.store.all()).toMatchObject([{ state: "delivered" }]);
      expect(relay.adapter.calls.map(({ operation }) => operation)).toEqual(["result"]);
    },
  );

  it("also produces one message if it failed", async () => {
    const relay = await setUp();
    relay.api.answer("job-1", pollResult("failed"));
    await relay.type("pika-status", { jobid: "job-1" });
    await relay.clock.advance(60_000);
    expect(relay.shown()).toEqual([
      ["result", expect.stringContaining(said("result.failed")), ["ann"]],
    ]);
    expect(relay.actionsOf(0)).toEqual(["share"]);
  });

  it("has buttons that work after a restart, too", async () => {
    const relay = await setUp();
    await relay.type("pika-status", { jobid: "job-1" });
    await relay.clock.advance(60_000);
    const later = await startTestRelay({ follows: relay.store.all() });
    const restarted = { ...later, ...peopleOn(later, platform) };
    for (const { press } of [relay, restarted])
      expect(await press("share", "follow-1")).toContain("job-1");
    relay.api.answer("job-9", pollResult("running"));
    relay.api.answerRetry("job-1", { kind: "started", jobId: "job-9" });
    expect(await relay.press("retry-now", "follow-1")).toContain("job-9");
    expect(await relay.press("share-to", "follow-1", { value: "C9" })).toContain("C9");
    await relay.clock.advance(60_000);
    const shared = relay.posts().find(({ channel }) => channel.channel === "C9");
    // No one in that channel requested the job, so no one there can run it again.
    expect(shared?.message.actions?.map(({ name }) => name)).toEqual(["share"]);
  });

  it("mentions users who join while its result is being posted, and posts no status message for them", async () => {
    const relay = await setUp();
    relay.adapter.failNext("result", new PlatformError("unavailable", "503"));
    await relay.type("pika-status", { jobid: "job-1" });
    await relay.type("pika-status", { jobid: "job-1" }, { userId: "bob" });
    await relay.clock.advance(60_000);
    expect(relay.shown()).toEqual([["result", expect.anything(), ["ann", "bob"]]]);
  });

  it("gets its status message if the first poll did not show that it had ended", async () => {
    const relay = await setUp();
    relay.api.answer("job-1", { kind: "unavailable" });
    await relay.type("pika-status", { jobid: "job-1" });
    relay.api.answer("job-1", completed);
    await relay.clock.advance(60_000);
    expect(relay.shown().map(([kind]) => kind)).toEqual(["status", "result"]);
    expect(relay.actionsOf(1) ?? []).toEqual([]);
  });

  /** The next start after a process that ended between storing a follow and its first poll. */
  async function restart(answer: PollResult | "hang" | undefined) {
    const jobApi = new FakeJobSource();
    if (answer === "hang") jobApi.hang("job-1");
    else if (answer) jobApi.answer("job-1", answer);
    const channel = PLACES[platform];
    const stored = aFollow({ channel, requesters: ["ann"], createdAt: new FakeClock().now() });
    return { ...(await setUp({ follows: [stored], jobApi })), jobApi };
  }

  // A start once posted a status message before it checked whether there was still anything to
  // report in one.
  it("produces one message if the process ended before its first poll", async () => {
    const relay = await restart(completed);
    await relay.clock.advance(60_000);
    expect(relay.shown()).toEqual([["result", expect.anything(), ["ann"]]]);
    expect(relay.actionsOf(0)).toEqual(["share", "retry"]);
  });

  it("also reports in one message that the API does not know the job, if the process ended before", async () => {
    const relay = await restart(undefined);
    await relay.clock.advance(300_000);
    expect(relay.shown()).toEqual([["result", expect.stringContaining("job-1"), ["ann"]]]);
  });

  it.each([
    ["says that it runs", pollResult("running")],
    ["refuses the account", { kind: "unauthorised" } as const],
    ["does not answer", "hang" as const],
  ])("gets its status message soon if the API %s at the next start", async (_why, answer) => {
    const relay = await restart(answer);
    await relay.clock.advance(16_000);
    expect(relay.shown().map(([kind]) => kind)).toEqual(["status"]);
  });

  it("produces one message if channel notifications were about to post it", async () => {
    const relay = await setUp();
    relay.api.answerList({ kind: "jobs", jobIds: ["job-1"] });
    relay.api.answer("job-1", pollResult("running"));
    await relay.type("pika-notify", { state: "on" }, { canManage: true });
    await relay.clock.advance(20_000);
    relay.adapter.failNext("result", new PlatformError("unavailable", "503"));
    relay.api.answer("job-1", completed);
    for (let second = 0; second < 60; second += 1) {
      if (relay.store.all()[0]?.state === "settled") break;
      await relay.clock.advance(1_000);
    }
    await relay.type("pika-status", { jobid: "job-1" });
    await relay.clock.advance(60_000);
    expect(relay.shown()).toEqual([["result", expect.anything(), ["ann"]]]);
  });
});
