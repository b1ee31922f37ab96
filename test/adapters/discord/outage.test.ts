import { expect, it } from "vitest";
import { actions, commands } from "../../../commands/index.ts";
import { createApp } from "../../../src/app.ts";
import type { ChannelRef } from "../../../src/core/channel-ref.ts";
import type { ChannelSettings } from "../../../src/core/channel-settings.ts";
import type { Follow } from "../../../src/core/follow.ts";
import type { Attachment } from "../../../src/core/job.ts";
import type { DiscordSandbox } from "../../../src/sandbox/discord/handle.ts";
import { createDiscordSandbox } from "../../../src/sandbox/discord/sandbox.ts";
import { systemClock } from "../../../src/system-clock.ts";
import { FakeClock } from "../../support/fake-clock.ts";
import { FakeJobApi } from "../../support/fake-job-api.ts";
import { createFakeLogger } from "../../support/fake-logger.ts";
import { FakeMediaFetcher, mp4Bytes } from "../../support/fake-media.ts";
import { createFakeStore } from "../../support/fake-store.ts";
import { aFollow, aJob } from "../../support/follows.ts";
import { EVERYWHERE, PLENTY } from "../../support/limits.ts";
import { adapterFor } from "./connected.ts";

const VIDEO = "https://cdn.example/video.mp4";
const MINUTE = 60_000;

/** The services on a clock of the test's, with the real adapter on a stand-in; the follows are an earlier process's. */
async function startRelay(
  discord: DiscordSandbox,
  { follows, settings }: { follows: Follow[]; settings: ChannelSettings[] },
) {
  const clock = new FakeClock();
  const store = createFakeStore(follows, settings);
  const api = new FakeJobApi();
  api.answerList({ kind: "jobs", jobIds: [] });
  const log = createFakeLogger();
  for (const { jobId } of follows)
    api.answer(jobId, { kind: "job", job: aJob("running", { jobId }) });
  const app = createApp({
    poll: {
      intervalMs: 15_000,
      maxIntervalMs: 60_000,
      concurrency: 32,
      maxPerSecond: 100,
      giveUpAfterMs: 86_400_000,
    },
    maxVideoBytes: 1_000_000,
    allowed: EVERYWHERE,
    quotas: PLENTY,
    commands,
    actions,
    delivery: "post",
    api,
    store,
    media: new FakeMediaFetcher().script(VIDEO, { bytes: mp4Bytes() }),
    clock,
    log,
    random: () => 0,
    newId: () => "new",
    digest: (text) => text,
    createAdapters: (handlers, onConnection) => [
      adapterFor(discord, { handlers, onConnection, log, clock: systemClock }),
    ],
  });
  await app.start();
  return { app, clock, store, api, log };
}

// No result of six was posted even 26 hours later, and the channel's notifications were switched off.
it("posts every result once after ten minutes in which Discord's edge turned everything away", async () => {
  await using discord = await createDiscordSandbox();
  const channel = (id: string): ChannelRef => ({
    platform: "discord",
    workspace: discord.guildId,
    channel: id,
  });
  const channels = [discord.channelId, discord.addChannel(), discord.addChannel()].map(channel);
  const follows = channels.flatMap((each, index) =>
    ["command", "notification"].map((origin, turn) =>
      aFollow({
        id: `f${index}-${turn}`,
        jobId: `job-${index}-${turn}`,
        channel: each,
        origin: origin as "command" | "notification",
        requesters: turn === 0 ? [discord.users[0].id] : [],
      }),
    ),
  );
  const settings = channels.map((each) => ({
    channel: each,
    notifications: { by: discord.users[0].id, since: 0 },
  }));
  const { app, clock, store, api, log } = await startRelay(discord, { follows, settings });
  const passing = async (probe: () => boolean): Promise<void> => {
    await expect
      .poll(async () => (await clock.advance(MINUTE / 4), probe()), {
        interval: 1,
        timeout: 20_000,
      })
      .toBe(true);
  };
  const texts = () =>
    channels.flatMap((each) => discord.messages(each.channel).map(({ content }) => content));
  await passing(() => texts().length === 3);

  const fault = discord.failNext({
    path: /^\/channels\//,
    status: 403,
    body: { code: 40333, message: "internal network error" },
    times: Infinity,
  });
  const attachments: Attachment[] = [{ url: VIDEO, filename: "video.mp4" }] as Attachment[];
  for (const { jobId } of follows)
    api.answer(jobId, { kind: "job", job: aJob("completed", { jobId, attachments }) });
  const outageEndsAtMs = clock.monotonicMs() + 10 * MINUTE;
  await passing(() => clock.monotonicMs() >= outageEndsAtMs && fault.hits > 18);
  expect(texts()).toHaveLength(3);
  fault.remove();

  await passing(() => store.all().every(({ state }) => state === "delivered"));
  for (const { jobId } of follows) {
    const results = channels.flatMap((each) =>
      discord
        .messages(each.channel)
        .filter(({ content, attachments: files }) => content.includes(jobId) && files.length > 0),
    );
    expect(results).toHaveLength(1);
  }
  expect(store.allSettings().map(({ notifications }) => notifications?.by)).toEqual(
    channels.map(() => discord.users[0].id),
  );
  expect(log.of("follow.discarded")).toEqual([]);
  await app.stop();
});
