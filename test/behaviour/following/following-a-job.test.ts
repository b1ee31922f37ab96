import { describe, expect, it } from "vitest";
import { PlatformError, StoreError } from "../../../src/core/errors.ts";
import type { PollResult } from "../../../src/core/job/job.ts";
import { code } from "../../../src/core/message.ts";
import { localized } from "../../../src/messages/translator.ts";
import { aJob, DISCORD_CHANNEL, SLACK_CHANNEL } from "../../support/follows.ts";
import { INTERVAL_MS, startTestRelay } from "../../support/test-relay.ts";
import { pattern, said, sentence } from "../../support/sentence.ts";

const FOLLOWING = said("follow.following", { job: code("job-1") });
const ALREADY = said("follow.already", { job: code("job-1") });

const running = (status = "progress"): PollResult => ({
  kind: "job",
  job: aJob("running", { status }),
});
const ended = (phase: "completed" | "failed"): PollResult => ({ kind: "job", job: aJob(phase) });

describe("requesting a running job", () => {
  it("stores the follow, posts its status publicly and answers privately", async () => {
    const { ask, api, store, discord } = await startTestRelay();
    api.answer("job-1", running());
    expect(await ask("job-1")).toEqual([
      expect.stringMatching(pattern`${FOLLOWING}[^]*${said("follow.see-status")}`),
    ]);
    expect(store.all()).toMatchObject([{ state: "pending", jobId: "job-1", requesters: ["ann"] }]);
    expect(discord.posts).toMatchObject([
      { kind: "status", text: expect.stringContaining(said("status.progress")) },
    ]);
  });

  it("reports the limitations of a channel if the platform names any", async () => {
    const { ask, api } = await startTestRelay();
    api.answer("job-1", running());
    const access = { ok: true, weakness: localized("access.no-history") } as const;
    expect(await ask("job-1", { access })).toEqual([
      expect.stringMatching(
        pattern`${FOLLOWING}[^]*${said("follow.see-status")}[^]*${said("access.no-history")}`,
      ),
    ]);
  });

  it("edits the status message only when the status changes, and writes nothing in between", async () => {
    const relay = await startTestRelay();
    const { ask, api, clock, discord } = relay;
    api.answer("job-1", running("created"));
    await ask("job-1");
    const stored = JSON.stringify(relay.store.all());
    await clock.advance(10 * 60_000);
    expect(api.readsOf("job-1")).toBeGreaterThan(5);
    expect(discord.calls.map(({ operation }) => operation)).toEqual(["status"]);
    expect(JSON.stringify(relay.store.all())).toBe(stored);
    api.answer("job-1", running("progress"));
    await clock.advance(60_000);
    expect(discord.calls.map(({ operation }) => operation)).toEqual(["status", "edit"]);
    expect(discord.posts[0]?.text).toContain(said("status.progress"));
  });

  it("polls at the first interval, then at growing ones up to the longest", async () => {
    const { ask, api, clock } = await startTestRelay();
    api.answer("job-1", running());
    await ask("job-1");
    const at: number[] = [];
    let seen = api.readsOf("job-1");
    for (let second = 0; second < 400; second += 1) {
      await clock.advance(1_000);
      if (api.readsOf("job-1") > seen) at.push(second);
      seen = api.readsOf("job-1");
    }
    const gaps = at.slice(1).map((time, index) => time - (at[index] ?? 0));
    expect(at[0]).toBeGreaterThanOrEqual(14);
    expect(gaps).toEqual(gaps.toSorted((a, b) => a - b));
    expect(gaps.at(-1)).toBe(60);
  });

  it("polls once for a job that two channels follow", async () => {
    const { ask, api, clock, discord, slack } = await startTestRelay();
    api.answer("job-1", running());
    await ask("job-1", { channel: DISCORD_CHANNEL });
    await ask("job-1", { on: "slack", channel: SLACK_CHANNEL });
    const before = api.readsOf("job-1");
    await clock.advance(INTERVAL_MS + 1_000);
    expect(api.readsOf("job-1")).toBe(before + 1);
    api.answer("job-1", ended("failed"));
    await clock.advance(120_000);
    for (const platform of [discord, slack])
      expect(platform.posts.map(({ kind }) => kind)).toEqual(["status", "result"]);
  });

  it("answers meanwhile when the API is slow, and follows the job after 15 s anyway", async () => {
    const { api, clock, discord, store } = await startTestRelay();
    api.hang("job-1");
    const answered = discord.invoke({ name: "pika-status", options: { jobid: "job-1" } });
    await clock.advance(16_000);
    expect(await answered).toEqual([
      expect.stringContaining(said("answer.interim")),
      expect.stringMatching(pattern`${FOLLOWING}[^]*${said("follow.no-answer")}`),
    ]);
    expect(store.all()).toHaveLength(1);
    expect(discord.posts[0]?.text).toContain(said("trouble.unavailable"));
  });
});

describe("a slow channel", () => {
  // A long upload in the channel once delayed the private answer until it was finished.
  it("gets the answer without the link, and the status message once it can be posted", async () => {
    const { ask, api, clock, discord } = await startTestRelay();
    api.answer("job-1", running());
    discord.hang("status");
    const answered = ask("job-1");
    await clock.advance(2_500);
    const replies = await answered;
    expect(replies.at(-1)).toContain(FOLLOWING);
    expect(replies.at(-1)).not.toContain(said("follow.see-status"));
  });
});

describe("a repeated request", () => {
  it("creates no second record, links the status message, and mentions both users in the one result", async () => {
    const { ask, api, clock, store, discord } = await startTestRelay();
    api.answer("job-1", running());
    await ask("job-1");
    expect(await ask("job-1", { userId: "bob" })).toEqual([
      expect.stringMatching(pattern`${ALREADY}[^]*https://chat\.test/c1/m1`),
    ]);
    expect(store.all()).toMatchObject([{ requesters: ["ann", "bob"] }]);
    api.answer("job-1", ended("failed"));
    await clock.advance(60_000);
    expect(discord.posts.filter(({ kind }) => kind === "result")).toMatchObject([
      { message: { pings: ["ann", "bob"] } },
    ]);
  });

  // A user who joined while the result was being posted was once promised a mention that never
  // came.
  it("says that the result is on its way when the job has ended", async () => {
    const { ask, api, clock, discord } = await startTestRelay();
    api.answer("job-1", running());
    await ask("job-1");
    discord.hang("result");
    api.answer("job-1", ended("failed"));
    await clock.advance(2 * INTERVAL_MS);
    expect(await ask("job-1", { userId: "bob" })).toEqual([
      expect.stringMatching(
        pattern`${said("follow.already-over", { job: code("job-1") })}[^]*chat\.test`,
      ),
    ]);
  });

  it("creates one record from two commands at the same moment", async () => {
    const { api, clock, store, discord } = await startTestRelay();
    api.answer("job-1", running());
    const both = Promise.all(
      ["ann", "bob"].map((userId) =>
        discord.invoke({ name: "pika-status", options: { jobid: "job-1" }, userId }),
      ),
    );
    await clock.advance(1_000);
    const replies = (await both).flat();
    expect(replies).toEqual([expect.stringContaining(FOLLOWING), expect.stringContaining(ALREADY)]);
    expect(store.all()).toHaveLength(1);
    expect(discord.posts).toHaveLength(1);
  });

  it("follows a job again whose result was delivered before", async () => {
    const { ask, api, clock, discord } = await startTestRelay();
    api.answer("job-1", ended("failed"));
    for (const _time of [1, 2]) {
      await ask("job-1");
      await clock.advance(1_000);
    }
    expect(discord.posts.map(({ kind }) => kind)).toEqual(["result", "result"]);
  });
});

describe("a job that is not followed", () => {
  it.each(["", "  ", "a b", "x".repeat(257), "naïve", "line\nbreak"])(
    "%j: explains what a job id looks like, polls nothing and stores nothing",
    async (jobid) => {
      const { ask, api, store, discord } = await startTestRelay();
      expect(await ask(jobid)).toEqual([expect.stringMatching(sentence("jobid.example"))]);
      expect([api.reads, store.all(), discord.posts]).toEqual([[], [], []]);
    },
  );

  it("reports a 404 in the API's own words and stores nothing", async () => {
    const { ask, store, discord } = await startTestRelay();
    expect(await ask("nobody")).toEqual([expect.stringContaining("Unable to locate job nobody")]);
    expect([store.all(), discord.posts]).toEqual([[], []]);
  });

  // A command's private 404 that was another channel's third was once shown in both channels.
  it("reports a 404 privately if it is another channel's third", async () => {
    const { ask, api, clock, store, slack } = await startTestRelay();
    const notFound: PollResult = { kind: "not-found", message: "Unable to locate job job-1" };
    api.answer("job-1", running(), notFound);
    await ask("job-1");
    await clock.advance(INTERVAL_MS + 24_000);
    expect(api.readsOf("job-1")).toBe(3);
    expect(await ask("job-1", { on: "slack", channel: SLACK_CHANNEL })).toEqual([
      expect.stringContaining("Unable to locate job job-1"),
    ]);
    await clock.advance(60_000);
    expect(slack.posts).toEqual([]);
    expect(store.all()).toMatchObject([{ channel: { platform: "discord" }, state: "delivered" }]);
  });

  // A follow that could not be removed again once stayed forever, because its 404s were left to a
  // command that was gone.
  it("ends by its 404s, in the channel, if the store is down when it should be removed again", async () => {
    const { ask, api, clock, store, discord } = await startTestRelay();
    store.beforeRemove = () => {
      throw new StoreError("the store is down");
    };
    expect(await ask("nobody")).toEqual([expect.stringContaining("Unable to locate job nobody")]);
    store.beforeRemove = undefined;
    await clock.advance(5 * 60_000);
    expect(api.readsOf("nobody")).toBe(3);
    expect(discord.posts.at(-1)?.text).toContain(said("result.unknown-job"));
    expect(store.all()).toMatchObject([{ state: "delivered" }]);
  });

  // It once answered "not followed" for a job that was stored, and whose result came later.
  it("answers that it follows if the store goes down after the follow was stored", async () => {
    const { ask, api, clock, store, discord } = await startTestRelay();
    api.answer("job-1", running());
    let writes = 0;
    store.beforeWrite = () => {
      // The second write is what the adapter stores before it posts the status message.
      if ((writes += 1) > 2) throw new StoreError("the store is down");
    };
    expect(await ask("job-1")).toEqual([expect.stringContaining(FOLLOWING)]);
    store.beforeWrite = undefined;
    api.answer("job-1", ended("failed"));
    await clock.advance(60_000);
    expect(discord.posts.map(({ kind }) => kind)).toEqual(["status", "result"]);
  });

  it("answers that the store is down, and never “following”", async () => {
    const { ask, api, store, discord } = await startTestRelay();
    api.answer("job-1", running());
    store.failWith(new Error("disk full"));
    const replies = await ask("job-1");
    expect(replies).toEqual([expect.stringContaining(said("follow.store-down"))]);
    expect(replies.join()).not.toMatch(sentence("follow.following"));
    expect([discord.posts, api.reads]).toEqual([[], []]);
    store.failWith(undefined);
    expect(store.all()).toEqual([]);
    expect(await ask("job-1")).toEqual([expect.stringContaining(FOLLOWING)]);
  });

  it("names the missing permission when the bot may not post in the channel", async () => {
    const { ask, api, store } = await startTestRelay();
    const names = { names: "Attach Files" };
    const access = {
      ok: false,
      problem: localized("access.missing-one", names),
      cure: localized("access.allow", names),
    } as const;
    const replies = await ask("job-1", { access });
    expect(replies).toEqual([
      expect.stringMatching(
        pattern`${said("access.missing-one", names)}\n${said("access.allow", names)}`,
      ),
    ]);
    expect([api.reads, store.all()]).toEqual([[], []]);
  });

  it("removes the follow when only the post shows that it is forbidden", async () => {
    const { ask, api, store, discord } = await startTestRelay();
    api.answer("job-1", running());
    const channel = DISCORD_CHANNEL;
    discord.refuse(channel, new PlatformError("forbidden", "no", { missing: ["Send Messages"] }));
    expect(await ask("job-1", { channel })).toEqual([
      expect.stringContaining(said("access.lacks", { names: "Send Messages" })),
    ]);
    expect(store.all()).toEqual([]);
  });
});

describe("a failing job API", () => {
  it.each([
    [{ kind: "unauthorised" }, "follow.refused"],
    [{ kind: "no-subscription" }, "follow.refused"],
    [{ kind: "rate-limited", retryAfterMs: 1_000 }, "follow.slow-down"],
    [{ kind: "unavailable" }, "follow.no-answer"],
    [{ kind: "not-understood" }, "follow.no-answer"],
  ] as const)("registers the job anyway: %j", async (trouble, answer) => {
    const { ask, api, clock, store, discord } = await startTestRelay();
    api.answer("job-1", trouble);
    expect(await ask("job-1")).toEqual([
      expect.stringMatching(pattern`${FOLLOWING}[^]*${said(answer)}`),
    ]);
    expect(store.all()).toHaveLength(1);
    const words = said(`trouble.${trouble.kind}`);
    expect(discord.posts[0]?.text).toContain(words);
    api.answer("job-1", ended("completed"));
    await clock.advance(130_000);
    expect(discord.posts.map(({ kind }) => kind)).toEqual(["status", "result"]);
    expect(discord.posts[0]?.text).not.toContain(words);
  });

  // A job that no one waited for any more once took the only probe of a minute.
  it("uses no probe for a job that was given up", async () => {
    const { ask, api, clock } = await startTestRelay({ giveUpAfterMs: 90_000 });
    api.answer("old", { kind: "unauthorised" });
    await ask("old");
    await clock.advance(80_000);
    api.answer("new", { kind: "unauthorised" });
    await ask("new");
    await clock.advance(100_000);
    expect(api.reads.slice(-1)).toEqual(["new"]);
  });

  it("polls once a minute across all jobs while refused, registers new ones at once, and resumes all when accepted", async () => {
    const { ask, api, clock, discord } = await startTestRelay();
    const jobs = Array.from({ length: 20 }, (_each, index) => `job-${index}`);
    for (const job of jobs) api.answer(job, { kind: "unauthorised" });
    for (const job of jobs) await ask(job);
    const before = api.reads.length;
    // The first one may have been refused because of its own id.
    expect(before).toBe(2);
    await clock.advance(10 * 60_000);
    expect(api.reads.length - before).toBeLessThanOrEqual(10);
    for (const job of jobs) api.answer(job, ended("failed"));
    await clock.advance(62_000);
    expect(discord.posts.filter(({ kind }) => kind === "result")).toHaveLength(jobs.length);
  });

  it("ends nothing on two 404s, and on the third reports it in the channel, with the remedy", async () => {
    const { ask, api, clock, discord } = await startTestRelay();
    const notFound: PollResult = { kind: "not-found", message: "Unable to locate job job-1" };
    api.answer("job-1", running(), notFound, notFound, running());
    await ask("job-1");
    await clock.advance(5 * 60_000);
    expect(discord.posts).toHaveLength(1);
    api.answer("job-1", notFound);
    await clock.advance(5 * 60_000);
    expect(discord.posts.at(-1)?.text).toMatch(
      pattern`${said("result.unknown-job")}[^]*/pika-status pika:job-1[^]*Unable to locate`,
    );
  });
});

describe("many jobs", () => {
  it("stays within the polls per second, evenly spread, with the first polls of new jobs before most others", async () => {
    const { ask, api, clock } = await startTestRelay({ maxPerSecond: 2 });
    for (let index = 0; index < 40; index += 1) {
      api.answer(`old-${index}`, running());
      void ask(`old-${index}`);
    }
    await clock.advance(25_000);
    api.answer("new", running());
    const before = api.reads.length;
    void ask("new");
    await clock.advance(2_100);
    expect(api.reads.slice(before)).toContain("new");
    const start = api.reads.length;
    await clock.advance(10_000);
    expect(api.reads.length - start).toBeLessThanOrEqual(20);
    expect(api.reads.length - start).toBeGreaterThanOrEqual(18);
  });

  // Ten minutes of new jobs and Refresh presses once left not a single poll to the jobs followed
  // before.
  it("leaves every second poll to the jobs that no user refreshes", async () => {
    const { ask, api, clock, discord } = await startTestRelay({ maxPerSecond: 0.2 });
    for (const jobId of ["quiet-1", "quiet-2", "pressed"]) {
      api.answer(jobId, running());
      void ask(jobId);
    }
    await clock.advance(60_000);
    const before = api.reads.length;
    for (let minute = 0; minute < 60; minute += 1) {
      api.answer(`new-${minute}`, { kind: "unavailable" });
      void ask(`new-${minute}`);
      void discord.press({ name: "refresh", argument: "follow-3" });
      await clock.advance(10_000);
    }
    const reads = api.reads.slice(before);
    expect(reads.length).toBeGreaterThan(100);
    const others = reads.filter((jobId, index) => reads.indexOf(jobId) < index);
    expect(others.length).toBeGreaterThanOrEqual(reads.length / 2 - 2);
    for (const jobId of ["quiet-1", "quiet-2"])
      expect(reads.filter((each) => each === jobId).length).toBeGreaterThanOrEqual(3);
  });
});
