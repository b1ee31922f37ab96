import { describe, expect, it } from "vitest";
import { PlatformError } from "../../../src/core/errors.ts";
import { code, mention } from "../../../src/core/message.ts";
import { startTestRelay } from "../../support/test-relay.ts";
import { pattern, said, sentence } from "../../support/sentence.ts";
import { BOTH, peopleOn, pollResult } from "./asking.ts";

const JOB = { job: code("job-1") };

const STOPPED = said("forget.done", { job: code("job-1") });

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
    "%s: the last requester stops it without a message",
    async (way) => {
      const relay = await setUp();
      expect(await relay[way]("ann")).toBe(STOPPED);
      await relay.clock.advance(10_000);
      relay.api.answer("job-1", pollResult("completed"));
      await relay.clock.advance(120_000);
      expect(relay.shown()).toEqual([
        [
          "status",
          expect.stringMatching(
            pattern`${said("status.forgotten")}[^]*${said("status.forgotten-by", { person: mention("ann") })}`,
          ),
          [],
        ],
      ]);
      expect(relay.buttons()).toEqual([]);
      expect(relay.api.readsOf("job-1")).toBeLessThan(4);
      expect(await relay[way]("ann")).toMatch(sentence("forget.over", { job: code("job-1") }));
    },
  );

  // As the place of a result it once pinged whoever had stopped, and took a thread.
  it.each([undefined, "edit", "thread"] as const)(
    "tells the others in one message that pings only them, whatever the delivery (%s)",
    async (delivery) => {
      const relay = await setUp(["bob", "ann", "cem"], delivery);
      expect(await relay.command("bob")).toBe(`${STOPPED} ${said("forget.told")}`);
      await relay.clock.advance(10_000);
      relay.api.answer("job-1", pollResult("completed"));
      await relay.clock.advance(120_000);
      expect(relay.shown()).toEqual([
        ["status", expect.stringContaining(said("status.forgotten")), []],
        [
          "result",
          expect.stringMatching(
            pattern`^@ann, @cem ${sentence("result.forgotten", { ...JOB, person: mention("bob") })}`,
          ),
          ["ann", "cem"],
        ],
      ]);
      expect(relay.posts()).toHaveLength(2);
    },
  );

  // Whoever wanted to stop what somebody else waited for once joined it, and then stopped it for everybody.
  it.each(["command", "button"] as const)(
    "%s: a later requester only leaves, and can come back",
    async (way) => {
      const relay = await setUp(["ann", "bob", "cem"]);
      expect(await relay[way]("bob")).toBe(said("forget.left", { job: code("job-1") }));
      await relay.clock.advance(10_000);
      expect(relay.store.all()).toMatchObject([{ state: "pending", requesters: ["ann", "cem"] }]);
      expect(relay.shown()).toEqual([["status", expect.not.stringContaining("@bob"), []]]);
      expect(await relay[way]("bob")).toMatch(pattern`^${said("forget.not-yours")}`);
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
    expect(await ask("job-2", "bob")).not.toMatch(sentence("follow.following"));
    await type("pika-forget", { jobid: "job-1" }, { userId: "bob" });
    expect(await ask("job-2", "bob")).toContain(said("follow.following", { job: code("job-2") }));
  });

  it("is only for requesters and channel managers", async () => {
    const relay = await setUp();
    for (const canManage of [false, new PlatformError("unavailable", "503")])
      expect(await relay.command("eve", { canManage })).toMatch(
        pattern`^${said("forget.not-yours")}`,
      );
    expect(relay.store.all()).toMatchObject([{ state: "pending" }]);
    expect(await relay.button("root", { canManage: true })).toContain(said("forget.told"));
    await relay.clock.advance(10_000);
    expect(relay.results()).toMatchObject([
      {
        text: expect.stringMatching(
          pattern`^@ann ${sentence("result.forgotten", { ...JOB, person: mention("root") })}`,
        ),
      },
    ]);
  });

  it("does not know a job that is not followed, and explains job ids", async () => {
    const { type } = await setUp();
    expect(await type("pika-forget", { jobid: "job-9" })).toMatch(
      pattern`^${said("answer.not-found")}`,
    );
    expect(await type("pika-forget", {})).toMatch(
      pattern`^${said("jobid.missing")}[^]*${sentence("jobid.example")}`,
    );
    expect(await type("pika-forget", { jobid: "no job" })).toMatch(
      pattern`^${sentence("jobid.invalid")}`,
    );
  });

  it("changes nothing if the store fails, and says so", async () => {
    const relay = await setUp();
    relay.store.failWith(new Error("disk full"));
    for (const way of ["command", "button"] as const)
      expect(await relay[way]("ann")).toMatch(pattern`^${said("answer.store-down")}`);
    relay.store.failWith(undefined);
    relay.api.answer("job-1", pollResult("completed"));
    await relay.clock.advance(120_000);
    expect(relay.results()).toHaveLength(1);
  });

  it("stops nothing of a job that has just ended, because its result is on the way", async () => {
    const relay = await setUp();
    relay.adapter.hang("result");
    relay.api.answer("job-1", pollResult("completed"));
    await relay.clock.advance(30_000);
    expect(await relay.command("ann")).toMatch(sentence("forget.over"));
    expect(relay.store.all()).toMatchObject([{ outcome: { kind: "completed" } }]);
  });

  // It was once answered that the result is being posted, and nothing ever came.
  it("is followed again for all requesters if the others were not told yet", async () => {
    const relay = await setUp(["ann", "bob"]);
    relay.adapter.failAll("result", new PlatformError("unavailable", "503"));
    await relay.command("ann");
    await relay.clock.advance(10_000);
    expect(await relay.type("pika-status", { jobid: "job-1" }, { userId: "cem" })).toMatch(
      pattern`^${said("follow.following", { job: code("job-1") })}`,
    );
    relay.adapter.failAll("result");
    await relay.clock.advance(600_000);
    expect(relay.shown()).toEqual([
      ["status", expect.stringContaining(said("status.progress")), []],
    ]);
    expect(relay.buttons()).toEqual(["refresh", "stop"]);
    relay.api.answer("job-1", pollResult("failed"));
    await relay.clock.advance(120_000);
    expect(relay.results().map(({ message }) => message.pings)).toEqual([["cem", "bob"]]);
    expect(relay.log.of("queue.run_failed")).toEqual([]);
  });

  // The edit that was under way once gave the new follow the old one's status message.
  it("posts a new status message for a job that is followed again at once", async () => {
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
      ["status", expect.stringContaining(said("status.forgotten")), []],
      ["status", expect.stringContaining(said("status.started")), []],
    ]);
  });
});
