import { shortJobId } from "../../src/core/job/short-job-id.ts";
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { sampleVideo } from "../../sandbox/pika/media/sample-video.ts";
import { localized } from "../../src/messages/translator.ts";
import { eventually } from "../support/processes/eventually.ts";
import type { TestEnvironment } from "../support/processes/test-environment.ts";
import { pattern, said, sentence } from "../support/sentence.ts";
import {
  createEnvironmentWithCommands,
  shownOnce,
  DRIVERS,
  statusOf,
  type Shown,
  type PlatformDriver,
} from "../support/processes/platform-drivers.ts";

const run = promisify(execFile);
const LIMIT_BYTES = 500_000;

/** A video with a tail that players skip. */
const large = {
  ...sampleVideo,
  bytes: Buffer.concat([sampleVideo.bytes, Buffer.alloc(LIMIT_BYTES)]),
};

/** The message with a job's result, recognised by a sentence that only a result has. */
const resultOf = (driver: PlatformDriver, jobId: string, channel?: string): Promise<Shown> =>
  shownOnce(
    driver,
    ({ text }) => text.includes(shortJobId(jobId)) && sentence("result.video-ready").test(text),
    channel,
  );

/** Types the command, and waits for the status message. */
async function follow(
  driver: PlatformDriver,
  jobId: string,
  channel = driver.channel,
): Promise<Shown> {
  await driver.type("pika-status", [jobId], { channel });
  return statusOf(driver, jobId, channel);
}

/** The status message in its last form. */
const lastStatus = (
  driver: PlatformDriver,
  { id, channel }: Shown,
  words: RegExp,
): Promise<Shown> =>
  shownOnce(driver, (message) => message.id === id && words.test(message.text), channel);

describe.concurrent.each(DRIVERS)("a result on %s", (_name, createDriver) => {
  it("of twelve files is posted as two messages, in order", async () => {
    await using environment = await createEnvironmentWithCommands();
    const driver = createDriver(environment);
    await environment.readyRelay(driver.env);
    const files = Array.from({ length: 12 }, (_, at) => ({
      ...sampleVideo,
      filename: `${at + 1}.mp4`,
    }));
    const jobId = environment.pika.addJob({ files, steps: [{ status: "completed" }] });
    await follow(driver, jobId);
    await shownOnce(driver, ({ text }) =>
      sentence("result.part", { from: "11", to: "12", count: "12" }).test(text),
    );
    const [first, second, ...more] = driver.shown();
    expect(more).toEqual([]);
    expect([first, second].flatMap((each) => each?.files.map(({ name: file }) => file))).toEqual(
      files.map(({ filename }) => filename),
    );
    expect([first?.pings, second?.pings]).toEqual([[driver.person], []]);
    expect(environment.violations()).toEqual([]);
  });

  it("whose channel was deleted is sent to its requester as a direct message", async () => {
    await using environment = await createEnvironmentWithCommands();
    const driver = createDriver(environment);
    const relay = await environment.readyRelay(driver.env);
    const { id: channel } = driver.addChannel();
    const jobId = environment.pika.addJob();
    await follow(driver, jobId, channel);
    driver.deleteChannel(channel);
    environment.pika.setJob(jobId, { status: "completed" });
    await relay.event("follow.sent_privately");
    const result = await resultOf(driver, jobId, driver.direct(driver.person));
    expect(result.text).toContain(said("result.sent-privately"));
    expect(result).toMatchObject({
      pings: [driver.person],
      files: [{ name: sampleVideo.filename }],
    });
    expect(environment.violations()).toEqual([]);
  });

  it("whose channel removed the bot, and whose requester accepts no messages, is kept until the bot is back", async () => {
    await using environment = await createEnvironmentWithCommands();
    const driver = createDriver(environment);
    const relay = await environment.readyRelay(driver.env);
    const { channel, lose, regain } = losable(environment, driver);
    const jobId = environment.pika.addJob();
    const status = await follow(driver, jobId, channel);
    lose();
    environment.pika.setJob(jobId, { status: "completed" });
    await relay.event("follow.discarded", (line) => line["channelId"] === channel);
    regain();
    const list = await driver.type("pika-jobs", [], { channel });
    expect(list.text).toContain(
      said("list.undelivered", { reason: localized("undelivered.channel_lost") }),
    );
    const refreshed = await driver.press(status, "refresh");
    expect(refreshed.text).toContain(said("refresh.undelivered"));
    expect((await driver.press(refreshed, "try-again")).text).toMatch(sentence("again.trying"));
    expect(await resultOf(driver, jobId, channel)).toMatchObject({ pings: [driver.person] });
    expect(environment.violations()).toEqual([]);
  });

  it("that cannot be posted is reported in the status message, kept, and posted when a user tries again", async () => {
    await using environment = await createEnvironmentWithCommands();
    const driver = createDriver(environment);
    const relay = await environment.readyRelay(driver.env);
    const { id: channel } = driver.addChannel();
    const jobId = environment.pika.addJob();
    const status = await follow(driver, jobId, channel);
    const forbidden = forbid(environment, driver, channel);
    environment.pika.setJob(jobId, { status: "completed" });
    await relay.event("follow.discarded");
    const last = await lastStatus(
      driver,
      status,
      sentence("status.undelivered", { reason: localized("undelivered.forbidden") }),
    );
    expect(last.text).toContain("/pika-jobs");
    forbidden.end();
    const list = await driver.type("pika-jobs", [], { channel });
    expect(list.text).toContain(
      said("list.undelivered", { reason: localized("undelivered.forbidden") }),
    );
    const others = await driver.press(last, "try-again", { person: driver.other });
    expect(others.text).toMatch(sentence("again.not-yours"));
    expect((await driver.press(last, "try-again")).text).toMatch(sentence("again.trying"));
    const result = await resultOf(driver, jobId, channel);
    expect(result).toMatchObject({
      pings: [driver.person],
      files: [{ name: sampleVideo.filename }],
    });
    expect(environment.violations()).toEqual([]);
  });
});

/** A channel that the bot can lose and get back, while the first person takes no direct messages. */
function losable({ discord, slack }: TestEnvironment, driver: PlatformDriver) {
  if (driver.platform === "discord") {
    discord.refuseDirectMessages(driver.person);
    const { id: channel } = driver.addChannel();
    const before = discord.botPermissions(channel);
    return {
      channel,
      lose: () => discord.setBotPermissions(channel, []),
      regain: () => discord.setBotPermissions(channel, before),
    };
  }
  slack.failNext({ method: "conversations.open", error: "cannot_dm_bot", times: Infinity });
  const members = [driver.person, driver.other];
  const { id: channel } = slack.addChannel({ name: "secret", kind: "private", members });
  return {
    channel,
    lose: () => slack.kickBot(channel),
    regain: () => slack.inviteBot(channel),
  };
}

/** The platform lets the bot edit in a channel, and post nothing new. */
function forbid(
  { discord, slack }: TestEnvironment,
  driver: PlatformDriver,
  channel: string,
): { end: () => void } {
  if (driver.platform === "discord") {
    const path = new RegExp(`/channels/${channel}/messages$`);
    const body = { message: "Missing Permissions", code: 50013 };
    const fault = discord.failNext({ method: "POST", path, times: Infinity, status: 403, body });
    return { end: () => fault.remove() };
  }
  for (const method of ["files.completeUploadExternal", "chat.postMessage"])
    slack.failNext({ method, error: "restricted_action", times: Infinity });
  return { end: () => slack.clearFaults() };
}

/** A job with this file, and its result in a channel that takes half a megabyte. */
async function onDiscord(env: Record<string, string>, file: typeof sampleVideo) {
  const environment = await createEnvironmentWithCommands({
    discord: { uploadLimitBytes: LIMIT_BYTES },
  });
  const [, createDriver] = DRIVERS[0];
  const driver = createDriver(environment);
  await environment.readyRelay({ ...driver.env, ...env });
  const jobId = environment.pika.addJob({ files: [file] });
  const status = await follow(driver, jobId);
  environment.pika.setJob(jobId, { status: "completed" });
  return { environment, driver, status, result: await resultOf(driver, jobId) };
}

describe.concurrent("a video that is too large for its channel", () => {
  it("is linked with the reason and the time when the link expires", async () => {
    const { environment, result } = await onDiscord({}, large);
    await using _ = environment;
    expect(result.files).toEqual([]);
    expect(result.text).toMatch(pattern`${sentence("link.too-large-for")}.*<t:\d+:f>`);
    expect(environment.violations()).toEqual([]);
  });

  it("is posted as a smaller copy, and labelled as one, if that is enabled", async () => {
    const directory = await mkdtemp(join(tmpdir(), "arrivals-"));
    await using stack = new AsyncDisposableStack();
    stack.defer(() => rm(directory, { recursive: true }));
    const path = join(directory, "large.mp4");
    // Noise does not compress: ten times the limit in four seconds.
    const noise = "nullsrc=s=320x180:d=4:r=24,geq=random(1)*255:128:128";
    const args = ["-v", "error", "-f", "lavfi", "-i", noise, "-c:v", "libx264", "-qp", "20", path];
    await run("ffmpeg", args);
    const bytes = await readFile(path);
    expect(bytes.length).toBeGreaterThan(LIMIT_BYTES);
    const { environment, result } = await onDiscord(
      { RELAY_TRANSCODE: "true" },
      { ...sampleVideo, bytes },
    );
    stack.use(environment);
    expect(result.files).toHaveLength(1);
    expect(result.files[0]?.size).toBeLessThanOrEqual(LIMIT_BYTES);
    expect(result.text).toMatch(sentence("result.smaller-copy"));
    expect(environment.violations()).toEqual([]);
  });

  it("on Slack is linked if the workspace refuses the file", async () => {
    await using environment = await createEnvironmentWithCommands();
    const [, createDriver] = DRIVERS[1];
    const driver = createDriver(environment);
    await environment.readyRelay(driver.env);
    environment.slack.failNext({ method: "upload", status: 413 });
    const jobId = environment.pika.addJob({ steps: [{ status: "completed" }] });
    await follow(driver, jobId);
    const result = await resultOf(driver, jobId);
    expect(result.files).toEqual([]);
    expect(result.text).toMatch(
      sentence("link.line-until", { reason: localized("link.too-large") }),
    );
    await eventually("nothing more", () => driver.shown().length === 1);
    expect(environment.violations()).toEqual([]);
  });
});
