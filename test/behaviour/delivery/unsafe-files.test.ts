import { describe, expect, it } from "vitest";
import type { Delivery } from "../../../src/core/channel/channel-settings.ts";
import { PlatformError } from "../../../src/core/errors.ts";
import type { Attachment } from "../../../src/core/job/job.ts";
import type { UnsafePolicy } from "../../../src/core/job/unsafe-policy.ts";
import { FakeMediaFetcher, mp4Bytes, pngBytes } from "../../support/fakes/fake-media.ts";
import { aJob } from "../../support/follows.ts";
import { sentence } from "../../support/sentence.ts";
import { startTestRelay, type TestRelay, type TestRelayOptions } from "../../support/test-relay.ts";
import { BOTH, peopleOn } from "../../unit/commands/asking.ts";

const video = (name: string, isUnsafe = false): Attachment => ({
  url: `https://cdn.test/${name}`,
  filename: name,
  contentType: "video/mp4",
  isUnsafe,
});
const MIXED = [video("safe.mp4"), video("unsafe.mp4", true), video("other.mp4")];
const POLICIES = ["spoiler", "hide", "show"] as const;
const gone = new PlatformError("channel_lost", "gone");

/** Ann waits for a job; then it ends with these files. */
async function setUp(platform: "discord" | "slack", options: TestRelayOptions = {}) {
  const relay = await startTestRelay(options);
  const people = peopleOn(relay, platform);
  relay.api.answer("job-1", { kind: "job", job: aJob("running") });
  await people.type("pika-status", { jobid: "job-1" });
  await relay.clock.advance(10_000);
  const end = async (attachments: readonly Attachment[] = MIXED, waitMs = 120_000) => {
    for (const { url, contentType = "video/mp4" } of attachments)
      relay.media.script(url, { bytes: mp4Bytes(), contentType });
    relay.api.answer("job-1", { kind: "job", job: aJob("completed", { attachments }) });
    await relay.clock.advance(waitMs);
  };
  return { ...relay, ...people, end };
}

/** The files of all messages: those that are bare, and those behind a spoiler. */
const filesOf = ({ discord, slack }: Pick<TestRelay, "discord" | "slack">) => {
  const files = [...discord.posts, ...slack.posts].flatMap((post) => post.files);
  const named = (isSpoiler: boolean) =>
    files.filter((each) => (each.isSpoiler ?? false) === isSpoiler).map(({ name }) => name);
  return { bare: named(false), spoilers: named(true) };
};
const textOf = ({ discord, slack }: Pick<TestRelay, "discord" | "slack">): string =>
  [...discord.posts, ...slack.posts].map(({ text }) => text).join("\n");

/** What a channel gets of the unsafe file, by platform and policy. */
const EXPECTED = {
  discord: { spoiler: "spoiler", hide: "hidden", show: "bare" },
  slack: { spoiler: "link", hide: "hidden", show: "bare" },
} as const;

function expectHandled(
  relay: Pick<TestRelay, "discord" | "slack">,
  how: "spoiler" | "link" | "hidden" | "bare",
): void {
  const { bare, spoilers } = filesOf(relay);
  expect(spoilers).toEqual(how === "spoiler" ? ["unsafe.mp4"] : []);
  expect(bare).toEqual(
    how === "bare" ? ["safe.mp4", "unsafe.mp4", "other.mp4"] : ["safe.mp4", "other.mp4"],
  );
  const text = textOf(relay);
  expect(text.includes("https://cdn.test/unsafe.mp4")).toBe(how === "link");
  expect(sentence("unsafe.spoiler").test(text)).toBe(how === "spoiler");
  expect(sentence("unsafe.hidden").test(text)).toBe(how === "hidden");
}

describe.each(BOTH)("a result on %s with a file that its API marks as unsafe", (platform) => {
  describe.each(POLICIES)("(RELAY_UNSAFE=%s)", (unsafe) => {
    const how = EXPECTED[platform][unsafe];

    it.each(["post", "edit", "thread"] as const)(
      `has it as ${how}, delivered as a %s`,
      async (delivery: Delivery) => {
        const relay = await setUp(platform, { unsafe, delivery });
        await relay.end();
        expectHandled(relay, how);
        expect(relay.store.all()).toMatchObject([{ state: "delivered" }]);
        expect(relay.media.undisposed).toBe(0);
        const isNeeded = how === "spoiler" || how === "bare";
        expect(relay.media.timesAsked("https://cdn.test/unsafe.mp4")).toBe(isNeeded ? 1 : 0);
      },
    );

    it(`has it as ${how} where it is shared, too`, async () => {
      const relay = await setUp(platform, { unsafe });
      relay.adapter.refuse(relay.channel, new PlatformError("unavailable", "503"));
      await relay.end(MIXED, 5_000);
      await relay.type("pika-share", { jobid: "job-1", channel: "C2" });
      await relay.clock.advance(20_000);
      expect(relay.results().map(({ channel }) => channel.channel)).toEqual(["C2"]);
      expectHandled(relay, how);
    });

    it(`has it as ${how} in a direct message`, async () => {
      const relay = await setUp(platform, { unsafe });
      relay.adapter.refuse(relay.channel, gone);
      await relay.end();
      expect(relay.results().map(({ channel }) => channel.channel)).toEqual(["Dann"]);
      expectHandled(relay, how);
    });

    it(`has it as ${how} when it is posted again`, async () => {
      const relay = await setUp(platform, { unsafe });
      relay.adapter.failAll("direct", new PlatformError("forbidden", "no"));
      relay.adapter.refuse(relay.channel, gone);
      await relay.end();
      relay.adapter.accept(relay.channel);
      void relay.press("try-again", relay.store.all()[0]?.id ?? "");
      await relay.clock.advance(60_000);
      expect(relay.store.all()).toMatchObject([{ state: "delivered" }]);
      expectHandled(relay, how);
    });
  });
});

const many = Array.from({ length: 23 }, (_each, index) => video(`${index}.mp4`, index % 5 === 1));
const unsafeNames = many.filter(({ isUnsafe }) => isUnsafe).map(({ filename }) => filename);
const safeNames = many.filter(({ isUnsafe }) => !isUnsafe).map(({ filename }) => filename);

describe("a result of several messages", () => {
  it("has each unsafe file behind a spoiler", async () => {
    const relay = await setUp("discord");
    await relay.end(many);
    expect(filesOf(relay)).toEqual({ bare: safeNames, spoilers: unsafeNames });
    expect(relay.results().map(({ files }) => files.length)).toEqual([10, 10, 3]);
  });

  it.each(BOTH)("hides each of them on %s, across a restart between two messages", async (on) => {
    const options = { unsafe: "hide" } as const;
    const relay = await setUp(on, options);
    const post = relay.adapter.postResult.bind(relay.adapter);
    relay.adapter.postResult = async (result) => {
      if ((result.part ?? 1) > 1) throw new PlatformError("unavailable", "503");
      return post(result);
    };
    await relay.end(many, 60_000);
    const stopped = relay.app.stop();
    await relay.clock.advance(10_000);
    await stopped;
    const later = await startTestRelay({ ...options, follows: relay.store.all() });
    for (const { url } of many) later.media.script(url, { bytes: mp4Bytes() });
    await later.clock.advance(120_000);
    const posted = [relay, later].map((each) => filesOf(each));
    expect(posted.flatMap(({ bare }) => bare)).toEqual(safeNames);
    expect(posted.flatMap(({ spoilers }) => spoilers)).toEqual([]);
    expect(later.store.all()).toMatchObject([{ state: "delivered" }]);
  });
});

describe("an unsafe file that cannot be attached", () => {
  it.each(["too_large", "file_refused"] as const)(
    "is linked without a preview after %s, with a warning",
    async (code) => {
      const relay = await setUp("discord");
      relay.discord.failNext("result", new PlatformError(code, "no"));
      await relay.end([video("unsafe.mp4", true)]);
      const [result] = relay.results();
      expect(result?.files).toEqual([]);
      expect(result?.text).toMatch(sentence("unsafe.linked"));
      const links = result?.message.blocks
        .flatMap((block) => ("spans" in block ? block.spans : []))
        .filter((span) => typeof span === "object" && span.kind === "link");
      expect(links).toMatchObject([{ mayPreview: false }]);
    },
  );

  it("is not linked either if such files are hidden", async () => {
    const relay = await setUp("discord", { unsafe: "hide" });
    await relay.end([video("unsafe.mp4", true)]);
    expect(textOf(relay)).not.toContain("https://cdn.test");
    expect(relay.results()[0]?.text).toMatch(sentence("unsafe.hidden"));
    expect(relay.results()[0]?.text).not.toMatch(sentence("result.file-not-attached"));
    expect(relay.media.requests).toEqual([]);
  });

  it("is posted behind a spoiler as a smaller copy", async () => {
    const copies = new FakeMediaFetcher().script("copy", { bytes: mp4Bytes(900) });
    const shrink = async ({ file, maxBytes }: { file: { filename: string }; maxBytes: number }) =>
      copies.fetch({ url: "copy", filename: file.filename, maxBytes });
    const relay = await startTestRelay({ transcoder: { shrink } });
    const attachments = [video("unsafe.mp4", true)];
    relay.media.script("https://cdn.test/unsafe.mp4", { bytes: mp4Bytes(5_000) });
    relay.api.answer("job-1", { kind: "job", job: aJob("completed", { attachments }) });
    await relay.ask("job-1", { uploadLimitBytes: 2_000 });
    await relay.clock.advance(60_000);
    expect(filesOf(relay)).toEqual({ bare: [], spoilers: ["unsafe.mp4"] });
    expect(textOf(relay)).toMatch(sentence("result.smaller-copy"));
  });

  it("says on Slack where to get it if its link needs a key", async () => {
    const relay = await setUp("slack");
    await relay.end([{ ...video("unsafe.mp4", true), isPrivate: true }]);
    expect(textOf(relay)).not.toContain("https://cdn.test");
    expect(relay.results()[0]?.text).toMatch(sentence("link.unsafe-private"));
  });
});

const picture = (name: string, isUnsafe = false): Attachment => ({
  url: `https://cdn.test/${name}`,
  isUnsafe,
});

describe("pictures of unknown type", () => {
  const policies: readonly (readonly [UnsafePolicy, number])[] = [
    ["spoiler", 1],
    ["hide", 0],
  ];

  // The unsafe one is not downloaded, and without its bytes it may be a video.
  it.each(policies)("are posted beside one that is not (%s)", async (unsafe, linkCount) => {
    const relay = await startTestRelay({ unsafe });
    const attachments = [picture("1"), picture("2", true), picture("3")];
    for (const { url } of attachments)
      relay.media.script(url, { bytes: pngBytes(), filename: "p.png" });
    relay.api.answer("job-1", { kind: "job", job: aJob("completed", { attachments }) });
    await relay.ask("job-1", { on: "slack" });
    await relay.clock.advance(60_000);
    expect(filesOf(relay).bare).toHaveLength(2);
    expect(textOf(relay).split("https://cdn.test/2").length - 1).toBe(linkCount);
  });
});
