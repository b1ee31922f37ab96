import { shortJobId } from "../../src/core/job/short-job-id.ts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { TestEnvironment } from "../support/processes/test-environment.ts";
import { eventually } from "../support/processes/eventually.ts";
import { translatorFor } from "../../src/messages/translator.ts";
import { pattern, said, sentence } from "../support/sentence.ts";
import {
  createEnvironmentWithCommands,
  shownOnce,
  DRIVERS,
  statusOf,
  type PlatformDriver,
  type Shown,
} from "../support/processes/platform-drivers.ts";

/** What each command and each button does, as the people in a channel see it. */
describe.each(DRIVERS)("on %s", (_name, createDriver) => {
  let environment: TestEnvironment;
  let driver: PlatformDriver;
  beforeAll(async () => {
    environment = await createEnvironmentWithCommands();
    driver = createDriver(environment);
    await environment.readyRelay(driver.env);
  });
  afterAll(() => environment[Symbol.asyncDispose]());

  /** A job whose result is in a channel. */
  const delivered = async (
    channel: string,
    prompt: string,
  ): Promise<{ jobId: string; isResult: (text: string) => boolean }> => {
    const jobId = environment.pika.addJob({ prompt, steps: [{ status: "completed" }] });
    await driver.type("pika-status", [jobId], { channel });
    const isResult = (text: string): boolean =>
      text.includes(shortJobId(jobId)) && sentence("result.video-ready").test(text);
    await shownOnce(driver, ({ text }) => isResult(text), channel);
    return { jobId, isResult };
  };

  /** A job that runs, with its status message in a channel. */
  const begun = async (channel: string): Promise<string> => {
    const jobId = environment.pika.addJob();
    await driver.type("pika-status", [jobId], { channel });
    await statusOf(driver, jobId, channel);
    return jobId;
  };

  describe.concurrent("people", () => {
    it("follow a job, refresh it, and stop following it; the other requesters are told", async () => {
      const { id: channel } = driver.addChannel();
      const { person, other } = driver;
      const jobId = environment.pika.addJob({ steps: [{ status: "progress" }] });
      expect((await driver.type("pika-status", [jobId], { channel })).text).toMatch(
        sentence("follow.following"),
      );
      const again = await driver.type("pika-status", [jobId], { channel, person: other });
      expect(again.text).toMatch(sentence("follow.already"));
      const status = await statusOf(driver, jobId, channel);
      expect((await driver.press(status, "refresh")).text).toContain(said("status.progress"));
      const stranger = await driver.press(status, "stop", { person: driver.manager });
      // Who may manage the channel may stop it, too; nothing is left to stop then.
      expect(stranger.text).toMatch(sentence("forget.done"));
      expect((await driver.press(status, "stop")).text).toMatch(sentence("forget.over"));
      const told = await shownOnce(
        driver,
        ({ text }) => sentence("result.forgotten").test(text),
        channel,
      );
      expect(told.pings.toSorted()).toEqual([person, other].toSorted());
      const over = await shownOnce(
        driver,
        ({ text }) => text.includes(said("status.forgotten")),
        channel,
      );
      expect(over).toMatchObject({ id: status.id, actions: [] });
    });

    it("forget a job only in a channel where they requested it or that they may manage", async () => {
      const { id: channel } = driver.addChannel();
      const jobId = environment.pika.addJob();
      await driver.type("pika-status", [jobId], { channel });
      const forget = (person: string) => driver.type("pika-forget", [jobId], { channel, person });
      expect((await forget(driver.other)).text).toMatch(sentence("forget.not-yours"));
      expect((await forget(driver.person)).text).toMatch(sentence("forget.done"));
      expect((await forget(driver.person)).text).toMatch(sentence("forget.over"));
      const elsewhere = await driver.type("pika-forget", [jobId]);
      expect(elsewhere.text).toContain(said("answer.not-found"));
      // There are no other requesters to tell.
      await shownOnce(driver, ({ text }) => text.includes(said("status.forgotten")), channel);
      expect(driver.shown(channel)).toHaveLength(1);
    });

    it("see the jobs that a channel waits for in pages, and its latest results", async () => {
      const { id: channel } = driver.addChannel();
      const { jobId: over } = await delivered(channel, "over");
      const jobIds = Array.from({ length: 9 }, () => environment.pika.addJob());
      for (const jobId of jobIds) await driver.type("pika-status", [jobId], { channel });
      const first = await driver.type("pika-jobs", [], { channel });
      expect(first.text).toMatch(sentence("list.waiting", { jobs: "9 jobs" }));
      expect(first.text).toContain(said("list.page", { page: "1", pages: "2" }));
      const second = await driver.press(first, "jobs");
      expect(second.text).toContain(said("list.page", { page: "2", pages: "2" }));
      // Every one of them is there, nothing is cut.
      for (const jobId of jobIds.slice(0, 5)) expect(first.text).toContain(shortJobId(jobId));
      for (const jobId of [...jobIds.slice(5), over])
        expect(second.text).toContain(shortJobId(jobId));
      expect(second.text).toMatch(sentence("list.results"));
      for (const { text } of [first, second])
        for (let lines = 1; lines < 100; lines += 1)
          expect(text).not.toContain(translatorFor("en").count("lines", lines));
      expect((await driver.press(second, "jobs")).text).toContain(
        said("list.page", { page: "1", pages: "2" }),
      );
      const { id: elsewhere } = driver.addChannel();
      const empty = await driver.type("pika-jobs", [], { channel: elsewhere });
      expect(empty.text).toMatch(sentence("list.waiting-none"));
    });

    it("share a result into another channel by command and by button, which names the user", async () => {
      const { id: channel } = driver.addChannel();
      const [there, further] = [driver.addChannel(), driver.addChannel()];
      const { jobId, isResult } = await delivered(channel, "shared");
      const typed = await driver.type("pika-share", [jobId, there.word], { channel });
      expect(typed.text).toMatch(sentence("share.done"));
      const status = await shownOnce(
        driver,
        ({ actions }) => actions.some((each) => each.startsWith("share:")),
        channel,
      );
      const asked = await driver.press(status, "share");
      expect(asked.text).toMatch(sentence("share.where"));
      expect((await driver.choose(asked, "share-to", further.id)).text).toMatch(
        sentence("share.done"),
      );
      for (const { id } of [there, further]) {
        const shared = await shownOnce(driver, ({ text }) => isResult(text), id);
        expect(shared.text).toMatch(sentence("result.shared-by"));
        expect(shared).toMatchObject({ pings: [], files: [{ name: expect.anything() }] });
      }
      const twice = await driver.type("pika-share", [jobId, there.word], { channel });
      expect(twice.text).toMatch(sentence("share.already"));
      expect(driver.shown(there.id)).toHaveLength(1);
    });

    it("share nothing into a channel where they or the bot may not post, and no running job", async () => {
      const { id: channel } = driver.addChannel();
      const { jobId } = await delivered(channel, "not shared");
      const share = async (job: string, word: string): Promise<string> =>
        (await driver.type("pika-share", [job, word], { channel })).text;
      const forbidden = driver.addChannel({ people: false });
      expect(await share(jobId, forbidden.word)).toMatch(sentence("share.person"));
      const withoutBot = driver.addChannel({ bot: false });
      expect(await share(jobId, withoutBot.word)).toMatch(
        pattern`${sentence("share.bot")}|${sentence("share.elsewhere", {}, driver)}`,
      );
      for (const { id } of [forbidden, withoutBot]) expect(driver.shown(id)).toEqual([]);
      const running = environment.pika.addJob();
      await driver.type("pika-status", [running], { channel });
      expect(await share(running, driver.addChannel().word)).toMatch(sentence("share.running"));
      expect(await share("job:nobody", driver.addChannel().word)).toContain(
        said("answer.not-found"),
      );
    });

    it("run a job again after a confirmation, and follow the new one in the same channel", async () => {
      const { id: channel } = driver.addChannel();
      const { jobId } = await delivered(channel, "again, please");
      const status = await shownOnce(
        driver,
        ({ actions }) => actions.some((each) => each.startsWith("retry:")),
        channel,
      );
      const asked = await driver.press(status, "retry");
      expect(asked.text).toMatch(sentence("retry.sure"));
      expect((await driver.press(asked, "cancel")).text).toContain(said("answer.cancelled"));
      const made = (): string[] =>
        environment.pika.jobs().flatMap((job) => (job.parentJobId === jobId ? [job.jobId] : []));
      expect(made()).toEqual([]);
      const sure = await driver.press(await driver.press(status, "retry"), "retry-now");
      expect(sure.text).toMatch(
        pattern`${sentence("follow.following")}|${sentence("follow.over")}`,
      );
      expect(made()).toHaveLength(1);
      const [child = ""] = made();
      await shownOnce(
        driver,
        ({ text, files }) => text.includes(shortJobId(child)) && files.length > 0,
        channel,
      );
    });

    it("are notified of every job of the account in a channel, without a ping, until they turn it off", async () => {
      const { id: channel } = driver.addChannel();
      const notify = async (state: string, person: string): Promise<string> =>
        (await driver.type("pika-notify", [state], { channel, person })).text;
      expect(await notify("status", driver.person)).toMatch(sentence("notify.already-off"));
      expect(await notify("on", driver.person)).toMatch(sentence("answer.needs-manage"));
      expect(await notify("on", driver.manager)).toMatch(sentence("notify.on"));
      expect(await notify("on", driver.manager)).toMatch(sentence("notify.already-on"));
      const jobId = environment.pika.addJob();
      await eventually("a look at the job", () => environment.pika.polls(jobId) > 0);
      environment.pika.setJob(jobId, { status: "completed" });
      const told = await shownOnce(driver, ({ text }) => text.includes(shortJobId(jobId)), channel);
      expect(told.text).toContain(said("list.by-notification"));
      expect(told).toMatchObject({ pings: [], files: [{ name: expect.anything() }] });
      expect(await notify("off", driver.manager)).toMatch(sentence("notify.off"));
      const later = environment.pika.addJob({ ends: "completed" });
      await driver.type("pika-status", [later]);
      await shownOnce(
        driver,
        ({ text, files }) => text.includes(shortJobId(later)) && files.length > 0,
      );
      expect(driver.shown(channel).filter(({ text }) => text.includes(shortJobId(later)))).toEqual(
        [],
      );
    });

    it("choose how results arrive: in the status message with one line below, or in a thread", async () => {
      const { id: channel } = driver.addChannel();
      const settings = async (words: string[], person: string): Promise<string> =>
        (await driver.type("pika-settings", words, { channel, person })).text;
      expect(await settings([], driver.person)).toMatch(sentence("settings.delivery"));
      expect(await settings(["edit"], driver.person)).toMatch(sentence("answer.needs-manage"));
      expect(await settings(["edit"], driver.manager)).toMatch(sentence("settings.changed"));
      const jobId = await begun(channel);
      environment.pika.setJob(jobId, { status: "completed" });
      await eventually("the line below", () => driver.shown(channel).length === 2);
      const [status, line, ...more] = driver.shown(channel);
      expect(more).toEqual([]);
      expect(status).toMatchObject({ files: [{ name: expect.anything() }] });
      expect(status?.text).toContain(shortJobId(jobId));
      expect(status?.actions.map((each) => each.split(":")[0])).toEqual(["share", "retry"]);
      expect(line).toMatchObject({ files: [], pings: [driver.person] });
      expect(await settings(["thread", "broadcast on"], driver.manager)).toMatch(
        sentence("settings.changed"),
      );
      const threaded = await begun(channel);
      const { id } = await statusOf(driver, threaded, channel);
      environment.pika.setJob(threaded, { status: "completed" });
      // Discord's threads have the id of the message that they began at; Slack's are part of the channel.
      const place = driver.platform === "discord" ? id : channel;
      const result = await shownOnce(
        driver,
        ({ text, files }) => text.includes(shortJobId(threaded)) && files.length > 0,
        driver.platform === "discord" ? await threadOf(environment, id) : place,
      );
      expect(result.pings).toEqual([driver.person]);
      expect(result.thread).toBe(driver.platform === "slack" ? id : undefined);
      const broadcast = await shownOnce(
        driver,
        (shown) => isQuietLink(shown) && !shown.text.includes(shortJobId(threaded)),
        channel,
      );
      expect(broadcast.text).toContain(driver.person);
    });

    it("decide for themselves whether results ping them", async () => {
      const { id: channel } = driver.addChannel();
      const at = { channel, person: driver.manager };
      const ping = async (word: string): Promise<string> =>
        (await driver.type("pika-settings", [`ping ${word}`], at)).text;
      expect(await ping("off")).toMatch(sentence("settings.ping-off"));
      const jobId = environment.pika.addJob({ steps: [{ status: "completed" }] });
      await driver.type("pika-status", [jobId], at);
      const result = await shownOnce(driver, ({ files }) => files.length > 0, channel);
      expect(result.pings).toEqual([]);
      expect(result.text).toContain(driver.manager);
      expect(await ping("on")).toMatch(sentence("settings.ping-on"));
    });

    it("see the commands, and what they may do", async () => {
      const help = async (person: string): Promise<string> =>
        (await driver.type("pika-help", [], { person })).text;
      const forMembers = await help(driver.person);
      expect(forMembers.split("\n").length).toBeLessThanOrEqual(6);
      for (const word of ["status", "jobs", "forget", "share", "settings"])
        expect(forMembers).toContain(`/pika-${word}`);
      expect(forMembers).not.toContain("/pika-notify");
      expect(await help(driver.manager)).toContain("/pika-notify");
    });
  });

  it("the relay sends nothing that a platform would refuse", () => {
    expect(environment.violations()).toEqual([]);
  });
});

/** Whether a message links a result and notifies no one: a status message, or a line that points to a thread. */
const isQuietLink = ({ text, files, pings }: Shown): boolean =>
  text.includes(said("status.result")) && files.length === 0 && pings.length === 0;

/** The thread that began at a message of Discord's, once it is there. */
async function threadOf({ discord }: TestEnvironment, messageId: string): Promise<string> {
  await eventually("the thread", () => discord.channels().some(({ id }) => id === messageId));
  return messageId;
}
