import { expect, it } from "vitest";
import type { ChannelRef } from "../../../src/core/channel/channel-ref.ts";
import type { Attachment } from "../../../src/core/job/job.ts";
import { createDiscordSandbox } from "../../../sandbox/discord/create-discord-sandbox.ts";
import { aFollow, aJob } from "../../support/follows.ts";
import { startDiscordRelay, VIDEO } from "../../support/discord/discord-relay.ts";

const MINUTE = 60_000;

// Of six results, none was posted even 26 hours later, and the channel's notifications were turned
// off.
it("posts every result once after Discord's edge rejected everything for ten minutes", async () => {
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
  const { app, clock, store, api, log } = await startDiscordRelay(discord, { follows, settings });
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
