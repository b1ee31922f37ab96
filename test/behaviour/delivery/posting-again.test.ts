import { expect, it } from "vitest";
import { PlatformError } from "../../../src/core/errors.ts";
import { settle } from "../../support/fakes/fake-clock.ts";
import { mp4Bytes } from "../../support/fakes/fake-media.ts";
import { aJob, DISCORD_CHANNEL } from "../../support/follows.ts";
import { startTestRelay, type TestRelay } from "../../support/test-relay.ts";

const gone = new PlatformError("channel_lost", "10003");
const VIDEOS = Array.from({ length: 25 }, (_each, index) => ({
  url: `https://cdn.test/${index}.mp4`,
  filename: `${index}.mp4`,
  contentType: "video/mp4",
}));

/** A result of three messages, of which `posted` are posted before the channel accepts no more. */
async function loseAfter(posted: number): Promise<TestRelay> {
  const relay = await startTestRelay();
  for (const { url } of VIDEOS) relay.media.script(url, { bytes: mp4Bytes() });
  relay.api.answer("job-1", { kind: "job", job: aJob("running") });
  await relay.ask("job-1", { channel: DISCORD_CHANNEL });
  relay.discord.failAll("direct", new PlatformError("forbidden", "50007"));
  const post = relay.discord.postResult.bind(relay.discord);
  relay.discord.postResult = async (result) => {
    if ((result.part ?? 1) > posted) relay.discord.refuse(DISCORD_CHANNEL, gone);
    return post(result);
  };
  relay.api.answer("job-1", { kind: "job", job: aJob("completed", { attachments: VIDEOS }) });
  await relay.clock.advance(300_000);
  relay.discord.postResult = post;
  relay.discord.accept(DISCORD_CHANNEL);
  return relay;
}

async function pressAgain(relay: TestRelay): Promise<void> {
  const [follow] = relay.store.all();
  const argument = follow?.id ?? "";
  void relay.discord.press({
    name: "try-again",
    argument,
    channel: DISCORD_CHANNEL,
    userId: "ann",
  });
  await settle();
  await relay.clock.advance(300_000);
}

const filesOf = ({ discord }: TestRelay): string[] =>
  discord.posts.flatMap(({ files }) => files.map(({ name }) => name));

// The messages that were already posted were once posted a second time.
it.each([0, 1, 2])(
  "continues after the %i messages of a result that are already posted",
  async (posted) => {
    const relay = await loseAfter(posted);
    expect(filesOf(relay)).toHaveLength(posted * 10);
    expect(relay.store.all()).toMatchObject([{ state: "discarded" }]);
    await pressAgain(relay);
    expect(filesOf(relay)).toEqual(VIDEOS.map(({ filename }) => filename));
    const first = relay.discord.posts.find(({ kind }) => kind === "result");
    expect(relay.store.all()).toMatchObject([
      { state: "delivered", resultMessage: { id: first?.id } },
    ]);
  },
);

it("asks for fresh links of the remaining files", async () => {
  const relay = await loseAfter(2);
  for (const [index, { url }] of VIDEOS.entries())
    relay.media.script(url, { fails: "link_expired" }).script(`https://fresh.test/${index}.mp4`, {
      bytes: mp4Bytes(),
    });
  const fresh = VIDEOS.map((video, index) => ({
    ...video,
    url: `https://fresh.test/${index}.mp4`,
  }));
  relay.api.answer("job-1", { kind: "job", job: aJob("completed", { attachments: fresh }) });
  await pressAgain(relay);
  expect(filesOf(relay)).toEqual(VIDEOS.map(({ filename }) => filename));
});

// A result whose response was lost at the very end of its time limit was once posted a second time.
it("recognises what was posted although the response was lost", async () => {
  const relay = await startTestRelay();
  relay.api.answer("job-1", { kind: "job", job: aJob("running") });
  await relay.ask("job-1", { channel: DISCORD_CHANNEL });
  relay.discord.failNext("result", new PlatformError("unavailable", "lost"), { afterActing: true });
  relay.discord.failAll("direct", new PlatformError("forbidden", "50007"));
  relay.api.answer("job-1", { kind: "job", job: aJob("failed") });
  const post = relay.discord.postResult.bind(relay.discord);
  relay.discord.postResult = async (result) => {
    try {
      return await post(result);
    } finally {
      relay.discord.refuse(DISCORD_CHANNEL, gone);
    }
  };
  await relay.clock.advance(300_000);
  expect(relay.store.all()).toMatchObject([{ state: "discarded" }]);
  relay.discord.postResult = post;
  relay.discord.accept(DISCORD_CHANNEL);
  await pressAgain(relay);
  expect(relay.store.all()).toMatchObject([{ state: "delivered" }]);
  expect(relay.discord.posts.filter(({ kind }) => kind === "result")).toHaveLength(1);
});

// What had been posted in one way without our knowledge used to be posted a second time in the other, which nothing finds.
it("stays with its way of delivery if something may have been posted", async () => {
  const relay = await startTestRelay();
  relay.api.answer("job-1", { kind: "job", job: aJob("running") });
  await relay.ask("job-1", { channel: DISCORD_CHANNEL });
  relay.discord.failAll("direct", new PlatformError("forbidden", "50007"));
  relay.api.answer("job-1", { kind: "job", job: aJob("failed") });
  const post = relay.discord.postResult.bind(relay.discord);
  relay.discord.postResult = async (result) => {
    await result.save?.({ sentAt: "1" });
    relay.discord.refuse(DISCORD_CHANNEL, gone);
    return post(result);
  };
  await relay.clock.advance(300_000);
  relay.discord.postResult = post;
  relay.discord.accept(DISCORD_CHANNEL);
  const options = { delivery: "edit" };
  const settings = { name: "pika-settings", options, channel: DISCORD_CHANNEL, canManage: true };
  await relay.discord.invoke({ ...settings, userId: "root" }, []);
  await pressAgain(relay);
  expect(relay.store.all()).toMatchObject([{ state: "delivered", delivery: "post" }]);
  const [status, result] = relay.discord.posts;
  expect(status?.text).not.toContain(result?.text);
});
