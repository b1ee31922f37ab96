import { describe, expect, it } from "vitest";
import type { ChannelRef } from "../../../src/core/channel/channel-ref.ts";
import { PlatformError } from "../../../src/core/errors.ts";
import type { Attachment } from "../../../src/core/job/job.ts";
import { code, mention, command } from "../../../src/core/message.ts";
import { localized } from "../../../src/messages/translator.ts";
import { mp4Bytes } from "../../support/fakes/fake-media.ts";
import { aJob } from "../../support/follows.ts";
import { startTestRelay, type TestRelayOptions } from "../../support/test-relay.ts";
import { pattern, said, sentence } from "../../support/sentence.ts";
import { BOTH, peopleOn } from "../../unit/commands/asking.ts";

const VIDEO = { url: "https://cdn.test/v.mp4", filename: "v.mp4", contentType: "video/mp4" };
const completed = (...attachments: Attachment[]) =>
  ({ kind: "job", job: aJob("completed", { attachments }) }) as const;
const gone = new PlatformError("channel_lost", "gone");
const refused = new PlatformError("forbidden", "takes none");

describe.each(BOTH)("a result whose %s channel is gone", (platform) => {
  async function setUp(options: TestRelayOptions = {}) {
    const relay = await startTestRelay(options);
    relay.media.script(VIDEO.url, { bytes: mp4Bytes() });
    relay.api.answer("job-1", { kind: "job", job: aJob("running") });
    const people = peopleOn(relay, platform);
    for (const userId of ["ann", "bob"])
      await people.type("pika-status", { jobid: "job-1" }, { userId });
    await relay.clock.advance(10_000);
    const lose = async (waitMs = 120_000) => {
      people.adapter.refuse(people.channel, gone);
      relay.api.answer("job-1", completed(VIDEO));
      await relay.clock.advance(waitMs);
    };
    const directOf = (userId: string): ChannelRef => ({
      platform,
      workspace: platform === "discord" ? "@me" : "T1",
      channel: `D${userId}`,
    });
    return { ...relay, ...people, lose, directTo: (id: string) => people.adapter.in(directOf(id)) };
  }

  it("is sent to the requesters as a direct message, with its files and the reason", async () => {
    const relay = await setUp();
    await relay.lose();
    for (const userId of ["ann", "bob"])
      expect(relay.directTo(userId)).toMatchObject([
        {
          kind: "result",
          text: expect.stringMatching(
            pattern`${said("result.video-ready")}[^]*${said("result.sent-privately")}`,
          ),
          files: [{ name: "v.mp4" }],
          message: { pings: [userId] },
        },
      ]);
    expect(relay.results()).toHaveLength(2);
    expect(relay.log.of("follow.discarded")).toMatchObject([
      { reason: "channel_lost", sentTo: "ann" },
    ]);
  });

  it("is kept if they accept no messages, listed with the reason, and posted once the channel is back", async () => {
    const relay = await setUp();
    relay.adapter.failAll("direct", refused);
    await relay.lose();
    expect(relay.results()).toEqual([]);
    expect(relay.log.of("direct.refused")).toHaveLength(2);
    relay.adapter.accept(relay.channel);
    expect(await relay.type("pika-jobs")).toMatch(
      pattern`✅ ${said("status.completed")} · .*${said("list.undelivered", { reason: localized("undelivered.channel_lost") })} · .*\`job-1\``,
    );
    expect(await relay.press("try-again", "follow-1")).toBe(
      said("again.trying", { job: code("job-1") }),
    );
    await relay.clock.advance(60_000);
    expect(relay.results()).toMatchObject([{ channel: relay.channel, files: [{ name: "v.mp4" }] }]);
    expect(relay.shown()[0]).toEqual([
      "status",
      expect.stringContaining(`✅ *${said("status.completed")}*`),
      [],
    ]);
  });

  it("is sent to each requester who accepts messages, even if another does not", async () => {
    const relay = await setUp();
    relay.adapter.failNext("direct", refused);
    await relay.lose();
    expect(relay.results().map(({ channel }) => channel.channel)).toEqual(["Dbob"]);
  });

  it("waits for a platform that is down, and sends nothing twice", async () => {
    const relay = await setUp();
    relay.adapter.failNext("direct", new PlatformError("unavailable", "503"), {
      afterActing: true,
    });
    relay.adapter.failNext("direct", new PlatformError("rate_limited", "429"));
    await relay.lose(600_000);
    expect(
      relay
        .results()
        .map(({ channel }) => channel.channel)
        .toSorted(),
    ).toEqual(["Dann", "Dbob"]);
  });

  it("makes the status message say, once possible, that the job succeeded", async () => {
    const relay = await setUp();
    relay.adapter.failAll("direct", refused);
    relay.adapter.failNext("result", gone);
    relay.api.answer("job-1", completed(VIDEO));
    await relay.clock.advance(120_000);
    const [status] = relay.shown();
    expect(status?.[1]).toMatch(
      pattern`✅ \*${said("status.completed")}\*[^]*${sentence("status.undelivered")}`,
    );
    expect(status?.[1]).toMatch(sentence("status.kept", { command: command("pika-jobs") }));
    expect(status?.[1]).not.toMatch(/fail/i);
    expect(relay.buttons()).toEqual(["try-again", "share"]);
  });

  it("makes the status message say who received it", async () => {
    const relay = await setUp();
    relay.adapter.failNext("result", gone);
    relay.api.answer("job-1", completed(VIDEO));
    await relay.clock.advance(120_000);
    expect(relay.shown()[0]?.[1]).toMatch(
      sentence("status.sent-privately", { person: mention("ann") }),
    );
  });

  it("is not sent for a job that a user stopped", async () => {
    const relay = await setUp();
    relay.adapter.refuse(relay.channel, gone);
    await relay.type("pika-forget", { jobid: "job-1" });
    await relay.clock.advance(60_000);
    expect(relay.results()).toEqual([]);
  });
});
