import { shortJobId } from "../../../src/core/job/short-job-id.ts";
import type { Locator, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createPage } from "../../../sandbox/page/server/page-server.ts";
import { said, sentence } from "../../support/sentence.ts";
import { PLATFORMS, openPage, seen, type PageFixture } from "./page-fixture.ts";

let fixture: PageFixture;
let page: Page;
let panel: Locator;
beforeAll(async () => {
  fixture = await openPage();
  page = fixture.page;
  panel = page.getByRole("region", { name: "Jobs", exact: true });
});
afterAll(() => fixture[Symbol.asyncDispose]());
beforeEach(() => panel.getByRole("button", { name: "Fix everything" }).click());

interface JobFields {
  readonly prompt: string;
  readonly ends?: string;
  readonly seconds?: number;
  readonly videos?: number;
  readonly kilobytes?: number;
}

/** Creates a job with the form. */
async function createJob({ prompt, ends = "completed", ...rest }: JobFields): Promise<Locator> {
  await panel.getByLabel("Prompt").fill(prompt);
  await panel.getByLabel("Ends").selectOption(ends);
  await panel.getByLabel("After, in seconds").fill(String(rest.seconds ?? 1));
  await panel.getByLabel("How many").fill(String(rest.videos ?? 1));
  await panel.getByLabel("Size of each, in kB").fill(String(rest.kilobytes ?? 25));
  await panel.getByRole("button", { name: "Start the job" }).click();
  return panel.getByRole("listitem").filter({ hasText: prompt });
}

const ask = async (job: Locator, platform: "Discord" | "Slack"): Promise<string> => {
  await job.getByRole("button", { name: `Ask on ${platform}` }).click();
  await page.keyboard.press("Enter");
  return (await job.getAttribute("data-job")) ?? "";
};

const breakIt = async (fault: string): Promise<void> => {
  await panel.getByLabel("What to break").selectOption(fault);
  await panel.getByRole("button", { name: "Break it" }).click();
};

describe("the panel", () => {
  it.each(["Discord", "Slack"] as const)(
    "creates a job that a user can follow on %s",
    async (platform) => {
      const pane = fixture.pane(platform === "Discord" ? "discord" : "slack");
      const job = await createJob({ prompt: `created for ${platform}`, videos: 3 });
      const jobid = await ask(job, platform);
      const result = pane
        .message(said("result.video-ready"))
        .filter({ hasText: shortJobId(jobid) });
      await seen(result);
      expect(await result.locator("video").count()).toBe(3);
      await seen(job.filter({ hasText: "completed" }));
      const requests = panel.getByRole("list", { name: "Requests from the relay, newest first" });
      await seen(requests.getByText(/Pika: GET \/v1\/pika\/jobs\//).first());
    },
  );

  it("creates jobs that fail with a given error", async () => {
    await panel.getByText("Error message").click();
    await panel.getByLabel("Error").fill("No such style");
    await panel.getByLabel("Details").fill("style: watercolour");
    const job = await createJob({ prompt: "painted", ends: "failed" });
    const jobid = await ask(job, "Slack");
    const result = fixture
      .pane("slack")
      .message(said("result.failed"))
      .filter({ hasText: shortJobId(jobid) });
    await seen(result.filter({ hasText: "style: watercolour" }));
  });

  it("moves a job to its next state at once", async () => {
    const job = await createJob({ prompt: "slow", seconds: 3_600 });
    await seen(job.filter({ hasText: "created" }));
    await job.getByRole("button", { name: "Next step" }).click();
    await seen(job.filter({ hasText: "started" }));
  });
});

describe("an injected failure", () => {
  it("is shown, and can be ended", async () => {
    await breakIt("pika-outage");
    await seen(panel.getByText("Broken: Pika is down (503)"));
    const jobid = await ask(await createJob({ prompt: "in an outage", seconds: 0 }), "Discord");
    const status = fixture.pane("discord").status(jobid);
    await seen(status.filter({ hasText: said("trouble.unavailable") }));
    await seen(panel.getByText("503", { exact: true }).first());
    await panel.getByRole("button", { name: "Fix everything" }).click();
    await seen(panel.getByText("Nothing is broken."));
    await seen(
      fixture
        .pane("discord")
        .message(said("result.video-ready"))
        .filter({ hasText: shortJobId(jobid) }),
    );
  });

  it("makes a video a link if uploads are refused", async () => {
    for (const fault of ["discord-upload", "slack-upload"]) await breakIt(fault);
    const job = await createJob({ prompt: "not attached" });
    for (const platform of ["Discord", "Slack"] as const) {
      const jobid = await ask(job, platform);
      const pane = fixture.pane(platform === "Discord" ? "discord" : "slack");
      const result = pane
        .message(sentence("result.file-not-attached"))
        .filter({ hasText: shortJobId(jobid) });
      await seen(result);
      expect(await result.locator("video").count()).toBe(0);
    }
  });

  it("sends the result only to the requester if the channel is gone", async () => {
    for (const platform of PLATFORMS) {
      const job = await createJob({ prompt: `homeless on ${platform}`, seconds: 4 });
      const pane = fixture.pane(platform);
      await pane.open(platform === "discord" ? "editing" : "studio");
      const jobid = await ask(job, platform === "discord" ? "Discord" : "Slack");
      await seen(pane.answer(said("follow.following", { job: shortJobId(jobid) })));
      await breakIt(`${platform}-channel-gone`);
      await seen(pane.root.getByRole("heading", { name: "videos" }));
      await pane.open(platform === "discord" ? "Pika Relay" : "pika-relay");
      await seen(
        pane.message(said("result.sent-privately")).filter({ hasText: shortJobId(jobid) }),
      );
      await pane.open("videos");
    }
  });
});

it("reconnects by itself when the connection to the sandbox is lost", async () => {
  const { standIns } = fixture.sandbox;
  const first = await createPage(standIns);
  await page.goto(first.url);
  const greeting = fixture.pane("slack").message("This is where we wait for our videos.");
  await seen(greeting);
  await first[Symbol.asyncDispose]();
  await seen(page.getByText("The sandbox isn’t responding"));
  await using _second = await createPage(standIns, Number(new URL(first.url).port));
  await seen(page.getByText("The relay is starting."));
  await seen(greeting);
});
