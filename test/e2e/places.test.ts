import { shortJobId } from "../../src/core/job/short-job-id.ts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventually } from "../support/processes/eventually.ts";
import type { TestEnvironment } from "../support/processes/test-environment.ts";
import { pattern, said, sentence } from "../support/sentence.ts";
import {
  createEnvironmentWithCommands,
  createDiscordDriver,
  shownOnce,
  createSlackDriver,
  DRIVERS,
  statusOf,
  type Shown,
  type PlatformDriver,
} from "../support/processes/platform-drivers.ts";

const withFile =
  (jobId: string) =>
  ({ text, files }: Shown): boolean =>
    text.includes(shortJobId(jobId)) && files.length > 0;

describe.each(DRIVERS)(
  "on %s, with wrong arguments or in unusual places",
  (_name, createDriver) => {
    let environment: TestEnvironment;
    let driver: PlatformDriver;
    beforeAll(async () => {
      environment = await createEnvironmentWithCommands();
      driver = createDriver(environment);
      await environment.readyRelay(driver.env);
    });
    afterAll(() => environment[Symbol.asyncDispose]());

    it.each([
      ["pika-status", ["two words"], "jobid.example"],
      ["pika-forget", ["two words"], "jobid.example"],
      ["pika-forget", ["job:nobody"], "answer.not-found"],
      ["pika-share", ["job:nobody", "CHANNEL"], "answer.not-found"],
    ] as const)("/%s %j is refused in private with helpful words", async (command, words, key) => {
      const before = driver.shown().length;
      const { word } = driver.addChannel();
      const typed = words.map((each) => (each === "CHANNEL" ? word : each));
      expect((await driver.type(command, typed)).text).toMatch(sentence(key));
      expect(driver.shown()).toHaveLength(before);
    });

    it("a job is followed, listed and delivered in a direct message, where the user may manage everything", async () => {
      const channel = await openDirect(environment, driver);
      const type = async (command: string, ...words: string[]): Promise<string> =>
        (await driver.type(command, words, { channel })).text;
      const jobId = environment.pika.addJob();
      expect(await type("pika-status", jobId)).toMatch(sentence("follow.following"));
      expect(await type("pika-jobs")).toContain(shortJobId(jobId));
      expect(await type("pika-settings", "edit")).toMatch(sentence("settings.changed"));
      environment.pika.setJob(jobId, { status: "completed" });
      await shownOnce(driver, withFile(jobId), channel);
      await eventually("the line below", () => driver.shown(channel).length === 2);
      expect(driver.shown(channel).at(-1)?.pings).toEqual([driver.person]);
      const other = environment.pika.addJob();
      await type("pika-status", other);
      expect(await type("pika-forget", other)).toMatch(sentence("forget.done"));
    });

    it("buttons that are pressed twice, or much later, show the current state", async () => {
      const { id: channel } = driver.addChannel();
      const jobId = environment.pika.addJob();
      await driver.type("pika-status", [jobId], { channel });
      const early = await statusOf(driver, jobId, channel);
      environment.pika.setJob(jobId, { status: "completed" });
      await shownOnce(driver, withFile(jobId), channel);
      const presses = ["refresh", "stop"].map((name) => driver.press(early, name));
      const [refreshed, stopped] = await Promise.all(presses);
      expect(refreshed?.text).toMatch(
        pattern`${sentence("refresh.over")}|${sentence("refresh.done")}`,
      );
      expect(stopped?.text).toMatch(sentence("forget.over"));
      const last = await shownOnce(
        driver,
        ({ actions }) => actions.some((each) => each.startsWith("retry:")),
        channel,
      );
      const asked = await Promise.all([driver.press(last, "retry"), driver.press(last, "retry")]);
      // Both users confirm at once: one job is started, and both are told its id.
      const answers = await Promise.all(asked.map((each) => driver.press(each, "retry-now")));
      const [made, ...more] = environment.pika
        .jobs()
        .filter(({ parentJobId }) => parentJobId === jobId);
      expect(more).toEqual([]);
      for (const { text } of answers) expect(text).toContain(shortJobId(made!.jobId));
    });

    it("the relay sends nothing that a platform would refuse", () => {
      expect(environment.violations()).toEqual([]);
    });
  },
);

/** The direct conversation of the first person with the bot. */
async function openDirect({ slack }: TestEnvironment, driver: PlatformDriver): Promise<string> {
  if (driver.platform === "discord") return driver.direct(driver.person);
  return slack.addChannel({ name: "direct", kind: "im", members: [driver.person] }).id;
}

describe("on Discord", () => {
  it("job ids are suggested while the user types: this channel's, and only those that suit the command", async () => {
    await using environment = await createEnvironmentWithCommands();
    const { pika, discord } = environment;
    const driver = createDiscordDriver(environment);
    const relay = await environment.readyRelay(driver.env);
    const over = pika.addJob({ prompt: "a fractal", steps: [{ status: "completed" }] });
    const running = pika.addJob({ prompt: "a cat on the moon" });
    const { id: elsewhere } = driver.addChannel();
    for (const jobId of [over, running]) await driver.type("pika-status", [jobId]);
    await driver.type("pika-status", [pika.addJob()], { channel: elsewhere });
    await shownOnce(driver, withFile(over));
    const offered = async (command: string, typed: string): Promise<unknown[]> => {
      const order = { command, focused: "jobid", options: { jobid: typed } };
      const choices = await discord.complete(order);
      return Array.isArray(choices) ? choices.map(({ value }: { value: unknown }) => value) : [];
    };
    await relay.event("follow.delivered");
    expect(await offered("pika-status", "")).toEqual([running, over]);
    expect(await offered("pika-status", "MOON")).toEqual([running]);
    expect(await offered("pika-forget", "")).toEqual([running]);
    expect(await offered("pika-share", "")).toEqual([over]);
    expect(await offered("pika-share", "nothing like it")).toEqual([]);
    expect(environment.violations()).toEqual([]);
  });

  it("a command in a thread applies to the thread", async () => {
    await using environment = await createEnvironmentWithCommands();
    const driver = createDiscordDriver(environment);
    await environment.readyRelay(driver.env);
    const thread = environment.discord.addThread({ parentId: driver.channel });
    const jobId = environment.pika.addJob({ ends: "completed" });
    await driver.type("pika-status", [jobId], { channel: thread });
    await shownOnce(driver, withFile(jobId), thread);
    expect(driver.shown()).toEqual([]);
    expect(environment.violations()).toEqual([]);
  });

  it("private answers are in the user's language, and public messages in the server's", async () => {
    await using environment = await createEnvironmentWithCommands();
    const { pika, discord } = environment;
    const driver = createDiscordDriver(environment);
    await environment.readyRelay(driver.env);
    discord.setLocale(driver.person, "de");
    discord.setGuildLocale(discord.guildId, "fr");
    const missing = await driver.type("pika-forget", ["two words"]);
    expect(missing.text).toMatch(sentence("jobid.where", {}, { locale: "de" }));
    const jobId = pika.addJob();
    await driver.type("pika-status", [jobId]);
    const status = await statusOf(driver, jobId);
    expect(status.text).toContain(said("status.created", {}, { locale: "fr" }));
    pika.setJob(jobId, { status: "completed" });
    const result = await shownOnce(driver, withFile(jobId));
    expect(result.text).toContain(said("result.video-ready", {}, { locale: "fr" }));
    expect(environment.violations()).toEqual([]);
  });
});

describe("on Slack", () => {
  it("a mention in a thread and the shortcut in a message's menu follow the job in that thread", async () => {
    await using environment = await createEnvironmentWithCommands();
    const { pika, slack } = environment;
    const driver = createSlackDriver(environment);
    await environment.readyRelay(driver.env);
    const { channel, person: userId } = driver;
    const parent = slack.say(channel, "a thread");
    const byMention = pika.addJob({ ends: "completed" });
    const threadTs = parent.ts;
    const mention = await slack.mention({ channel, text: byMention, threadTs, userId });
    await mention.acknowledged;
    const byShortcut = pika.addJob({ ends: "completed" });
    const { ts } = slack.say(channel, `it is ${byShortcut}`, { threadTs, userId });
    const used = await slack.useShortcut({ channel, ts, callbackId: "follow-job", userId });
    await used.acknowledged;
    for (const jobId of [byMention, byShortcut]) {
      const result = await shownOnce(driver, withFile(jobId));
      expect(result).toMatchObject({ thread: parent.ts, pings: [userId] });
    }
    await eventually("both answers", () => slack.privateMessages(userId).length === 2);
    for (const { text, thread_ts: thread } of slack.privateMessages(userId)) {
      expect(text).toMatch(sentence("follow.following-thread"));
      expect(thread).toBe(parent.ts);
    }
    const nothing = slack.say(channel, "Good morning", { userId });
    const order = { channel, ts: nothing.ts, callbackId: "follow-job", userId };
    const reply = await (await slack.useShortcut(order)).waitForPrivateReply();
    expect(reply.text).toMatch(sentence("jobid.example"));
    expect(environment.violations()).toEqual([]);
  });

  it("private answers are in the user's language, and public messages in the workspace's", async () => {
    await using environment = await createEnvironmentWithCommands({ slack: { locale: "de-DE" } });
    const { pika, slack } = environment;
    const driver = createSlackDriver(environment);
    await environment.readyRelay(driver.env);
    const { id: person } = slack.addUser({ name: "claire", locale: "fr-FR" });
    slack.joinChannel(driver.channel, person);
    const missing = await driver.type("pika-forget", ["two words"], { person });
    expect(missing.text).toMatch(sentence("jobid.where", {}, { locale: "fr" }));
    const jobId = pika.addJob();
    await driver.type("pika-status", [jobId], { person });
    const status = await statusOf(driver, jobId);
    expect(status.text).toContain(said("status.created", {}, { locale: "de" }));
    pika.setJob(jobId, { status: "completed" });
    const result = await shownOnce(driver, withFile(jobId));
    expect(result.text).toContain(said("result.video-ready", {}, { locale: "de" }));
    expect(environment.violations()).toEqual([]);
  });
});
