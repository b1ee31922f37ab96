import { describe, expect, it } from "vitest";
import { PlatformError } from "../../../src/core/errors.ts";
import type { Attachment } from "../../../src/core/job/job.ts";
import { code, mention, channelSpan } from "../../../src/core/message.ts";
import { localized } from "../../../src/messages/translator.ts";
import { mp4Bytes } from "../../support/fakes/fake-media.ts";
import { aJob } from "../../support/follows.ts";
import { startTestRelay, type TestRelayOptions } from "../../support/test-relay.ts";
import { pattern, said, sentence } from "../../support/sentence.ts";
import { BOTH, peopleOn, pollResult } from "./asking.ts";

const JOB = { job: code("job-1") };
const ALREADY = said("share.already", { ...JOB, channel: channelSpan("C2") });

const VIDEO = { url: "https://cdn.test/v.mp4?ex=1", filename: "v.mp4", contentType: "video/mp4" };
const FRESH = { ...VIDEO, url: "https://cdn.test/v.mp4?ex=2" };
const made = (attachment: Attachment) =>
  ({ kind: "job", job: aJob("completed", { attachments: [attachment] }) }) as const;

describe.each(BOTH)("sharing on %s", (platform) => {
  async function setUp(options: TestRelayOptions = {}) {
    const relay = await startTestRelay(options);
    relay.api.answer("job-1", made(VIDEO));
    relay.media.script(VIDEO.url, { bytes: mp4Bytes() });
    const people = peopleOn(relay, platform);
    await people.type("pika-status", { jobid: "job-1" });
    await relay.clock.advance(10_000);
    const there = { ...people.channel, channel: "C2" };
    const ways = {
      command: (person = {}, channel = "C2") =>
        people.type("pika-share", { jobid: "job-1", channel }, { userId: "bob", ...person }),
      button: (person = {}, value = "C2") =>
        people.press("share-to", "follow-1", { userId: "bob", ...person, value }),
    };
    return { ...relay, ...people, ...ways, there, inThere: () => people.adapter.in(there) };
  }

  it.each(["command", "button"] as const)(
    "%s: posts the result with its files, says who shared it, and pings nobody",
    async (way) => {
      const relay = await setUp();
      expect(await relay[way]()).toBe(said("share.done", { ...JOB, channel: channelSpan("C2") }));
      await relay.clock.advance(10_000);
      expect(relay.inThere()).toMatchObject([
        {
          kind: "result",
          text: expect.stringMatching(
            pattern`^✅ \*${said("result.video-ready")}\* · [^]*-# ${said("status.job", JOB)} · .* · ${said("result.shared-by", { person: mention("bob") })}$`,
          ),
          message: { pings: [] },
          files: [{ name: "v.mp4" }],
        },
      ]);
      expect(relay.inThere()[0]?.replyTo).toBeUndefined();
      expect(relay.adapter.in(relay.channel)).toHaveLength(1);
    },
  );

  it("asks for the channel, with a menu of channels", async () => {
    const { press, adapter } = await setUp();
    expect(await press("share", "follow-1")).toBe(said("share.where", JOB));
    expect(adapter.answers.at(-1)?.actions).toMatchObject([
      { kind: "channel-choice", name: "share-to", argument: "follow-1" },
    ]);
    expect(await press("share-to", "follow-1")).toBe(said("share.channel-missing"));
  });

  it("also shares a result that is on its way here", async () => {
    const relay = await setUp();
    relay.api.answer("job-2", pollResult("running"));
    await relay.type("pika-status", { jobid: "job-2" });
    relay.adapter.refuse(relay.channel, new PlatformError("unavailable", "503"));
    relay.api.answer("job-2", pollResult("failed"));
    await relay.clock.advance(60_000);
    const share = { jobid: "job-2", channel: "C2" };
    expect(await relay.type("pika-share", share)).toContain("in #C2");
    await relay.clock.advance(10_000);
    expect(relay.inThere()).toMatchObject([
      { text: expect.stringContaining(said("result.failed")) },
    ]);
  });

  // Two presses once posted it twice, and the channel's own record gave way to the shared one.
  it("happens once per channel, however often and whoever asks, and never into its own channel", async () => {
    const relay = await setUp();
    const both = await Promise.all([relay.command(), relay.button({ userId: "cem" })]);
    expect(both.filter((answer) => sentence("share.done").test(answer))).toHaveLength(1);
    await relay.clock.advance(60_000);
    expect(await relay.command()).toBe(ALREADY);
    await relay.type("pika-status", { jobid: "job-1" }, { channel: relay.there, userId: "dan" });
    await relay.clock.advance(60_000);
    expect(await relay.command()).toContain(ALREADY);
    await relay.clock.advance(60_000);
    expect(
      relay.inThere().filter(({ text }) => sentence("result.shared-by").test(text)),
    ).toHaveLength(1);
  });

  it("gives the reason for a refusal: already here, running, unknown job, no channel", async () => {
    const relay = await setUp();
    expect(await relay.command({}, relay.channel.channel.toUpperCase())).toMatch(
      platform === "slack" ? sentence("share.here", JOB) : pattern`^${sentence("share.done")}`,
    );
    relay.api.answer("job-2", pollResult("running"));
    await relay.type("pika-status", { jobid: "job-2" });
    const share = (options: Record<string, string>) => relay.type("pika-share", options);
    expect(await share({ jobid: "job-2", channel: "C2" })).toMatch(
      pattern`^${said("share.running", { job: code("job-2") })}`,
    );
    expect(await share({ jobid: "job-9", channel: "C2" })).toMatch(
      pattern`^${said("answer.not-found")}`,
    );
    expect(await share({ jobid: "job-1" })).toBe(said("share.channel-missing"));
    expect(await share({ jobid: "job-1", channel: "#general" })).toMatch(
      pattern`^${said("share.elsewhere", {}, { platform })}`,
    );
    expect(await share({ channel: "C2" })).toMatch(pattern`^${said("jobid.missing")}`);
  });

  it("is refused if the user or the bot may not post, or the allow list does not have the channel", async () => {
    const relay = await setUp({ allowed: { channels: ["c1", "C1", "C2"] } });
    const elsewhere = { ...relay.channel, channel: "C9" };
    const answers = [
      [
        { kind: "person-may-not" },
        pattern`^${said("share.person", { channel: channelSpan("C2") })}`,
      ],
      [
        { kind: "relay-may-not", problem: localized("access.archived") },
        pattern`^${sentence("share.bot", { channel: channelSpan("C2"), problem: localized("access.archived") })}`,
      ],
      [{ kind: "no-channel" }, pattern`${said("share.elsewhere", {}, { platform })}`],
      [
        { kind: "ok", channel: elsewhere },
        pattern`^${sentence("share.bot", { channel: channelSpan("C9"), problem: localized("answer.not-allowed-here") })}`,
      ],
      [new PlatformError("unavailable", "503"), sentence("answer.platform-slow")],
    ] as const;
    for (const [access, says] of answers)
      for (const way of ["command", "button"] as const)
        expect(await relay[way]({ sharing: { C2: access } })).toMatch(says);
    await relay.clock.advance(60_000);
    expect(relay.posts()).toHaveLength(1);
  });

  it("renews a link that has expired", async () => {
    const relay = await setUp();
    relay.media.script(VIDEO.url, { fails: "link_expired" });
    relay.media.script(FRESH.url, { bytes: mp4Bytes() });
    relay.api.answer("job-1", made(FRESH));
    await relay.command();
    await relay.clock.advance(60_000);
    expect(relay.inThere()).toMatchObject([{ files: [{ name: "v.mp4" }] }]);
  });

  it("shares nothing if the store fails, and says so", async () => {
    const relay = await setUp();
    relay.store.failWith(new Error("disk full"));
    for (const way of ["command", "button"] as const)
      expect(await relay[way]()).toMatch(pattern`^${said("answer.store-down")}`);
    expect(await relay.press("share", "follow-1")).toMatch(pattern`^${said("answer.store-down")}`);
    relay.store.failWith(undefined);
    await relay.clock.advance(60_000);
    expect(relay.inThere()).toEqual([]);
  });
});
