import { expect, it } from "vitest";
import { en } from "../../../src/messages/i18n/en.ts";
import type {
  DiscordSandbox,
  SandboxInteraction,
} from "../../../sandbox/discord/discord-sandbox.ts";
import { createDiscordSandbox } from "../../../sandbox/discord/create-discord-sandbox.ts";
import { aFollow, aJob } from "../../support/follows.ts";
import { JOB_ID } from "../../support/discord/connected.ts";
import { startDiscordRelay } from "../../support/discord/discord-relay.ts";

const OLD_JOB = "job:20241218021941022-user:1308-channel:1-bot:pika";

/**
 * A channel that follows two jobs, whose Discord then answers nothing but interaction responses.
 */
async function hangEverythingElse(discord: DiscordSandbox) {
  const channel = {
    platform: "discord",
    workspace: discord.guildId,
    channel: discord.channelId,
  } as const;
  const requesters = [discord.users[0].id];
  const relay = await startDiscordRelay(discord, {
    follows: [
      aFollow({ id: "f1", jobId: OLD_JOB, channel, requesters }),
      aFollow({ id: "f2", jobId: `${OLD_JOB}-2`, channel, requesters }),
    ],
  });
  relay.api.answer(JOB_ID, { kind: "job", job: aJob("running", { jobId: JOB_ID }) });
  await expect
    .poll(async () => (await relay.clock.advance(1_000), discord.messages().length))
    .toBe(2);
  const status = discord
    .messages()
    .find(({ content }) => content.includes(`#${OLD_JOB.slice(-4)}`))!;
  const silence = discord.failNext({
    path: /^\/(?!interactions|webhooks)/,
    effect: "hang",
    times: Infinity,
  });
  return { ...relay, status, silence, elsewhere: discord.addChannel() };
}

type Setup = Awaited<ReturnType<typeof hangEverythingElse>>;
type Action = (discord: DiscordSandbox, setup: Setup) => Promise<SandboxInteraction>;

const typing =
  (name: string, options: (setup: Setup) => Record<string, string> = () => ({})): Action =>
  (discord, setup) =>
    discord.command({
      name,
      options: options(setup),
      memberPermissions: ["ViewChannel", "SendMessages", "ManageChannels"],
    });
const pressing =
  (name: string): Action =>
  (discord, { status }) =>
    discord.pressButton({ messageId: status.id, customId: `${name}:f1` });

it.each([
  ["/pika-status", typing("pika-status", () => ({ jobid: JOB_ID }))],
  ["/pika-jobs", typing("pika-jobs")],
  ["/pika-forget", typing("pika-forget", () => ({ jobid: OLD_JOB }))],
  [
    "/pika-share",
    typing("pika-share", ({ elsewhere }) => ({ jobid: OLD_JOB, channel: elsewhere })),
  ],
  ["/pika-notify", typing("pika-notify", () => ({ state: "on" }))],
  ["/pika-settings", typing("pika-settings", () => ({ delivery: "thread" }))],
  ["/pika-help", typing("pika-help")],
  ["Refresh", pressing("refresh")],
  ["Stop following", pressing("stop")],
])("answers %s within 3 s while Discord answers nothing else", async (_, act) => {
  await using discord = await createDiscordSandbox();
  const setup = await hangEverythingElse(discord);
  const used = await act(discord, setup);
  await used.acknowledged;
  const askedAtMs = setup.clock.monotonicMs();
  const answer = async (): Promise<string | undefined> => {
    const text = used.reply();
    if (text !== undefined && text !== en["answer.interim"]) return text;
    await setup.clock.advance(100);
    return undefined;
  };
  await expect.poll(answer, { interval: 20, timeout: 10_000 }).toMatch(/\w/);
  expect(setup.clock.monotonicMs() - askedAtMs).toBeLessThan(3_000);
  expect(used.reply()).not.toBe(en["answer.failed"]);
  setup.silence.remove();
  await setup.app.stop();
});
