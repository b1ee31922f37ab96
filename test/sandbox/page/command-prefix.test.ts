import { shortJobId } from "../../../src/core/job/short-job-id.ts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { said, sentence } from "../../support/sentence.ts";
import { PLATFORMS, openPage, seen, type PageFixture } from "./page-fixture.ts";

let fixture: PageFixture;
beforeAll(async () => {
  fixture = await openPage({ env: { RELAY_COMMAND_PREFIX: "render" } });
});
afterAll(() => fixture[Symbol.asyncDispose]());

describe.each(PLATFORMS)("with RELAY_COMMAND_PREFIX=render on %s", (platform) => {
  it("the panel's button types the command by its name, which follows the job", async () => {
    const { page, pane, addJob } = fixture;
    const jobid = addJob({ prompt: `asked for on ${platform}` });
    const job = page.getByRole("listitem").filter({ hasText: `asked for on ${platform}` });
    await job.getByRole("button", { name: new RegExp(`Ask on ${platform}`, "i") }).click();
    const typed =
      platform === "discord" ? `/render-status jobid:${jobid}` : `/render-status ${jobid}`;
    expect(await pane(platform).field.inputValue()).toBe(typed);
    await page.keyboard.press("Enter");
    await seen(pane(platform).answer(said("follow.following", { job: shortJobId(jobid) })));
  });

  it("people type /job-status and /render-help, and read no old name", async () => {
    const { addJob, page, complaints } = fixture;
    const pane = fixture.pane(platform);
    const jobid = addJob();
    await pane.command("job-status", { jobid });
    await seen(pane.answer(said("follow.following", { job: shortJobId(jobid) })));
    await pane.command("render-help");
    await seen(pane.answer(sentence("help.any-title")).filter({ hasText: "/render-status" }));
    expect(await page.getByText("/pika-").count()).toBe(0);
    expect(complaints).toEqual([]);
  });
});
