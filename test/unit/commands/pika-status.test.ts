import { describe, expect, it } from "vitest";
import { PlatformError } from "../../../src/core/errors.ts";
import { code, mention } from "../../../src/core/message.ts";
import { localized } from "../../../src/messages/translator.ts";
import { startTestRelay, type TestRelayOptions } from "../../support/test-relay.ts";
import { pattern, said, sentence } from "../../support/sentence.ts";
import { BOTH, peopleOn, pollResult } from "./asking.ts";

const JOB = { job: code("job-1") };

describe.each(BOTH)("/pika-status on %s", (platform) => {
  const start = async (options: TestRelayOptions = {}) => {
    const relay = await startTestRelay(options);
    relay.api.answer("job-1", pollResult("running"));
    return { ...relay, ...peopleOn(relay, platform) };
  };

  it("follows a job: a private answer, one quiet status message, one result that pings", async () => {
    const relay = await start();
    expect(await relay.type("pika-status", { jobid: " job-1 " })).toMatch(
      pattern`^${said("follow.following", JOB)} \[${said("follow.see-status")}`,
    );
    relay.api.answer("job-1", pollResult("failed"));
    await relay.clock.advance(60_000);
    expect(relay.shown()).toEqual([
      [
        "status",
        expect.stringMatching(
          pattern`❌ \*${said("status.failed")}\*[^]*${said("status.job", JOB)} · ${said("list.asked-by", { people: mention("ann") })}`,
        ),
        [],
      ],
      [
        "result",
        expect.stringMatching(
          pattern`^@ann ❌ \*${said("result.failed")}\.\* [^]*${said("status.job", JOB)}`,
        ),
        ["ann"],
      ],
    ]);
  });

  it("is joined the second time, and pings the user once", async () => {
    const relay = await start();
    await relay.type("pika-status", { jobid: "job-1" });
    for (const [userId, says] of [
      ["ann", pattern`^${said("follow.already-you", JOB)}`],
      ["bob", pattern`^${said("follow.already", JOB)}`],
      ["bob", pattern`^${said("follow.already-you", JOB)}`],
    ] as const)
      expect(await relay.type("pika-status", { jobid: "job-1" }, { userId })).toMatch(says);
    relay.api.answer("job-1", pollResult("failed"));
    await relay.clock.advance(60_000);
    expect(relay.results().map(({ message }) => message.pings)).toEqual([["ann", "bob"]]);
  });

  it("explains job ids if none is given, and passes on what the job API says of a wrong one", async () => {
    const { type, posts } = await start();
    expect(await type("pika-status")).toMatch(
      pattern`^${said("jobid.missing")}\n${sentence("jobid.example")}`,
    );
    for (const jobid of ["two words", "a".repeat(257), "jöb"])
      expect(await type("pika-status", { jobid })).toMatch(pattern`^${sentence("jobid.invalid")}`);
    expect(await type("pika-status", { jobid: "job-9" })).toMatch(
      pattern`^${said("follow.not-found", { job: code("job-9") })}\n> Unable to locate job job-9\n${said("follow.not-found-rest")}`,
    );
    expect(posts()).toEqual([]);
  });

  it("says that the bot may not post, and follows nothing", async () => {
    const relay = await start();
    const problem = { problem: localized("access.locked"), cure: localized("access.unlock") };
    const access = { ok: false, ...problem } as const;
    expect(await relay.type("pika-status", { jobid: "job-1" }, { access })).toMatch(
      pattern`^${sentence("follow.no-access")}[^]*${said("follow.no-access-rest")}`,
    );
    expect(relay.store.all()).toEqual([]);
  });

  it("follows a job even if the platform does not say whether the bot may post, or with a weaker promise, and says so", async () => {
    const relay = await start();
    const access = new PlatformError("unavailable", "503");
    expect(await relay.type("pika-status", { jobid: "job-1" }, { access })).toContain(
      said("follow.following", JOB),
    );
    relay.api.answer("job-2", pollResult("running"));
    const weakness = { ok: true, weakness: localized("access.no-history") } as const;
    expect(await relay.type("pika-status", { jobid: "job-2" }, { access: weakness })).toContain(
      said("access.no-history"),
    );
  });

  it("says that the follow could not be saved, and promises nothing", async () => {
    const relay = await start();
    relay.store.failWith(new Error("disk full"));
    expect(await relay.type("pika-status", { jobid: "job-1" })).toMatch(
      pattern`^${said("follow.store-down")}`,
    );
    relay.store.failWith(undefined);
    await relay.clock.advance(60_000);
    expect(relay.posts()).toEqual([]);
  });

  it("works in a direct message and in a thread", async () => {
    const relay = await start();
    const dm = { platform, workspace: platform === "discord" ? "@me" : "T1", channel: "D1" };
    expect(await relay.type("pika-status", { jobid: "job-1" }, { channel: dm })).toContain(
      said("follow.following", JOB),
    );
    const thread = { ...relay.channel, thread: "171.1" };
    relay.api.answer("job-2", pollResult("running"));
    expect(await relay.type("pika-status", { jobid: "job-2" }, { channel: thread })).toContain(
      said("follow.following-thread", { job: code("job-2") }),
    );
    for (const jobId of ["job-1", "job-2"]) relay.api.answer(jobId, pollResult("failed"));
    await relay.clock.advance(60_000);
    for (const place of [dm, thread])
      expect(relay.adapter.in(place).map(({ kind }) => kind)).toEqual(["status", "result"]);
  });
});
