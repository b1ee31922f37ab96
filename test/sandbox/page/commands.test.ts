import { shortJobId } from "../../../src/core/job/short-job-id.ts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { said, sentence } from "../../support/sentence.ts";
import { PLATFORMS, openPage, type PaneDriver, seen, type PageFixture } from "./page-fixture.ts";

let fixture: PageFixture;
beforeAll(async () => {
  fixture = await openPage();
});
afterAll(() => fixture[Symbol.asyncDispose]());

const PEOPLE = {
  discord: { requester: "Ada", member: "Grace", administrator: "Katherine (administrator)" },
  slack: { requester: "ada", member: "grace", administrator: "katherine (administrator)" },
} as const;

/** Follows a job that has already ended, and waits for its result. */
async function deliver(pane: PaneDriver, prompt: string): Promise<string> {
  const jobid = fixture.addJob({ prompt, ends: "completed", stepPolls: 1 });
  await pane.command("pika-status", { jobid });
  await seen(pane.message(said("result.video-ready")).filter({ hasText: shortJobId(jobid) }));
  return jobid;
}

describe.each(PLATFORMS)("on %s, a user of the page", (platform) => {
  const { requester, member, administrator } = PEOPLE[platform];
  let pane: PaneDriver;
  beforeAll(() => {
    pane = fixture.pane(platform);
  });

  it("follows a job from the command to the playing video", async () => {
    const jobid = await deliver(pane, `first on ${platform}`);
    await seen(pane.answer(said("follow.following", { job: shortJobId(jobid) })));
    const result = pane.message(said("result.video-ready")).filter({ hasText: shortJobId(jobid) });
    const time = await result.locator("video").evaluate(async (video: HTMLVideoElement) => {
      video.muted = true;
      await video.play();
      const { promise, resolve } = Promise.withResolvers<void>();
      video.addEventListener("timeupdate", () => video.currentTime > 0 && resolve());
      await promise;
      return video.currentTime;
    });
    expect(time).toBeGreaterThan(0);
    // On Discord the result replies to it; on Slack the result links to it.
    if (platform === "discord") await result.locator(".answers button, .answers a").first().click();
    else await result.getByRole("link", { name: said("result.see-status") }).click();
    const status = pane.status(jobid);
    await expect
      .poll(() => status.evaluate((element) => element === document.activeElement))
      .toBe(true);
    await seen(
      status.filter({ hasText: said("status.completed") }).filter({ hasText: "(edited)" }),
    );
  });

  it("gets the reason for a failed job", async () => {
    const fields = { error: "The model ran out of memory", errorDetails: "at frame 41 of 72" };
    const jobid = fixture.addJob({ ends: "failed", stepPolls: 1, fields });
    await pane.command("pika-status", { jobid });
    const result = pane.message(said("result.failed")).filter({ hasText: shortJobId(jobid) });
    await seen(result);
    for (const words of Object.values(fields)) await seen(result.filter({ hasText: words }));
  });

  it("refreshes and stops with the buttons of a status message", async () => {
    const jobid = fixture.addJob({ prompt: `endless on ${platform}` });
    await pane.command("pika-status", { jobid });
    const status = pane.status(jobid);
    await status.getByRole("button", { name: said("button.refresh") }).click();
    await seen(pane.answer(sentence("refresh.running")));
    await status.getByRole("button", { name: said("button.stop") }).click();
    await seen(pane.answer(said("forget.done", { job: shortJobId(jobid) })));
    await seen(status.filter({ hasText: said("status.forgotten") }));
  });

  it("lists the channel's jobs, and forgets one", async () => {
    const jobid = fixture.addJob({ prompt: `listed on ${platform}` });
    await pane.command("pika-status", { jobid });
    await seen(pane.answer(said("follow.following", { job: shortJobId(jobid) })));
    await pane.command("pika-jobs");
    await seen(
      pane
        .answer(sentence("list.waiting", { jobs: "1 job" }))
        .filter({ hasText: shortJobId(jobid) }),
    );
    await pane.command("pika-forget", { jobid });
    await seen(pane.answer(said("forget.done", { job: shortJobId(jobid) })));
    await pane.beSomebody(member);
    expect(await pane.answer(jobid).count()).toBe(0);
    await pane.beSomebody(requester);
  });

  it("shares a result with the command, and with the button and its choice of channels", async () => {
    const other = platform === "discord" ? "editing" : "studio";
    const first = await deliver(pane, `shared by command on ${platform}`);
    await pane.command("pika-share", { jobid: first, channel: `#${other}` });
    await seen(pane.answer(sentence("share.done", { job: shortJobId(first) })));
    const second = await deliver(pane, `shared by button on ${platform}`);
    const status = pane.status(second);
    await status.getByRole("button", { name: said("button.share") }).click();
    const choice = pane.answer(said("share.where", { job: shortJobId(second) }));
    const label = platform === "discord" ? `#${other}` : `# ${other}`;
    await choice.getByLabel(said("choice.channel")).selectOption({ label });
    await seen(pane.answer(sentence("share.done", { job: shortJobId(second) })));
    await pane.open(other);
    for (const jobid of [first, second]) {
      const shared = pane
        .message(sentence("result.shared-by"))
        .filter({ hasText: shortJobId(jobid) });
      await seen(shared.locator("video"));
    }
    await pane.open("videos");
  });

  it("runs a job again after a confirmation, or cancels", async () => {
    const jobid = await deliver(pane, `again on ${platform}`);
    const status = pane.status(jobid);
    await status.getByRole("button", { name: said("button.retry") }).click();
    await pane
      .answer(said("retry.sure", { job: shortJobId(jobid) }))
      .getByRole("button", { name: said("button.cancel") })
      .click();
    await seen(pane.answer(said("answer.cancelled")));
    await status.getByRole("button", { name: said("button.retry") }).click();
    await pane
      .answer(said("retry.sure", { job: shortJobId(jobid) }))
      .getByRole("button", { name: said("button.retry") })
      .click();
    const made = () =>
      fixture.sandbox.standIns.pika.jobs().find((job) => job.parentJobId === jobid)?.jobId;
    await expect.poll(made, { timeout: 20_000 }).toBeDefined();
    const name = shortJobId(made() ?? "");
    await seen(pane.message(said("result.video-ready")).filter({ hasText: name }));
  });

  it("needs the right to manage the channel for notifications and settings", async () => {
    await pane.beSomebody(member);
    await pane.command("pika-settings", { delivery: "thread" });
    await seen(pane.answer(sentence("answer.needs-manage")));
    await pane.beSomebody(administrator);
    await pane.command("pika-settings", { delivery: "thread" });
    await seen(pane.answer(sentence("settings.changed")));
    const threaded = fixture.addJob({ prompt: "in a thread", ends: "completed", stepPolls: 1 });
    await pane.command("pika-status", { jobid: threaded });
    const status = pane.status(threaded).filter({ hasText: said("status.completed") });
    await status.getByRole("button", { name: /^(Thread: .*1 message|1 reply)$/ }).click();
    const result = pane
      .message(said("result.video-ready"))
      .filter({ hasText: shortJobId(threaded) });
    await seen(result.locator("video"));
    await pane.open("videos");
    expect(await result.count()).toBe(0);
    await pane.command("pika-settings", { delivery: "post" });
    await seen(pane.answer(sentence("settings.changed")).nth(1));
    await pane.command("pika-notify", { state: "on" });
    await seen(pane.answer(sentence("notify.on")));
    const jobid = fixture.addJob({
      prompt: `told on ${platform}`,
      ends: "completed",
      stepPolls: 3,
    });
    await seen(pane.message(said("list.by-notification")).filter({ hasText: shortJobId(jobid) }));
    await pane.command("pika-notify", { state: "off" });
    await seen(pane.answer(sentence("notify.off")));
    await pane.beSomebody(requester);
  });

  it("is shown the commands", async () => {
    await pane.command("pika-help");
    const help = pane.answer(sentence("help.any-title"));
    for (const name of ["status", "jobs", "forget", "share"])
      await seen(help.filter({ hasText: `/pika-${name}` }));
  });

  it("follows several jobs with one command, and gets one answer about all", async () => {
    const jobs = [1, 2].map((n) => fixture.addJob({ prompt: `one of several: ${n}` }));
    await pane.command("pika-status", { jobid: `${jobs.join(" ")} not-a-job-1` });
    const answer = pane.answer(said("follow.each-rest"));
    await seen(answer.filter({ hasText: said("follow.each-not-found", { job: "not-a-job-1" }) }));
    for (const jobid of jobs) {
      await seen(answer.filter({ hasText: said("follow.each", { job: shortJobId(jobid) }) }));
      await seen(pane.status(jobid));
    }
  });

  it("causes no violation of the page's security policy", () => {
    expect(fixture.complaints).toEqual([]);
  });
});
