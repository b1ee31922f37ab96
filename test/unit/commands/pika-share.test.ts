import { describe, expect, it } from "vitest";
import { PlatformError } from "../../../src/core/errors.ts";
import type { Attachment } from "../../../src/core/job/job.ts";
import { localized } from "../../../src/messages/translator.ts";
import { mp4Bytes } from "../../support/fake-media.ts";
import { aJob } from "../../support/follows.ts";
import { startTestRelay, type TestRelayOptions } from "../../support/relay.ts";
import { BOTH, peopleOn, pollResult } from "./asking.ts";

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
      expect(await relay[way]()).toBe("I’m posting the result of job `job-1` in #C2.");
      await relay.clock.advance(10_000);
      expect(relay.inThere()).toMatchObject([
        {
          kind: "result",
          text: expect.stringMatching(
            /^✅ \*The video is ready\* · [^]*-# Job `job-1` · .* · shared by @bob$/,
          ),
          message: { pings: [] },
          files: [{ name: "v.mp4" }],
        },
      ]);
      expect(relay.inThere()[0]?.replyTo).toBeUndefined();
      expect(relay.adapter.in(relay.channel)).toHaveLength(1);
    },
  );

  it("asks where to, with a choice of channels", async () => {
    const { press, adapter } = await setUp();
    expect(await press("share", "follow-1")).toBe(
      "Where do you want to share the result of job `job-1`?",
    );
    expect(adapter.answers.at(-1)?.actions).toMatchObject([
      { kind: "channel-choice", name: "share-to", argument: "follow-1" },
    ]);
    expect(await press("share-to", "follow-1")).toBe("Choose a channel.");
  });

  it("shares what is on its way here, too", async () => {
    const relay = await setUp();
    relay.api.answer("job-2", pollResult("running"));
    await relay.type("pika-status", { jobid: "job-2" });
    relay.adapter.refuse(relay.channel, new PlatformError("unavailable", "503"));
    relay.api.answer("job-2", pollResult("failed"));
    await relay.clock.advance(60_000);
    const share = { jobid: "job-2", channel: "C2" };
    expect(await relay.type("pika-share", share)).toContain("in #C2");
    await relay.clock.advance(10_000);
    expect(relay.inThere()).toMatchObject([{ text: expect.stringContaining("The job failed") }]);
  });

  // Two presses once posted it twice, and the channel's own record gave way to the shared one.
  it("is once per channel, however often and by whomever, and never over its own", async () => {
    const relay = await setUp();
    const both = await Promise.all([relay.command(), relay.button({ userId: "cem" })]);
    expect(both.filter((answer) => answer.startsWith("I’m posting"))).toHaveLength(1);
    await relay.clock.advance(60_000);
    expect(await relay.command()).toBe(
      "The result of job `job-1` is already in #C2 or on its way there.",
    );
    await relay.type("pika-status", { jobid: "job-1" }, { channel: relay.there, userId: "dan" });
    await relay.clock.advance(60_000);
    expect(await relay.command()).toContain("is already in #C2 or on its way there");
    await relay.clock.advance(60_000);
    expect(relay.inThere().filter(({ text }) => text.includes("shared by"))).toHaveLength(1);
  });

  it("says why not: here already, running, nobody's job, no channel", async () => {
    const relay = await setUp();
    expect(await relay.command({}, relay.channel.channel.toUpperCase())).toMatch(
      platform === "slack" ? /is already in this channel/ : /^I’m posting/,
    );
    relay.api.answer("job-2", pollResult("running"));
    await relay.type("pika-status", { jobid: "job-2" });
    const share = (options: Record<string, string>) => relay.type("pika-share", options);
    expect(await share({ jobid: "job-2", channel: "C2" })).toMatch(/^Job `job-2` is still running/);
    expect(await share({ jobid: "job-9", channel: "C2" })).toMatch(
      /^I can’t find that job in this/,
    );
    expect(await share({ jobid: "job-1" })).toBe("Choose a channel.");
    expect(await share({ jobid: "job-1", channel: "#general" })).toMatch(
      /^I can’t find that channel/,
    );
    expect(await share({ channel: "C2" })).toMatch(/^Add a job ID/);
  });

  it("is refused where the person, the relay or the server does not allow it", async () => {
    const relay = await setUp({ allowed: { channels: ["c1", "C1", "C2"] } });
    const elsewhere = { ...relay.channel, channel: "C9" };
    const answers = [
      [{ kind: "person-may-not" }, /^\*You can’t post in\* #C2, so/],
      [
        { kind: "relay-may-not", problem: localized("access.archived") },
        /^\*I can’t post in\* #C2\*\.\* The channel is archived/,
      ],
      [{ kind: "no-channel" }, /one from this (?:server|workspace)/],
      [
        { kind: "ok", channel: elsewhere },
        /^\*I can’t post in\* #C9\*\.\* Pika Relay isn’t enabled/,
      ],
      [new PlatformError("unavailable", "503"), /nothing was changed/],
    ] as const;
    for (const [access, says] of answers)
      for (const way of ["command", "button"] as const)
        expect(await relay[way]({ sharing: { C2: access } })).toMatch(says);
    await relay.clock.advance(60_000);
    expect(relay.posts()).toHaveLength(1);
  });

  it("renews a link that has expired meanwhile", async () => {
    const relay = await setUp();
    relay.media.script(VIDEO.url, { fails: "link_expired" });
    relay.media.script(FRESH.url, { bytes: mp4Bytes() });
    relay.api.answer("job-1", made(FRESH));
    await relay.command();
    await relay.clock.advance(60_000);
    expect(relay.inThere()).toMatchObject([{ files: [{ name: "v.mp4" }] }]);
  });

  it("shares nothing where that cannot be stored, and says so", async () => {
    const relay = await setUp();
    relay.store.failWith(new Error("disk full"));
    for (const way of ["command", "button"] as const)
      expect(await relay[way]()).toMatch(/^\*I couldn’t save that/);
    expect(await relay.press("share", "follow-1")).toMatch(/^\*I couldn’t save that/);
    relay.store.failWith(undefined);
    await relay.clock.advance(60_000);
    expect(relay.inThere()).toEqual([]);
  });
});
