import { describe, expect, it } from "vitest";
import type { Delivery } from "../../../src/core/channel/channel-settings.ts";
import { PlatformError, type PlatformErrorCode } from "../../../src/core/errors.ts";
import { mp4Bytes } from "../../support/fakes/fake-media.ts";
import { aJob, DISCORD_CHANNEL, SLACK_CHANNEL } from "../../support/follows.ts";
import { startTestRelay, type TestRelayOptions } from "../../support/test-relay.ts";
import { pattern, said, sentence } from "../../support/sentence.ts";

const NOT_ATTACHED = said("result.file-not-attached", { ready: said("result.video-ready") });

const VIDEOS = Array.from({ length: 23 }, (_each, index) => ({
  url: `https://cdn.test/${index}.mp4`,
  filename: `${index}.mp4`,
  contentType: "video/mp4",
}));
const namesOf = (from: number, to: number) =>
  VIDEOS.slice(from, to).map(({ filename }) => filename);
const no = (code: PlatformErrorCode) => new PlatformError(code, "no");

/** Ann waits for a job in a channel of each platform; then it ends with this many videos. */
async function setUp(delivery: Delivery, options: TestRelayOptions = {}) {
  const relay = await startTestRelay({ delivery, ...options });
  for (const { url } of VIDEOS) relay.media.script(url, { bytes: mp4Bytes() });
  relay.api.answer("job-1", { kind: "job", job: aJob("running") });
  await relay.ask("job-1", { channel: DISCORD_CHANNEL });
  await relay.clock.advance(10_000);
  const end = async (count = 1, waitMs = 120_000) => {
    const attachments = VIDEOS.slice(0, count);
    const job = aJob("completed", { attachments });
    relay.api.answer("job-1", {
      kind: "job",
      job: { ...job, facts: { ...job.facts, isRetryable: true } },
    });
    await relay.clock.advance(waitMs);
  };
  /** What all members see, in order: place, files, who is notified. */
  const seen = () =>
    relay.discord.posts.map(({ kind, channel, files, message }) => [
      kind,
      channel.channel,
      files.map(({ name }) => name),
      message.pings,
    ]);
  const status = () => relay.discord.posts.find(({ kind }) => kind === "status");
  return { ...relay, end, seen, status };
}

const ended = async (delivery: Delivery, count = 1) => {
  const relay = await setUp(delivery);
  await relay.end(count);
  return relay;
};

describe("a result that replaces the status message", () => {
  it("takes the files and keeps the buttons, and one line below it notifies", async () => {
    const { seen, status, discord, store, media } = await ended("edit");
    expect(seen()).toEqual([
      ["status", "c1", ["0.mp4"], []],
      ["result", "c1", [], ["ann"]],
    ]);
    expect(status()?.text).toMatch(
      pattern`^✅ \*${said("result.video-ready")}\* · ${sentence("status.took")}[^]*${said("status.job", { job: "`job-1`" })}`,
    );
    expect(status()?.text).not.toContain(said("result.see-status"));
    expect(status()?.message.actions?.map(({ name }) => name)).toEqual(["share", "retry"]);
    expect(discord.posts[1]).toMatchObject({
      replyTo: { id: status()?.id },
      text: `@ann ✅ *${said("result.video-ready")}* · [${said("status.result")}](https://chat.test/c1/m1)`,
    });
    expect(store.all()).toMatchObject([{ state: "delivered", delivery: "edit" }]);
    expect(media.undisposed).toBe(0);
  });

  it.each(["unavailable", "rate_limited"] as const)(
    "is edited again, and notifies once, if the platform reports %s after it acted",
    async (code) => {
      const relay = await setUp("edit");
      relay.discord.failNext("edit", no(code), { afterActing: true });
      relay.discord.failNext("result", no(code), { afterActing: true });
      await relay.end();
      expect(relay.seen()).toEqual([
        ["status", "c1", ["0.mp4"], []],
        ["result", "c1", [], ["ann"]],
      ]);
    },
  );

  it.each(["message_lost", "forbidden", "rejected", "file_refused"] as const)(
    "is posted with its files instead if the edit is %s",
    async (code) => {
      const relay = await setUp("edit");
      relay.discord.failNext("edit", no(code));
      await relay.end();
      expect(relay.seen()).toEqual([
        ["status", "c1", [], []],
        ["result", "c1", ["0.mp4"], ["ann"]],
      ]);
      expect(relay.status()?.text).toMatch(
        pattern`✅ \*${said("status.completed")}\*[^]*${said("status.result")}`,
      );
      // The new message replies to the status message.
      expect(relay.discord.posts[1]?.text).not.toContain(said("result.see-status"));
    },
  );

  it("is posted if the status message was deleted", async () => {
    const relay = await setUp("edit");
    relay.discord.deletePost(relay.status()?.id ?? "");
    relay.discord.failNext("result", no("message_lost"));
    await relay.end();
    expect(relay.seen()).toEqual([["result", "c1", ["0.mp4"], ["ann"]]]);
    expect(relay.discord.posts[0]?.replyTo).toBeUndefined();
  });

  it("is linked there if it is too large", async () => {
    const relay = await setUp("edit");
    relay.discord.maxFileBytes = 100;
    await relay.end();
    expect(relay.status()?.text).toMatch(
      pattern`${NOT_ATTACHED}[^]*${sentence("link.line", { file: "[0.mp4](https://cdn.test/0.mp4)" })}`,
    );
    expect(relay.seen().map(([, , files]) => files)).toEqual([[], []]);
  });

  it("counts as delivered if the line that notifies is not allowed", async () => {
    const relay = await setUp("edit");
    relay.discord.failAll("result", no("forbidden"));
    await relay.end();
    expect(relay.seen()).toEqual([["status", "c1", ["0.mp4"], []]]);
    expect(relay.store.all()).toMatchObject([{ state: "delivered", resultMessage: { id: "m1" } }]);
  });

  // A slow edit once wrote "In progress" over the video's text.
  it("is not overwritten by an edit that was in flight", async () => {
    const relay = await setUp("edit");
    const edit = relay.discord.editStatus.bind(relay.discord);
    const late = Promise.withResolvers<void>();
    relay.discord.editStatus = async (request) => {
      relay.discord.editStatus = edit;
      await late.promise;
      return edit(request);
    };
    const running = aJob("running", { status: "started" });
    relay.api.answer("job-1", { kind: "job", job: running });
    await relay.clock.advance(70_000);
    await relay.end();
    late.resolve();
    await relay.clock.advance(120_000);
    expect(relay.status()?.text).toContain(said("result.video-ready"));
    expect(relay.status()?.edits.at(-1)).toContain(said("status.started"));
  });
});

describe("a result that is posted in a thread", () => {
  it("is posted there with its files and notifies there; the status message stays above", async () => {
    const { seen, status, discord, store } = await ended("thread");
    expect(seen()).toEqual([
      ["status", "c1", [], []],
      ["result", "thread-m1", ["0.mp4"], ["ann"]],
    ]);
    expect(status()?.text).toMatch(
      pattern`✅ \*${said("status.completed")}\*[^]*${said("status.result")}`,
    );
    expect(store.all()).toMatchObject([{ thread: { channel: "thread-m1" } }]);
    expect(discord.calls.filter(({ operation }) => operation === "thread")).toHaveLength(1);
  });

  it("has the job's public id as the thread's name if there is no prompt", async () => {
    const relay = await startTestRelay({ delivery: "thread" });
    const id = "job:20241218021941022-user:1308-channel:131-bot:pika";
    const names: string[] = [];
    const open = relay.discord.openThread.bind(relay.discord);
    relay.discord.openThread = async (request) => {
      names.push(request.name);
      return open(request);
    };
    const phase = (job: "running" | "failed") => {
      const { facts, ...rest } = aJob(job, { jobId: id });
      return { kind: "job", job: { ...rest, facts: { status: facts.status } } } as const;
    };
    relay.api.answer(id, phase("running"));
    await relay.ask(id, { channel: DISCORD_CHANNEL });
    relay.api.answer(id, phase("failed"));
    await relay.clock.advance(120_000);
    expect(names).toEqual(["021941022"]);
  });

  it("opens the thread once, however often posting fails", async () => {
    const relay = await setUp("thread");
    for (let times = 0; times < 3; times += 1)
      relay.discord.failNext("result", no("unavailable"), { afterActing: times === 2 });
    await relay.end(1, 600_000);
    expect(relay.discord.calls.filter(({ operation }) => operation === "thread")).toHaveLength(1);
    expect(relay.seen()).toHaveLength(2);
  });

  it.each(["forbidden", "rejected", "message_lost", "channel_lost"] as const)(
    "is posted in the channel if the thread is %s, with its files and as a reply",
    async (code) => {
      const relay = await setUp("thread");
      relay.discord.failNext("thread", no(code));
      await relay.end();
      expect(relay.seen().slice(1)).toEqual([["result", "c1", ["0.mp4"], ["ann"]]]);
      expect(relay.discord.posts[1]?.replyTo).toMatchObject({ id: "m1" });
    },
  );

  it("is posted in the channel completely if the thread was locked at once", async () => {
    const relay = await setUp("thread");
    relay.discord.refuse({ ...DISCORD_CHANNEL, channel: "thread-m1" }, no("forbidden"));
    await relay.end(12);
    expect(relay.seen().slice(1)).toEqual([
      ["result", "c1", namesOf(0, 10), ["ann"]],
      ["result", "c1", namesOf(10, 12), []],
    ]);
    expect(relay.discord.calls.filter(({ operation }) => operation === "thread")).toHaveLength(1);
  });

  it("stays in the thread in which it was requested", async () => {
    const relay = await startTestRelay({ delivery: "thread" });
    relay.api.answer("job-1", { kind: "job", job: aJob("running") });
    const thread = { ...SLACK_CHANNEL, thread: "171.1" };
    await relay.ask("job-1", { on: "slack", channel: thread });
    relay.api.answer("job-1", { kind: "job", job: aJob("failed") });
    await relay.clock.advance(60_000);
    expect(relay.slack.in(thread).map(({ kind }) => kind)).toEqual(["status", "result"]);
  });
});

describe("the result mode", () => {
  it("is the channel's own setting before the relay's, and a change applies to later results", async () => {
    const relay = await setUp("post");
    const change = { name: "pika-settings", options: { delivery: "edit" }, canManage: true };
    relay.discord.failNext("result", no("unavailable"));
    await relay.end(1, 59_000);
    await relay.discord.invoke({ ...change, channel: DISCORD_CHANNEL });
    await relay.clock.advance(60_000);
    expect(relay.seen().map(([kind, , files]) => [kind, files])).toEqual([
      ["status", []],
      ["result", ["0.mp4"]],
    ]);
    relay.api.answer("job-2", { kind: "job", job: aJob("running", { jobId: "job-2" }) });
    await relay.ask("job-2", { channel: DISCORD_CHANNEL });
    relay.api.answer("job-2", { kind: "job", job: aJob("failed", { jobId: "job-2" }) });
    await relay.clock.advance(60_000);
    expect(relay.discord.posts.at(-1)?.text).toMatch(
      pattern`^@ann ❌ \*${said("result.failed")}\* · \[${said("status.result")}`,
    );
  });
});

describe("more files than fit one message", () => {
  it.each(["post", "edit", "thread"] as const)(
    "%s: are posted in order, and notify once",
    async (delivery) => {
      const { seen, media } = await ended(delivery, 23);
      const where = delivery === "thread" ? "thread-m1" : "c1";
      const first = delivery === "edit" ? ["status", "result"] : ["result"];
      const carried = seen().filter(([, , files]) => (files as string[]).length > 0);
      expect(carried.map(([, channel, files]) => [channel, files])).toEqual([
        [where, namesOf(0, 10)],
        [where, namesOf(10, 20)],
        [where, namesOf(20, 23)],
      ]);
      expect(carried[0]?.[0]).toBe(first[0]);
      expect(seen().filter(([, , , pings]) => (pings as string[]).length > 0)).toHaveLength(1);
      expect(media.undisposed).toBe(0);
    },
  );

  it.each(["post", "edit", "thread"] as const)(
    "%s: post each message once if every second response is lost or refused",
    async (delivery) => {
      const relay = await setUp(delivery);
      for (const afterActing of [true, false, true, false, true])
        relay.discord.failNext("result", no("unavailable"), { afterActing });
      await relay.end(23, 900_000);
      const keys = relay.discord.posts.map(({ key }) => key);
      expect(new Set(keys).size).toBe(keys.length);
      const files = relay.discord.posts.flatMap((post) => post.files.map(({ name }) => name));
      expect(files).toEqual(namesOf(0, 23));
      expect(relay.store.all()).toMatchObject([{ state: "delivered" }]);
    },
  );

  it("say in a message in the middle that is refused why its files are links", async () => {
    const relay = await setUp("post");
    const fail = relay.discord.postResult.bind(relay.discord);
    relay.discord.postResult = async (post) => {
      if (post.part === 2 && post.files.length > 0) throw no("file_refused");
      return fail(post);
    };
    await relay.end(23);
    const [, first, second, third] = relay.discord.posts;
    expect([first, third].map((post) => post?.files.length)).toEqual([10, 3]);
    expect(
      second?.text.split("\n").filter((each) => each.includes(said("link.file-refused"))),
    ).toHaveLength(10);
  });
});
