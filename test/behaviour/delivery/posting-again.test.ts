import { expect, it } from "vitest";
import type { Delivery } from "../../../src/core/channel/channel-settings.ts";
import { PlatformError } from "../../../src/core/errors.ts";
import { settle } from "../../support/fakes/fake-clock.ts";
import { mp4Bytes } from "../../support/fakes/fake-media.ts";
import { aJob, DISCORD_CHANNEL } from "../../support/follows.ts";
import { said } from "../../support/sentence.ts";
import { startTestRelay, type TestRelay } from "../../support/test-relay.ts";

const gone = new PlatformError("channel_lost", "10003");
const VIDEOS = Array.from({ length: 25 }, (_each, index) => ({
  url: `https://cdn.test/${index}.mp4`,
  filename: `${index}.mp4`,
  contentType: "video/mp4",
}));

/** A result of three messages, of which `posted` are posted before the channel accepts no more. */
async function loseAfter(posted: number, delivery: Delivery = "post"): Promise<TestRelay> {
  const relay = await startTestRelay({ delivery });
  for (const { url } of VIDEOS) relay.media.script(url, { bytes: mp4Bytes() });
  relay.api.answer("job-1", { kind: "job", job: aJob("running") });
  await relay.ask("job-1", { channel: DISCORD_CHANNEL });
  relay.discord.failAll("direct", new PlatformError("forbidden", "50007"));
  const post = relay.discord.postResult.bind(relay.discord);
  relay.discord.postResult = async (result) => {
    const isRefused = (result.part ?? 1) > posted;
    // Then the status message can still be edited.
    if (isRefused && delivery === "edit") throw gone;
    if (isRefused) relay.discord.refuse(DISCORD_CHANNEL, gone);
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

it("shows the result in the status message again, whose text said that it could not be posted", async () => {
  // That text used to stay below the files for good, and what the job had to say was lost.
  const relay = await loseAfter(1, "edit");
  const status = relay.discord.posts.find(({ kind }) => kind === "status");
  expect(relay.store.all()).toMatchObject([{ state: "discarded" }]);
  const { text: whileDiscarded } = status!;
  expect(whileDiscarded).not.toContain(said("result.video-ready"));
  await pressAgain(relay);
  expect(status?.text).toContain(said("result.video-ready"));
  expect(status?.message.actions?.map(({ name }) => name)).not.toContain("try-again");
  expect(filesOf(relay)).toEqual(VIDEOS.map(({ filename }) => filename));
  expect(relay.discord.posts.filter(({ kind }) => kind === "result")).toHaveLength(3);
  expect(relay.store.all()).toMatchObject([{ state: "delivered" }]);
  expect(relay.media.undisposed).toBe(0);
});

it("takes no file out of the status message that can't be downloaded any more", async () => {
  const relay = await loseAfter(1, "edit");
  for (const { url } of VIDEOS.slice(0, 10)) relay.media.script(url, { fails: "link_expired" });
  // What was kept is gone, too.
  for (const file of await relay.spool.list()) await relay.spool.remove(file);
  relay.spool.files.clear();
  await pressAgain(relay);
  expect(filesOf(relay)).toEqual(VIDEOS.map(({ filename }) => filename));
  expect(relay.store.all()).toMatchObject([{ state: "delivered" }]);
});

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
