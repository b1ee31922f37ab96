import { shownText } from "../../sandbox/slack/messages/shown-text.ts";
import { shortJobId } from "../../src/core/job/short-job-id.ts";
import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { sampleVideo } from "../../sandbox/pika/media/sample-video.ts";
import type { MessageKey } from "../../src/messages/translator.ts";
import { createEnvironment, type TestEnvironment } from "../support/processes/test-environment.ts";
import { said, sentence } from "../support/sentence.ts";

const SAMPLE_SHA256 = createHash("sha256").update(sampleVideo.bytes).digest("hex");

/** The messages about a job in the default channels. */
const discordAbout = ({ discord }: TestEnvironment, jobId: string) =>
  discord.messages().filter(({ content }) => content.includes(shortJobId(jobId)));
const slackAbout = ({ slack }: TestEnvironment, jobId: string) =>
  slack
    .messages(slack.channels.publicJoined)
    .map((message) => Object.assign(message, { text: shownText(message) }))
    .filter(({ text }) => text.includes(shortJobId(jobId)));

const ask = async ({ discord, slack }: TestEnvironment, jobId: string) => ({
  onDiscord: await discord.command({ name: "pika-status", options: { jobid: jobId } }),
  onSlack: await slack.command({ command: "/pika-status", text: jobId }),
});

const statusOnBoth = async ({ discord, slack }: TestEnvironment, key: MessageKey) => {
  const words = said(key);
  await discord.waitFor(() => discord.messages().find(({ content }) => content.includes(words)));
  // Edits are made at most every 5 s.
  await slack.waitFor((message) => shownText(message).includes(words), 10_000);
};

const delivered = async (environment: TestEnvironment, jobId: string) => {
  await environment.discord.waitFor(() => discordAbout(environment, jobId).length >= 2);
  await environment.slack.waitFor((message) => {
    const { ts } = message;
    const first = slackAbout(environment, jobId)[0];
    return shownText(message).includes(shortJobId(jobId)) && first !== undefined && ts !== first.ts;
  }, 10_000);
};

describe("the relay process", () => {
  it("posts a job's video in both channels that requested it, and polls the API once for both", async () => {
    await using environment = await createEnvironment();
    const { pika, discord, slack } = environment;
    const relay = await environment.readyRelay();
    const jobId = pika.addJob({ prompt: "smiling and blinking" });
    const { onDiscord, onSlack } = await ask(environment, jobId);
    await expect(onDiscord.acknowledged).resolves.toMatchObject({ ephemeral: true });
    await expect(onSlack.acknowledged).resolves.toBeDefined();
    await statusOnBoth(environment, "status.created");
    pika.setJob(jobId, { status: "progress" });
    await statusOnBoth(environment, "status.progress");
    pika.setJob(jobId, { status: "completed" });
    await delivered(environment, jobId);
    await statusOnBoth(environment, "status.completed");

    const [status, result, ...more] = discordAbout(environment, jobId);
    expect(more).toEqual([]);
    expect(status).toMatchObject({ content: expect.stringContaining(said("status.completed")) });
    expect(status?.edits.length).toBeGreaterThanOrEqual(2);
    expect(result).toMatchObject({
      message_reference: { message_id: status?.id },
      pings: { everyone: false, users: [discord.users[0].id], roles: [] },
      attachments: [{ sha256: SAMPLE_SHA256, description: "smiling and blinking" }],
    });
    expect(await onDiscord.waitForReply(sentence("follow.following"))).toContain(status?.id);

    const [slackStatus, slackResult, ...moreSlack] = slackAbout(environment, jobId);
    expect(moreSlack).toEqual([]);
    expect(slackStatus?.text).toContain(said("status.completed"));
    expect(slackResult).toMatchObject({
      files: [{ sha256: SAMPLE_SHA256 }],
      pings: { users: [slack.userId], channel: false, here: false, everyone: false },
    });

    expect(await relay.stop()).toEqual({ code: 0, signal: null });
    expect(environment.violations()).toEqual([]);
  });

  it("shows error and errorDetails without markup, and nothing that belongs to the account", async () => {
    await using environment = await createEnvironment();
    const { pika, discord, slack } = environment;
    const relay = await environment.readyRelay({ LOG_LEVEL: "trace" });
    const error = "@everyone <!channel> <@U0SBX00005> failed ``` now";
    const jobId = pika.addJob({
      ends: "failed",
      fields: { error, errorDetails: "see\n```\n@here" },
    });
    await ask(environment, jobId);
    await delivered(environment, jobId);
    const onDiscord = discordAbout(environment, jobId).at(-1);
    expect(onDiscord?.content).toContain(said("result.failed"));
    expect(onDiscord?.pings).toEqual({ everyone: false, users: [discord.users[0].id], roles: [] });
    const onSlack = slackAbout(environment, jobId).at(-1);
    expect(onSlack?.text).toContain(said("result.failed"));
    expect(onSlack?.pings).toMatchObject({ users: [slack.userId], channel: false, here: false });
    await relay.stop();
    const shown = [
      ...discord.messages().map(({ content }) => content),
      ...slack.messages(slack.channels.publicJoined).map(({ text }) => text),
    ].join("\n");
    const secrets = [pika.token, discord.token, slack.botToken, slack.appToken];
    for (const secret of pika.secretsOf(jobId)) expect(shown).not.toContain(secret);
    for (const secret of [...secrets, ...pika.secretsOf(jobId)])
      expect(relay.printed()).not.toContain(secret);
    expect(environment.violations()).toEqual([]);
  });

  it("continues after a kill -9, and posts each result once", async () => {
    await using environment = await createEnvironment();
    const { pika, discord } = environment;
    const first = await environment.readyRelay();
    const jobId = pika.addJob();
    await ask(environment, jobId);
    await statusOnBoth(environment, "status.created");
    await first.event("status.posted", ({ platform }) => platform === "slack");
    first.kill("SIGKILL");
    await first.exited;
    pika.setJob(jobId, { status: "completed" });
    const second = environment.relay();
    await delivered(environment, jobId);
    await second.event("follow.delivered", ({ platform }) => platform === "discord");
    await second.event("follow.delivered", ({ platform }) => platform === "slack");
    await second.stop();
    const third = await environment.readyRelay();
    await third.stop();
    expect(discordAbout(environment, jobId)).toHaveLength(2);
    expect(slackAbout(environment, jobId)).toHaveLength(2);
    expect(discord.messages().at(-1)?.attachments).toMatchObject([{ sha256: SAMPLE_SHA256 }]);
    expect(environment.violations()).toEqual([]);
  });

  it("follows a job although the API refuses, says so, and delivers once the API accepts", async () => {
    await using environment = await createEnvironment();
    const { pika } = environment;
    const relay = await environment.readyRelay();
    const end = pika.fault({ kind: "refuse", status: 503 });
    const jobId = pika.addJob({ ends: "completed" });
    await ask(environment, jobId);
    await statusOnBoth(environment, "trouble.unavailable");
    end();
    await delivered(environment, jobId);
    await relay.stop();
    expect(environment.violations()).toEqual([]);
  });
});
