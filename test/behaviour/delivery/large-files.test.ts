import { describe, expect, it } from "vitest";
import type { ChannelRef } from "../../../src/core/channel/channel-ref.ts";
import { aJob, DISCORD_CHANNEL } from "../../support/follows.ts";
import { mp4Bytes } from "../../support/fakes/fake-media.ts";
import { startTestRelay, type TestRelay } from "../../support/test-relay.ts";
import { said, sentence } from "../../support/sentence.ts";

const UPLOADS = 6;
const channelOf = (name: string): ChannelRef => ({ ...DISCORD_CHANNEL, channel: name });
const uploading = Array.from({ length: UPLOADS }, (_each, index) => channelOf(`slow-${index}`));

/**
 * Starts as many uploads as may run at once, none of which ends by itself; resolves with a function
 * that lets them end.
 */
async function startUploads(relay: TestRelay): Promise<() => void> {
  const end = Promise.withResolvers<void>();
  const post = relay.discord.postResult.bind(relay.discord);
  relay.discord.postResult = async (result) => {
    if (result.files.length > 0) {
      await Promise.race([
        end.promise,
        new Promise((_resolve, reject) => {
          result.signal?.addEventListener("abort", () => reject(new Error("stopped")));
        }),
      ]);
    }
    return post(result);
  };
  for (const [index, channel] of uploading.entries())
    await follow(relay, `video-${index}`, channel);
  await relay.clock.advance(5_000);
  return () => end.resolve();
}

const VIDEO = { url: "https://cdn.test/v.mp4", filename: "v.mp4", contentType: "video/mp4" };

async function follow(relay: TestRelay, jobId: string, channel: ChannelRef): Promise<void> {
  const isVideo = jobId.startsWith("video");
  relay.media.script(VIDEO.url, { bytes: mp4Bytes() });
  const job = isVideo
    ? aJob("completed", { jobId, attachments: [VIDEO] })
    : aJob("failed", { jobId });
  relay.api.answer(jobId, { kind: "job", job });
  await relay.ask(jobId, { channel });
}

const resultsIn = ({ discord }: TestRelay, channel: ChannelRef) =>
  discord.in(channel).filter(({ kind }) => kind === "result");

describe("while six large files are being uploaded", () => {
  // Uploads once took all six slots, and every text message of the platform waited for minutes.
  it("a text in another channel is posted at once", async () => {
    const relay = await startTestRelay();
    await startUploads(relay);
    await follow(relay, "text-1", channelOf("quick"));
    await relay.clock.advance(5_000);
    expect(resultsIn(relay, channelOf("quick"))).toHaveLength(1);
  });

  it("requesters who wait are told that nothing will come", async () => {
    const relay = await startTestRelay();
    await startUploads(relay);
    const channel = channelOf("quick");
    relay.api.answer("job-1", { kind: "job", job: aJob("running") });
    await relay.ask("job-1", { channel, userId: "ann" });
    await relay.ask("job-1", { channel, userId: "bob" });
    await relay.discord.invoke({ name: "pika-forget", options: { jobid: "job-1" }, channel });
    await relay.clock.advance(5_000);
    expect(resultsIn(relay, channel)).toMatchObject([
      { text: expect.stringMatching(sentence("result.forgotten")) },
    ]);
  });

  it("a seventh file waits, and its status message already says that the job has ended", async () => {
    const relay = await startTestRelay();
    const endUploads = await startUploads(relay);
    const channel = channelOf("seventh");
    relay.api.answer("video-7", { kind: "job", job: aJob("running", { jobId: "video-7" }) });
    await relay.ask("video-7", { channel });
    await follow(relay, "video-7", channelOf("eighth"));
    await relay.clock.advance(30_000);
    expect(relay.discord.in(channel)).toMatchObject([
      { text: expect.stringContaining(said("status.completed")) },
    ]);
    endUploads();
    await relay.clock.advance(10_000);
    expect(resultsIn(relay, channel)).toMatchObject([{ files: [{ name: "v.mp4" }] }]);
  });

  it("a text in the same channel follows the file, in the order in which their jobs ended", async () => {
    const relay = await startTestRelay();
    const endUploads = await startUploads(relay);
    const [channel] = uploading as [ChannelRef];
    await follow(relay, "text-2", channel);
    await relay.clock.advance(60_000);
    expect(resultsIn(relay, channel)).toEqual([]);
    endUploads();
    await relay.clock.advance(10_000);
    expect(resultsIn(relay, channel).map(({ files }) => files.length)).toEqual([1, 0]);
  });

  it("a stop starts no further upload", async () => {
    const relay = await startTestRelay();
    await startUploads(relay);
    await follow(relay, "video-7", channelOf("seventh"));
    await relay.clock.advance(10_000);
    const stopped = relay.app.stop();
    await relay.clock.advance(15_000);
    await stopped;
    expect(relay.discord.calls.filter(({ operation }) => operation === "result")).toEqual([]);
    expect(relay.media.undisposed).toBe(0);
  });
});
