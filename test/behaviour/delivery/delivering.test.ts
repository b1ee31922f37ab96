import { describe, expect, it } from "vitest";
import { PlatformError } from "../../../src/core/errors.ts";
import type { Attachment, PollResult } from "../../../src/core/job/job.ts";
import { mp4Bytes } from "../../support/fakes/fake-media.ts";
import { aJob, DISCORD_CHANNEL } from "../../support/follows.ts";
import { INTERVAL_MS, startTestRelay, type TestRelay } from "../../support/test-relay.ts";
import { pattern, said, sentence } from "../../support/sentence.ts";

const NOT_ATTACHED = said("result.file-not-attached", { ready: said("result.video-ready") });

const VIDEO = { url: "https://cdn.test/v.mp4?ex=1", filename: "v.mp4", contentType: "video/mp4" };
const FRESH = { ...VIDEO, url: "https://cdn.test/v.mp4?ex=2" };
const IMAGE = { url: "https://cdn.test/i.png", filename: "i.png", contentType: "image/png" };

const completed = (...attachments: Attachment[]): PollResult => ({
  kind: "job",
  job: aJob("completed", { attachments }),
});

const results = ({ discord }: TestRelay) => discord.posts.filter(({ kind }) => kind === "result");

/** Requests a finished job, and advances the clock by `waitMs`. */
async function deliver(relay: TestRelay, pollResult: PollResult, waitMs = 5_000) {
  relay.api.answer("job-1", pollResult);
  await relay.ask("job-1", { channel: DISCORD_CHANNEL });
  await relay.clock.advance(waitMs);
  return results(relay);
}

/** Like `deliver`, for a job that is still running when it is requested: its result replies to a status message. */
async function deliverLater(relay: TestRelay, pollResult: PollResult) {
  relay.api.answer("job-1", { kind: "job", job: aJob("running") });
  await relay.ask("job-1", { channel: DISCORD_CHANNEL });
  relay.api.answer("job-1", pollResult);
  await relay.clock.advance(2 * INTERVAL_MS);
  return results(relay);
}

describe("a completed job", () => {
  it("posts its video as a file with alternative text, in reply to the status message", async () => {
    const relay = await startTestRelay();
    relay.media.script(VIDEO.url, { bytes: mp4Bytes() });
    expect(await deliverLater(relay, completed(VIDEO))).toMatchObject([
      {
        files: [{ name: "v.mp4", altText: "smiling and blinking", sizeBytes: 2048 }],
        replyTo: { id: "m1" },
        text: expect.stringContaining(`*${said("result.video-ready")}*`),
      },
    ]);
    expect(relay.store.all()).toMatchObject([{ state: "delivered" }]);
    expect(relay.media.undisposed).toBe(0);
  });

  it("posts only the videos if there are any", async () => {
    const relay = await startTestRelay();
    const untyped = { url: "https://cdn.test/u", filename: "u" };
    relay.media.script(VIDEO.url, { bytes: mp4Bytes() });
    relay.media.script(IMAGE.url, { bytes: mp4Bytes(), contentType: "image/png" });
    relay.media.script(untyped.url, { bytes: mp4Bytes(4096), contentType: "video/webm" });
    const [result] = await deliver(relay, completed(IMAGE, VIDEO, untyped));
    expect(result?.files.map(({ name }) => name)).toEqual(["v.mp4", "u"]);
    expect(relay.media.timesAsked(IMAGE.url)).toBe(0);
  });

  it("posts every attachment if there is no video", async () => {
    const relay = await startTestRelay();
    const other = { ...IMAGE, url: "https://cdn.test/2.png", filename: "2.png" };
    for (const { url } of [IMAGE, other])
      relay.media.script(url, { bytes: mp4Bytes(), contentType: "image/png" });
    const [result] = await deliver(relay, completed(IMAGE, other));
    expect(result?.files.map(({ name }) => name)).toEqual(["i.png", "2.png"]);
  });

  it("asks the job API for a fresh link when one has expired", async () => {
    const relay = await startTestRelay();
    relay.media
      .script(VIDEO.url, { fails: "link_expired" })
      .script(FRESH.url, { bytes: mp4Bytes() });
    relay.api.answer("job-1", completed(VIDEO), completed(FRESH));
    await relay.ask("job-1");
    await relay.clock.advance(5_000);
    expect(results(relay)).toMatchObject([{ files: [{ name: "v.mp4" }] }]);
  });

  // The first of two files with the same name was once posted twice, and the second was lost.
  it("keeps two files with the same name apart when their links are renewed", async () => {
    const relay = await startTestRelay();
    const second = { ...VIDEO, url: "https://cdn.test/second.mp4?ex=1" };
    const freshSecond = { ...VIDEO, url: "https://cdn.test/second.mp4?ex=2" };
    relay.media.script(FRESH.url, { bytes: mp4Bytes(2_000) });
    relay.media.script(freshSecond.url, { bytes: mp4Bytes(3_000) });
    relay.api.answer("job-1", completed(VIDEO, second), completed(FRESH, freshSecond));
    await relay.ask("job-1");
    await relay.clock.advance(5_000);
    expect(results(relay)[0]?.files.map(({ sizeBytes }) => sizeBytes)).toEqual([2_000, 3_000]);
  });

  it("asks for a fresh link twice, then posts the text with the link and the reason", async () => {
    const relay = await startTestRelay();
    const [result, ...more] = await deliver(relay, completed(VIDEO));
    expect(more).toEqual([]);
    expect(result).toMatchObject({
      files: [],
      text: expect.stringMatching(pattern`v\.mp4.*${said("link.expired")}`),
    });
    expect(relay.api.readsOf("job-1")).toBe(3);
    expect(relay.store.all()).toMatchObject([{ state: "delivered" }]);
  });

  // Two consecutive outages of the job API were once treated as "no fresh link".
  it("asks for a fresh link again later when the job API does not answer", async () => {
    const relay = await startTestRelay();
    relay.media.script(VIDEO.url, { fails: "link_expired" });
    relay.media.script(FRESH.url, { bytes: mp4Bytes() });
    const down: PollResult = { kind: "unavailable" };
    relay.api.answer("job-1", completed(VIDEO), down, down, down, completed(FRESH));
    await relay.ask("job-1");
    await relay.clock.advance(60_000);
    expect(results(relay)).toMatchObject([{ files: [{ name: "v.mp4" }] }]);
  });

  it("asks for a fresh link only as often as the job API allows", async () => {
    const relay = await startTestRelay();
    relay.media.script(VIDEO.url, { fails: "link_expired" });
    relay.media.script(FRESH.url, { bytes: mp4Bytes() });
    const slowDown: PollResult = { kind: "rate-limited", retryAfterMs: 40_000 };
    relay.api.answer("job-1", completed(VIDEO), slowDown, completed(FRESH));
    await relay.ask("job-1");
    await relay.clock.advance(39_000);
    expect(relay.api.readsOf("job-1")).toBe(2);
    await relay.clock.advance(40_000);
    expect(results(relay)).toMatchObject([{ files: [{ name: "v.mp4" }] }]);
  });

  // The eleventh file and all after it were once only linked.
  it("posts more files than fit one message in several messages, in order", async () => {
    const relay = await startTestRelay();
    const videos = Array.from({ length: 14 }, (_each, index) => ({
      ...VIDEO,
      url: `https://cdn.test/${index}.mp4`,
      filename: `${index}.mp4`,
    }));
    for (const { url } of videos) relay.media.script(url, { bytes: mp4Bytes() });
    const posted = await deliver(relay, completed(...videos));
    expect(posted.map(({ files }) => files.map(({ name }) => name))).toEqual([
      videos.slice(0, 10).map(({ filename }) => filename),
      videos.slice(10).map(({ filename }) => filename),
    ]);
    expect(posted[1]?.text).toContain(
      said("result.part", { from: "11", to: "14", count: "14", job: "`job-1`" }),
    );
    expect(relay.media.requests).toHaveLength(14);
    expect(relay.media.undisposed).toBe(0);
  });

  // A page in place of a picture was once listed as a missing file.
  it("does not mention a file of unknown type that is not media if there is a video", async () => {
    const relay = await startTestRelay();
    const untyped = { url: "https://cdn.test/log", filename: "log" };
    relay.media.script(VIDEO.url, { bytes: mp4Bytes() });
    relay.media.script(untyped.url, { fails: "not_media" });
    const [result] = await deliver(relay, completed(VIDEO, untyped));
    expect(result?.text).not.toMatch(sentence("link.line"));
  });

  it.each([
    ["not_media", "link.not-media"],
    ["address_refused", "link.address-refused"],
  ] as const)("posts the text anyway when the file is %s", async (fails, reason) => {
    const relay = await startTestRelay();
    relay.media.script(VIDEO.url, { fails });
    expect(await deliver(relay, completed(VIDEO))).toMatchObject([
      { files: [], text: expect.stringContaining(said(reason)) },
    ]);
  });

  it("links a file that the API reports as too large for us, without downloading it", async () => {
    const relay = await startTestRelay({ maxVideoBytes: 1_000 });
    const [result] = await deliver(relay, completed({ ...VIDEO, sizeBytes: 1_001 }));
    expect(result?.text).toContain(said("link.too-large-for", { size: "1,000 B" }));
    expect(relay.media.requests).toEqual([]);
  });

  it("links a file that the channel does not accept, whether known beforehand or not", async () => {
    const relay = await startTestRelay();
    relay.media.script(VIDEO.url, { bytes: mp4Bytes() });
    relay.discord.maxFileBytes = 1_000;
    expect(await deliver(relay, completed(VIDEO))).toMatchObject([
      {
        files: [],
        text: expect.stringMatching(pattern`${NOT_ATTACHED}[^]*${said("link.too-large")}`),
      },
    ]);
    await relay.ask("job-1", {
      channel: { ...DISCORD_CHANNEL, channel: "c2" },
      uploadLimitBytes: 900,
    });
    await relay.clock.advance(5_000);
    expect(results(relay).at(-1)?.text).toContain(said("link.too-large-for", { size: "900 B" }));
  });

  const large = { ...VIDEO, url: "https://cdn.test/large.mp4", filename: "large.mp4" };
  it.each([
    [large, VIDEO],
    [VIDEO, large],
  ])("drops the largest file first if one message cannot hold all", async (...both) => {
    const relay = await startTestRelay();
    relay.media.script(VIDEO.url, { bytes: mp4Bytes(2_000) });
    relay.media.script(large.url, { bytes: mp4Bytes(5_000) });
    relay.discord.maxFileBytes = 4_000;
    const [result] = await deliver(relay, completed(...both));
    expect(result?.files.map(({ name }) => name)).toEqual(["v.mp4"]);
    expect(result?.text).toMatch(sentence("link.line", { file: `[large.mp4](${large.url})` }));
  });

  it("waits for an unreachable file, then posts the link", async () => {
    const relay = await startTestRelay();
    relay.media.script(
      VIDEO.url,
      { fails: "unavailable" },
      { fails: "unavailable" },
      { bytes: mp4Bytes() },
    );
    expect(await deliver(relay, completed(VIDEO), 10_000)).toMatchObject([
      { files: [{ name: "v.mp4" }] },
    ]);
    const gone = await startTestRelay();
    gone.media.script(VIDEO.url, { fails: "unavailable" });
    expect(await deliver(gone, completed(VIDEO), 60_000)).toEqual([]);
    await gone.clock.advance(120_000);
    expect(results(gone)).toMatchObject([
      { files: [], text: expect.stringContaining(said("link.unreachable")) },
    ]);
  });
});

describe("a failing delivery", () => {
  const failed: PollResult = { kind: "job", job: aJob("failed", { error: "boom" }) };

  it("is retried after an outage, and posts the result once", async () => {
    const relay = await startTestRelay();
    for (let times = 0; times < 3; times += 1)
      relay.discord.failNext("result", new PlatformError("unavailable", "503"));
    expect(await deliver(relay, failed, 60_000)).toHaveLength(1);
    expect(relay.store.all()).toMatchObject([{ state: "delivered" }]);
  });

  it("waits as long as the platform asks", async () => {
    const relay = await startTestRelay();
    relay.discord.failNext(
      "result",
      new PlatformError("rate_limited", "429", { retryAfterMs: 40_000 }),
    );
    expect(await deliver(relay, failed, 39_000)).toEqual([]);
    await relay.clock.advance(2_000);
    expect(results(relay)).toHaveLength(1);
  });

  // A repeated "again in one second" once caused a download of the file every second.
  it("backs off even if the platform always asks for one second", async () => {
    const relay = await startTestRelay();
    relay.media.script(VIDEO.url, { bytes: mp4Bytes() });
    const limited = new PlatformError("rate_limited", "429", { retryAfterMs: 1_000 });
    relay.discord.refuse(DISCORD_CHANNEL, limited);
    await deliver(relay, completed(VIDEO), 60_000);
    expect(relay.media.timesAsked(VIDEO.url)).toBeLessThanOrEqual(6);
  });

  // One hanging platform once took all slots, and nothing reached the other.
  it("does not hold up the other platform", async () => {
    const relay = await startTestRelay();
    for (const operation of ["status", "edit", "result"] as const) relay.discord.hang(operation);
    for (let index = 0; index < 20; index += 1) {
      const jobid = `job-${index}`;
      relay.api.answer(jobid, failed);
      void relay.discord.invoke({ name: "pika-status", options: { jobid } });
    }
    await relay.clock.advance(5_000);
    relay.api.answer("on-slack", failed);
    await relay.ask("on-slack", { on: "slack" });
    await relay.clock.advance(5_000);
    expect(relay.slack.posts.map(({ kind }) => kind)).toEqual(["result"]);
  });

  it("posts nothing twice when only the response was lost", async () => {
    const relay = await startTestRelay();
    relay.discord.failNext("result", new PlatformError("unavailable", "reset"), {
      afterActing: true,
    });
    expect(await deliver(relay, failed, 60_000)).toHaveLength(1);
    expect(relay.store.all()).toMatchObject([{ state: "delivered" }]);
  });

  it.each(["channel_lost", "forbidden"] as const)(
    "ends with one log line when the channel is %s",
    async (code) => {
      const relay = await startTestRelay();
      relay.discord.failNext("result", new PlatformError(code, "no"));
      relay.discord.failNext("direct", new PlatformError("forbidden", "no direct messages"));
      expect(await deliver(relay, failed, 3_600_000)).toEqual([]);
      expect(relay.store.all()).toMatchObject([{ state: "discarded", discardReason: code }]);
      expect(relay.log.of("follow.discarded")).toHaveLength(1);
      expect(relay.discord.calls.filter(({ operation }) => operation === "result")).toHaveLength(1);
    },
  );

  // A prompt or error text that a server's moderation refused once left its channel without any
  // message.
  it("says only that the job has ended if moderation refuses the text", async () => {
    const relay = await startTestRelay();
    relay.discord.failNext("result", new PlatformError("file_refused", "AutoMod"));
    const [result] = await deliver(relay, failed);
    expect(result?.text).toMatch(
      pattern`${said("result.failed")}[^]*${said("result.moderated-text")}[^]*job-1`,
    );
    expect(result?.text).not.toMatch(/boom|smiling/);
  });

  it("names the text if moderation refuses even that", async () => {
    const relay = await startTestRelay();
    for (let times = 0; times < 2; times += 1)
      relay.discord.failNext("result", new PlatformError("file_refused", "AutoMod"));
    expect(await deliver(relay, failed)).toEqual([]);
    expect(relay.store.all()).toMatchObject([{ discardReason: "text_refused" }]);
  });

  it("gives up after 24 h of outage", async () => {
    const relay = await startTestRelay();
    relay.discord.refuse(DISCORD_CHANNEL, new PlatformError("unavailable", "503"));
    await deliver(relay, failed, 25 * 3_600_000);
    expect(relay.store.all()).toMatchObject([{ state: "discarded", discardReason: "too_late" }]);
  });

  it("posts without a reply when the status message was deleted", async () => {
    const relay = await startTestRelay();
    relay.discord.failNext("result", new PlatformError("message_lost", "10008"));
    expect(await deliverLater(relay, failed)).toMatchObject([{ replyTo: undefined }]);
  });

  // A server that rejected the reference to the status message once cost the channel its result.
  it("posts without a reply when the text alone is rejected, and gives up only after that", async () => {
    const relay = await startTestRelay();
    relay.discord.failNext("result", new PlatformError("rejected", "50035"));
    expect(await deliverLater(relay, failed)).toMatchObject([{ replyTo: undefined }]);
    const refusing = await startTestRelay();
    refusing.discord.failNext("result", new PlatformError("rejected", "50035"));
    refusing.discord.failNext("result", new PlatformError("rejected", "50035"));
    expect(await deliverLater(refusing, failed)).toEqual([]);
    expect(refusing.store.all()).toMatchObject([{ state: "discarded" }]);
  });

  it.each(["file_refused", "forbidden", "rejected"] as const)(
    "posts only the text when the files are %s",
    async (code) => {
      const relay = await startTestRelay();
      relay.media.script(VIDEO.url, { bytes: mp4Bytes() });
      relay.discord.failNext("result", new PlatformError(code, "no"));
      expect(await deliver(relay, completed(VIDEO))).toMatchObject([
        { files: [], text: expect.stringContaining(said("link.file-refused")) },
      ]);
      expect(relay.media.undisposed).toBe(0);
    },
  );

  it("does not post again when only the record could not be written", async () => {
    const relay = await startTestRelay();
    relay.api.answer("job-1", { kind: "job", job: aJob("running") });
    await relay.ask("job-1", { channel: DISCORD_CHANNEL });
    relay.api.answer("job-1", failed);
    const { promise: posted, resolve } = Promise.withResolvers<void>();
    const postResult = relay.discord.postResult.bind(relay.discord);
    relay.discord.postResult = async (post) => {
      const ref = await postResult(post);
      relay.store.failWith(new Error("disk full"));
      resolve();
      return ref;
    };
    await relay.clock.advance(INTERVAL_MS * 2);
    await posted;
    expect(relay.log.of("delivery.not_stored").length).toBeGreaterThan(0);
    relay.store.failWith(undefined);
    await relay.clock.advance(60_000);
    expect(relay.store.all()).toMatchObject([{ state: "delivered" }]);
    expect(relay.discord.calls.filter(({ operation }) => operation === "result")).toHaveLength(1);
  });

  it("keeps polling while an outcome cannot be stored, and delivers once it can", async () => {
    const relay = await startTestRelay();
    relay.api.answer("job-1", { kind: "job", job: aJob("running") });
    await relay.ask("job-1");
    relay.store.failWith(new Error("disk full"));
    relay.api.answer("job-1", failed);
    await relay.clock.advance(5 * 60_000);
    expect(results(relay)).toEqual([]);
    relay.store.failWith(undefined);
    await relay.clock.advance(2 * 60_000);
    expect(results(relay)).toHaveLength(1);
  });
});
