import { describe, expect, it } from "vitest";
import { PlatformError } from "../../../../src/core/errors.ts";
import { localized } from "../../../../src/messages/translator.ts";
import { startTestRelay } from "../../../support/test-relay.ts";
import { pattern, said, sentence } from "../../../support/sentence.ts";
import { BOTH, peopleOn, pollResult } from "../asking.ts";

describe.each(BOTH)("the button Refresh on %s", (platform) => {
  async function setUp() {
    const relay = await startTestRelay();
    relay.api.answer("job-1", pollResult("running"));
    const people = peopleOn(relay, platform);
    await people.type("pika-status", { jobid: "job-1" });
    // What was heard within the last 10 s would be told again.
    await relay.clock.advance(11_000);
    const refresh = () => people.press("refresh", "follow-1", { userId: "bob" });
    return { ...relay, ...people, refresh };
  }

  // Whoever kept pressing it once had one job asked for all the time, far below the shortest interval there may be.
  it("shows a poll of the last 10 s, and polls again afterwards", async () => {
    const relay = await setUp();
    await relay.refresh();
    relay.api.answer("job-1", pollResult("running", { status: "started" }));
    for (let seconds = 1; seconds < 9; seconds += 1)
      expect(await relay.refresh()).toMatch(
        pattern`^${said("refresh.running", { status: localized("status.progress") })}`,
      );
    expect(relay.api.readsOf("job-1")).toBe(2);
    await relay.clock.advance(2_000);
    expect(relay.api.readsOf("job-1")).toBe(3);
    expect(await relay.refresh()).toMatch(
      pattern`^${said("refresh.running", { status: localized("status.started") })}`,
    );
    expect(relay.api.readsOf("job-1")).toBe(3);
  });

  it("polls at once, answers with the status, and updates the status message", async () => {
    const relay = await setUp();
    expect(relay.buttons()).toEqual(["refresh", "stop"]);
    relay.api.answer("job-1", pollResult("running", { status: "started" }));
    expect(await relay.refresh()).toMatch(
      pattern`^${said("refresh.running", { status: localized("status.started") })}\n-# ${sentence("status.asked-between", { from: "15s", to: "1m" })}\n\`{3}\njob-1\n\`{3}$`,
    );
    expect(relay.api.readsOf("job-1")).toBe(2);
    expect(relay.shown()).toEqual([
      ["status", expect.stringContaining(said("status.started")), []],
    ]);
  });

  it("finds that the job has ended, and says so again later", async () => {
    const relay = await setUp();
    relay.api.answer("job-1", pollResult("failed"));
    expect(await relay.refresh()).toMatch(pattern`^${said("refresh.over")}`);
    await relay.clock.advance(10_000);
    expect(relay.results()).toHaveLength(1);
    expect(await relay.refresh()).toBe(said("refresh.done"));
    expect(relay.api.readsOf("job-1")).toBe(2);
  });

  it.each([
    [{ kind: "unavailable" }, pattern`^${said("follow.no-answer")}\n`],
    [{ kind: "not-understood" }, pattern`^${said("follow.no-answer")}`],
    [{ kind: "unauthorised" }, pattern`^${said("follow.refused")}`],
    [{ kind: "rate-limited", retryAfterMs: 20_000 }, pattern`^${said("follow.slow-down")}`],
  ] as const)("explains %j, and the follow continues", async (trouble, says) => {
    const relay = await setUp();
    relay.api.answer("job-1", trouble);
    expect(await relay.refresh()).toMatch(says);
    relay.api.answer("job-1", pollResult("failed"));
    await relay.clock.advance(180_000);
    expect(relay.results()).toHaveLength(1);
  });

  it("does not poll an API that asks for a pause", async () => {
    const relay = await setUp();
    relay.api.answer("job-1", { kind: "rate-limited", retryAfterMs: 60_000 });
    await relay.refresh();
    for (let times = 0; times < 10; times += 1) await relay.refresh();
    expect(relay.api.readsOf("job-1")).toBe(2);
  });

  it("causes a single poll for ten presses at once", async () => {
    const relay = await setUp();
    const press = { name: "refresh", argument: "follow-1", channel: relay.channel };
    const pressed = Array.from({ length: 10 }, () => relay.adapter.press(press));
    await relay.clock.advance(1_000);
    const answers = (await Promise.all(pressed)).flat();
    expect(answers).toEqual(
      Array.from({ length: 10 }, () =>
        expect.stringMatching(
          pattern`^${said("refresh.running", { status: localized("status.progress") })}`,
        ),
      ),
    );
    // Those that came while it was being asked have it asked once more.
    expect(relay.api.readsOf("job-1")).toBeLessThanOrEqual(3);
  });

  // The status message of a lost channel keeps the buttons it had, and so there was no way to the result.
  it("offers to try again if the result could not be posted", async () => {
    const relay = await setUp();
    relay.adapter.refuse(relay.channel, new PlatformError("channel_lost", "removed"));
    relay.adapter.failNext("direct", new PlatformError("forbidden", "takes none"));
    relay.api.answer("job-1", pollResult("failed"));
    await relay.clock.advance(60_000);
    relay.adapter.accept(relay.channel);
    expect(await relay.refresh()).toBe(said("refresh.undelivered"));
    expect(relay.adapter.answers.at(-1)?.actions).toMatchObject([
      { name: "try-again", argument: "follow-1" },
    ]);
    expect(await relay.press("try-again", "follow-1")).toMatch(
      pattern`^${sentence("again.trying")}`,
    );
    await relay.clock.advance(10_000);
    expect(relay.results()).toMatchObject([{ channel: relay.channel }]);
    expect(relay.shown()[0]).toEqual([
      "status",
      expect.stringContaining(said("status.failed")),
      [],
    ]);
  });

  // It was once said that the result was posted.
  it("does not know a follow that a user stopped", async () => {
    const relay = await setUp();
    relay.adapter.failAll("edit", new PlatformError("unavailable", "503"));
    await relay.press("stop", "follow-1");
    expect(await relay.refresh()).toMatch(pattern`^${said("answer.not-found")}`);
    relay.adapter.failAll("edit");
    await relay.clock.advance(120_000);
    expect(relay.buttons()).toEqual([]);
  });

  it("says that the store is down instead of that the job is unknown", async () => {
    const relay = await setUp();
    relay.api.answer("job-1", pollResult("failed"));
    await relay.clock.advance(60_000);
    relay.store.failWith(new Error("disk full"));
    expect(await relay.refresh()).toMatch(pattern`^${said("answer.store-unread")}`);
  });
});
