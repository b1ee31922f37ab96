import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createEnvironment } from "../support/processes/test-environment.ts";
import { sentence } from "../support/sentence.ts";

describe("the process", () => {
  it("names every wrong setting at once, with its remedy, and does not start", async () => {
    await using environment = await createEnvironment();
    const relay = environment.relay({
      PIKA_API_TOKEN: "",
      DISCORD_TOKEN: "",
      SLACK_APP_TOKEN: "",
      RELAY_POLL_CONCURRENCY: "many",
      STORE_URL: "mysql:whatever",
    });
    expect(await relay.exited).toEqual({ code: 2, signal: null });
    const lines = relay.errors().split("\n");
    for (const name of ["PIKA_API_TOKEN", "SLACK_APP_TOKEN", "RELAY_POLL_CONCURRENCY", "STORE_URL"])
      expect(lines.filter((line) => line.includes(`${name} `))).toHaveLength(1);
    expect(relay.log).toEqual([]);
    expect([...environment.discord.requests, ...environment.slack.requests]).toEqual([]);
  });

  it("exits with code 2 and one line if it should transcode and ffmpeg is missing", async () => {
    await using environment = await createEnvironment();
    const relay = environment.relay({ RELAY_TRANSCODE: "true", PATH: environment.directory });
    expect(await relay.exited).toEqual({ code: 2, signal: null });
    expect(relay.errors().split("\n")).toEqual([
      expect.stringMatching(/RELAY_TRANSCODE .*install ffmpeg.* or set it to false/),
    ]);
    expect(await (await environment.readyRelay({ RELAY_TRANSCODE: "true" })).stop()).toEqual({
      code: 0,
      signal: null,
    });
  });

  // It used to end with a stack trace.
  it("exits with code 2 and one line if .env is a directory, as Docker makes it", async () => {
    await using environment = await createEnvironment();
    await mkdir(join(environment.directory, ".env"));
    const relay = environment.relay();
    expect(await relay.exited).toEqual({ code: 2, signal: null });
    expect(relay.errors().split("\n")).toEqual([
      expect.stringMatching(/\.env is a directory.*: make it a readable file, or remove it$/),
    ]);
  });

  it("refuses a second process on the same SQLite file in one line, until the first is killed", async () => {
    await using environment = await createEnvironment();
    const first = await environment.readyRelay();
    const second = environment.relay();
    expect(await second.exited).toEqual({ code: 2, signal: null });
    expect(second.errors().split("\n")).toEqual([expect.stringContaining("STORE_URL")]);
    first.kill("SIGKILL");
    await first.exited;
    const third = await environment.readyRelay();
    expect(await third.stop()).toEqual({ code: 0, signal: null });
  });

  it.each([
    ["DISCORD_TOKEN", { DISCORD_TOKEN: "not-the-token" }],
    ["SLACK_BOT_TOKEN", { SLACK_BOT_TOKEN: "xoxb-not-the-token" }],
    ["SLACK_APP_TOKEN", { SLACK_APP_TOKEN: "xapp-not-the-token" }],
  ])("exits with code 2 and one line if %s is refused", async (name, env) => {
    await using environment = await createEnvironment();
    const relay = environment.relay(env);
    expect(await relay.exited).toEqual({ code: 2, signal: null });
    expect(relay.errors().split("\n")).toEqual([expect.stringContaining(name)]);
    expect(relay.printed()).not.toContain("not-the-token");
  });

  it("works on Slack while Discord is unreachable, and on Discord once it is back", async () => {
    await using environment = await createEnvironment();
    const { pika, discord, slack } = environment;
    await discord.pause();
    const relay = environment.relay();
    await relay.event("discord.unreachable");
    const jobId = pika.addJob({ ends: "completed" });
    await slack.command({ command: "/pika-status", text: jobId });
    await slack.waitFor(({ files }) => files.length === 1, 10_000);
    expect(relay.log.some(({ msg }) => msg === "relay.ready")).toBe(false);
    await discord.resume();
    await relay.event("relay.ready");
    const interaction = await discord.command({ name: "pika-status", options: { jobid: jobId } });
    await discord.waitFor(() =>
      discord.messages().some(({ attachments }) => attachments.length === 1),
    );
    await expect(interaction.acknowledged).resolves.toBeDefined();
    expect(await relay.stop()).toEqual({ code: 0, signal: null });
  });

  // It ended with the exit code of a wrong DISCORD_GUILD_ID, and Slack with it.
  it("works on Slack while Discord's edge rejects everything, and on Discord afterwards", async () => {
    await using environment = await createEnvironment();
    const { pika, discord, slack } = environment;
    const body = { code: 40333, message: "internal network error" };
    const outage = discord.failNext({ status: 403, body, times: Infinity });
    const relay = environment.relay({ DISCORD_GUILD_ID: discord.guildId });
    await relay.event("discord.unreachable");
    const jobId = pika.addJob({ ends: "completed" });
    await slack.command({ command: "/pika-status", text: jobId });
    await slack.waitFor(({ files }) => files.length === 1, 10_000);
    outage.remove();
    await relay.event("relay.ready");
    expect(discord.commands(discord.guildId)).not.toEqual([]);
    expect(await relay.stop()).toEqual({ code: 0, signal: null });
  });

  it("stops in order on SIGTERM while the job API hangs, and keeps the follow", async () => {
    await using environment = await createEnvironment();
    const { pika, discord } = environment;
    const relay = await environment.readyRelay();
    pika.fault({ kind: "hang" });
    const jobId = pika.addJob({ ends: "completed" });
    const interaction = await discord.command({ name: "pika-status", options: { jobid: jobId } });
    await interaction.acknowledged;
    await pika.whenPolled(jobId, 1);
    expect(await relay.stop()).toEqual({ code: 0, signal: null });
    expect(interaction.reply()).toMatch(sentence("follow.following"));
    pika.clearFaults();
    const second = await environment.readyRelay();
    await second.event("follow.delivered");
    await second.stop();
  });

  it("stops in order while it still connects to a platform", async () => {
    await using environment = await createEnvironment();
    await environment.discord.pause();
    const relay = environment.relay();
    await relay.event("discord.unreachable");
    expect(await relay.stop()).toEqual({ code: 0, signal: null });
    expect(relay.log.at(-1)).toMatchObject({ msg: "relay.stopped" });
    await environment.discord.resume();
    expect(await (await environment.readyRelay()).stop()).toEqual({ code: 0, signal: null });
  });

  // The patience of each part added up to more than the process allows: it was cut off with its store open.
  it("stops in order while a platform no longer responds", async () => {
    await using environment = await createEnvironment();
    const { pika, discord } = environment;
    const relay = await environment.readyRelay();
    const jobId = pika.addJob();
    await discord.command({ name: "pika-status", options: { jobid: jobId } });
    await relay.event("status.posted");
    discord.failNext({ path: /./, effect: "hang", times: 1_000 });
    pika.setJob(jobId, { status: "completed" });
    await relay.event("follow.settled");
    expect(await relay.stop()).toEqual({ code: 0, signal: null });
    expect(relay.log.at(-1)).toMatchObject({ msg: "relay.stopped" });
  });

  it("reads .env if there is one", async () => {
    await using environment = await createEnvironment();
    await writeFile(join(environment.directory, ".env"), "LOG_LEVEL=wrong\n");
    const relay = environment.relay();
    expect(await relay.exited).toMatchObject({ code: 2 });
    expect(relay.errors()).toContain("LOG_LEVEL");
  });

  it("starts with job APIs that a file describes, or names the line that is wrong", async () => {
    await using environment = await createEnvironment();
    const RELAY_SOURCES_FILE = join(environment.directory, "sources.yaml");
    const env = { RELAY_SOURCES_FILE, RELAY_SOURCES: "luma", LUMAAI_API_KEY: "k" };
    const lines = [
      "sources:",
      "  - name: farm",
      "    displayName: Render farm",
      "    baseUrl: https://farm.example",
      "    status: { path: '/jobs/{id}' }",
      "    answer: { status: state, words: { completed: [done] }, files: video }",
    ];
    await writeFile(RELAY_SOURCES_FILE, lines.with(4, "    status: {}").join("\n"));
    const refused = environment.relay(env);
    expect(await refused.exited).toEqual({ code: 2, signal: null });
    expect(refused.errors().split("\n")).toEqual([
      expect.stringContaining("sources.yaml, line 5: sources.0.status.path"),
    ]);
    await writeFile(RELAY_SOURCES_FILE, lines.join("\n"));
    const relay = await environment.readyRelay({
      ...env,
      PIKA_API_TOKEN: "",
      RELAY_POLL_INTERVAL_MS: "15000",
      RELAY_POLL_MAX_INTERVAL_MS: "60000",
    });
    expect(await relay.stop()).toEqual({ code: 0, signal: null });
  });

  it("names the setting if the store cannot be opened", async () => {
    await using environment = await createEnvironment();
    await writeFile(join(environment.directory, "file"), "");
    const relay = environment.relay({
      STORE_URL: `sqlite:${join(environment.directory, "file", "relay.sqlite")}`,
    });
    const exit = await relay.exited;
    expect(exit.code).not.toBe(0);
    expect(relay.errors()).toContain("STORE_URL");
  });

  it("prints how to invite the bot", async () => {
    await using environment = await createEnvironment();
    const relay = await environment.readyRelay();
    const line = await relay.event("discord.invite");
    expect(JSON.stringify(line)).toContain(`client_id=${environment.discord.applicationId}`);
    await relay.stop();
  });
});
