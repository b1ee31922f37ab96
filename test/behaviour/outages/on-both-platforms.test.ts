import { expect, it } from "vitest";
import { commands } from "../../../commands/index.ts";
import { createSlackAdapter } from "../../../src/adapters/slack/adapter.ts";
import { renderManifest } from "../../../src/adapters/slack/manifest.ts";
import { createApp } from "../../../src/app/create-app.ts";
import type { ChannelRef } from "../../../src/core/channel/channel-ref.ts";
import type { PollResult } from "../../../src/core/job/job.ts";
import type { Clock } from "../../../src/core/ports/clock.ts";
import { createDiscordSandbox } from "../../../sandbox/discord/create-discord-sandbox.ts";
import type { DiscordSandbox } from "../../../sandbox/discord/discord-sandbox.ts";
import { createSlackSandbox } from "../../../sandbox/slack/create-slack-sandbox.ts";
import { shownText } from "../../../sandbox/slack/messages/shown-text.ts";
import type { SlackSandbox } from "../../../sandbox/slack/slack-sandbox.ts";
import { systemClock } from "../../../src/adapters/node/system-clock.ts";
import { adapterFor } from "../../support/discord/connected.ts";
import { createFakeLogger } from "../../support/fakes/fake-logger.ts";
import { FakeJobSource } from "../../support/fakes/fake-job-source.ts";
import { FakeMediaFetcher } from "../../support/fakes/fake-media.ts";
import { createFakeStore, type FakeStore } from "../../support/fakes/fake-store.ts";
import { aFollow, aJob } from "../../support/follows.ts";
import { sentence } from "../../support/sentence.ts";
import { createHurriedClock } from "../../support/slack/workspace.ts";
import { COMMON_APP_OPTIONS } from "../../support/test-relay.ts";

const MINUTE = 60_000;
const JOBS = Array.from({ length: 12 }, (_each, index) => `job-${index}`);

interface Outside {
  readonly discord: DiscordSandbox;
  readonly slack: SlackSandbox;
  readonly store: FakeStore;
  readonly clock: Clock;
}

/** One process of the relay, with both real adapters. */
async function startProcess({ discord, slack, store, clock }: Outside, answer: PollResult) {
  const api = new FakeJobSource();
  const log = createFakeLogger();
  const answerAll = (next: PollResult): void => {
    for (const jobId of JOBS) api.answer(jobId, next);
  };
  answerAll(answer);
  const app = createApp({
    ...COMMON_APP_OPTIONS,
    sources: [api],
    store,
    media: new FakeMediaFetcher(),
    clock,
    log,
    newId: () => crypto.randomUUID(),
    createAdapters: (handlers, onConnection) => [
      adapterFor(discord, { commands, handlers, onConnection, log, clock: systemClock }),
      createSlackAdapter({
        botToken: slack.botToken,
        appToken: slack.appToken,
        apiUrl: slack.apiUrl,
        commands,
        handlers,
        onConnection,
        log,
        clock,
      }),
    ],
  });
  await app.start();
  return { app, answerAll };
}

it("tells of an outage of half an hour once in each channel, through a restart, and posts each result once", async () => {
  await using discord = await createDiscordSandbox();
  const slack = await createSlackSandbox({ manifest: renderManifest(commands), shareDelayMs: 0 });
  const channels: ChannelRef[] = [
    { platform: "discord", workspace: discord.guildId, channel: discord.channelId },
    { platform: "slack", workspace: slack.teamId, channel: slack.channels.publicJoined },
  ];
  // Five minutes take a second.
  const clock = createHurriedClock(300);
  const follows = channels.flatMap((channel) =>
    JOBS.map((jobId) =>
      aFollow({ id: `${channel.platform}-${jobId}`, jobId, channel, createdAt: clock.now() }),
    ),
  );
  const outside = { discord, slack, store: createFakeStore(follows), clock };
  const pass = (delayMs: number) =>
    new Promise<void>((resolve) => void clock.setTimer(delayMs, resolve));
  const texts = (): string[][] => [
    discord.messages(discord.channelId).map(({ content }) => content),
    slack.messages(slack.channels.publicJoined).map(shownText),
  ];
  const matching = (pattern: RegExp) =>
    texts().map((all) => all.filter((text) => pattern.test(text)).length);
  const told = sentence("outage.since", { jobs: "12 jobs" });
  const over = sentence("outage.over", { source: "Pika" });

  const running: PollResult = { kind: "job", job: aJob("running") };
  const first = await startProcess(outside, running);
  await expect
    .poll(() => texts().map(({ length }) => length), { timeout: 20_000 })
    .toEqual([12, 12]);
  first.answerAll({ kind: "unavailable" });
  await pass(15 * MINUTE);
  expect(matching(told)).toEqual([1, 1]);
  expect(matching(sentence("trouble.unavailable", { source: "Pika" }))).toEqual([1, 1]);
  await first.app.stop();

  const second = await startProcess(outside, { kind: "unavailable" });
  await pass(15 * MINUTE);
  expect(texts().map(({ length }) => length)).toEqual([13, 13]);
  expect(matching(told)).toEqual([1, 1]);
  expect(matching(sentence("trouble.unavailable", { source: "Pika" }))).toEqual([1, 1]);

  second.answerAll({ kind: "job", job: aJob("failed", { error: "out of luck" }) });
  await expect
    .poll(() => texts().map(({ length }) => length), { timeout: 30_000 })
    .toEqual([25, 25]);
  await expect.poll(() => matching(over), { timeout: 20_000 }).toEqual([1, 1]);
  expect(matching(told)).toEqual([0, 0]);
  expect(matching(/out of luck/)).toEqual([12, 12]);
  await second.app.stop();
  expect(discord.violations).toEqual([]);
  expect(slack.violations).toEqual([]);
  await slack.close();
}, 90_000);
