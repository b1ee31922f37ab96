import { describe, expect, it } from "vitest";
import { PlatformError } from "../../../src/core/errors.ts";
import { startTestRelay } from "../../support/relay.ts";
import { BOTH, peopleOn, pollResult } from "./asking.ts";

const STOPPED = "Stopped following job `job-1` here. I won’t post its result.";

describe.each(BOTH)("/pika-forget and the button on %s", (platform) => {
  async function setUp(requesters: readonly string[] = ["ann"], delivery?: "edit" | "thread") {
    const relay = await startTestRelay(delivery && { delivery });
    relay.api.answer("job-1", pollResult("running"));
    const people = peopleOn(relay, platform);
    for (const userId of requesters)
      await people.type("pika-status", { jobid: "job-1" }, { userId });
    await relay.clock.advance(10_000);
    const ways = {
      command: (userId: string, person = {}) =>
        people.type("pika-forget", { jobid: "job-1" }, { userId, ...person }),
      button: (userId: string, person = {}) =>
        people.press("stop", "follow-1", { userId, ...person }),
    };
    return { ...relay, ...people, ...ways };
  }

  it.each(["command", "button"] as const)(
    "%s: the last requester stops it in silence",
    async (way) => {
      const relay = await setUp();
      expect(await relay[way]("ann")).toBe(STOPPED);
      await relay.clock.advance(10_000);
      relay.api.answer("job-1", pollResult("completed"));
      await relay.clock.advance(120_000);
      expect(relay.shown()).toEqual([
        ["status", expect.stringMatching(/No longer followed[^]*@ann stopped following/), []],
      ]);
      expect(relay.buttons()).toEqual([]);
      expect(relay.api.readsOf("job-1")).toBeLessThan(4);
      expect(await relay[way]("ann")).toMatch(
        /Job `job-1` has already finished, so there’s nothing to stop\./,
      );
    },
  );

  // As the place of a result it once pinged whoever had stopped, and took a thread.
  it.each([undefined, "edit", "thread"] as const)(
    "tells the others in one message that pings only them, whatever the delivery (%s)",
    async (delivery) => {
      const relay = await setUp(["bob", "ann", "cem"], delivery);
      expect(await relay.command("bob")).toBe(
        `${STOPPED} I’ll let the other people who follow it know.`,
      );
      await relay.clock.advance(10_000);
      relay.api.answer("job-1", pollResult("completed"));
      await relay.clock.advance(120_000);
      expect(relay.shown()).toEqual([
        ["status", expect.stringContaining("No longer followed"), []],
        ["result", expect.stringMatching(/^@ann, @cem @bob stopped following job/), ["ann", "cem"]],
      ]);
      expect(relay.posts()).toHaveLength(2);
    },
  );

  // Whoever wanted to stop what somebody else waited for once joined it, and then stopped it for everybody.
  it.each(["command", "button"] as const)(
    "%s: whoever asked later only leaves, and gets their place back",
    async (way) => {
      const relay = await setUp(["ann", "bob", "cem"]);
      expect(await relay[way]("bob")).toBe(
        "You’ve stopped following job `job-1` here. Others still follow it, so I’ll still post its result.",
      );
      await relay.clock.advance(10_000);
      expect(relay.store.all()).toMatchObject([{ state: "pending", requesters: ["ann", "cem"] }]);
      expect(relay.shown()).toEqual([["status", expect.not.stringContaining("@bob"), []]]);
      expect(await relay[way]("bob")).toMatch(/^\*Only people who follow/);
      relay.api.answer("job-1", pollResult("completed"));
      await relay.clock.advance(120_000);
      expect(relay.results().map(({ message }) => message.pings)).toEqual([["ann", "cem"]]);
    },
  );

  it("no longer counts a job against a person who left it", async () => {
    const relay = await startTestRelay({ quotas: { followsPerUser: 1 } });
    for (const jobId of ["job-1", "job-2"]) relay.api.answer(jobId, pollResult("running"));
    const { type } = peopleOn(relay, platform);
    const ask = (jobid: string, userId: string) => type("pika-status", { jobid }, { userId });
    for (const userId of ["ann", "bob"]) await ask("job-1", userId);
    expect(await ask("job-2", "bob")).not.toContain("Following job");
    await type("pika-forget", { jobid: "job-1" }, { userId: "bob" });
    expect(await ask("job-2", "bob")).toContain("Following job");
  });

  it("is for those who asked, and for whoever manages the channel", async () => {
    const relay = await setUp();
    for (const canManage of [false, new PlatformError("unavailable", "503")])
      expect(await relay.command("eve", { canManage })).toMatch(/^\*Only people who follow/);
    expect(relay.store.all()).toMatchObject([{ state: "pending" }]);
    expect(await relay.button("root", { canManage: true })).toContain("let the other people");
    await relay.clock.advance(10_000);
    expect(relay.results()).toMatchObject([{ text: expect.stringMatching(/^@ann @root stopped/) }]);
  });

  it("knows no job that nobody follows, and says what a job id is", async () => {
    const { type } = await setUp();
    expect(await type("pika-forget", { jobid: "job-9" })).toMatch(/^I can’t find that job in this/);
    expect(await type("pika-forget", {})).toMatch(/^Add a job ID to the command\.[^]*looks like/);
    expect(await type("pika-forget", { jobid: "no job" })).toMatch(/^That isn’t a job ID/);
  });

  it("changes nothing where that cannot be stored, and says so", async () => {
    const relay = await setUp();
    relay.store.failWith(new Error("disk full"));
    for (const way of ["command", "button"] as const)
      expect(await relay[way]("ann")).toMatch(/^\*I couldn’t save that, so nothing was/);
    relay.store.failWith(undefined);
    relay.api.answer("job-1", pollResult("completed"));
    await relay.clock.advance(120_000);
    expect(relay.results()).toHaveLength(1);
  });

  it("stops nothing of a job that has just ended: its result is on the way", async () => {
    const relay = await setUp();
    relay.adapter.hang("result");
    relay.api.answer("job-1", pollResult("completed"));
    await relay.clock.advance(30_000);
    expect(await relay.command("ann")).toContain("has already finished");
    expect(relay.store.all()).toMatchObject([{ outcome: { kind: "completed" } }]);
  });

  // It was once answered that the result is being posted, and nothing ever came.
  it("is followed again, by all who asked, where the others were not told yet", async () => {
    const relay = await setUp(["ann", "bob"]);
    relay.adapter.failAll("result", new PlatformError("unavailable", "503"));
    await relay.command("ann");
    await relay.clock.advance(10_000);
    expect(await relay.type("pika-status", { jobid: "job-1" }, { userId: "cem" })).toMatch(
      /^Following job `job-1`\./,
    );
    relay.adapter.failAll("result");
    await relay.clock.advance(600_000);
    expect(relay.shown()).toEqual([["status", expect.stringContaining("In progress"), []]]);
    expect(relay.buttons()).toEqual(["refresh", "stop"]);
    relay.api.answer("job-1", pollResult("failed"));
    await relay.clock.advance(120_000);
    expect(relay.results().map(({ message }) => message.pings)).toEqual([["cem", "bob"]]);
    expect(relay.log.of("queue.run_failed")).toEqual([]);
  });

  // The edit that was under way once gave the new follow the old one's status message.
  it("gives a job that is followed again at once a status message of its own", async () => {
    const relay = await setUp();
    relay.api.answer("job-1", pollResult("running", { status: "started" }));
    relay.adapter.hang("edit");
    await relay.clock.advance(60_000);
    await relay.command("ann");
    const again = relay.type("pika-status", { jobid: "job-1" });
    relay.adapter.recover("edit");
    await again;
    await relay.clock.advance(60_000);
    expect(relay.shown()).toEqual([
      ["status", expect.stringContaining("No longer followed"), []],
      ["status", expect.stringContaining("Started"), []],
    ]);
  });
});
