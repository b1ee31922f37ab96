import { shortJobId } from "../../../src/core/job/short-job-id.ts";
import type { Locator } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { said, sentence } from "../../support/sentence.ts";
import { PLATFORMS, openPage, seen, type PageFixture } from "./page-fixture.ts";

let fixture: PageFixture;
let panel: Locator;
beforeAll(async () => {
  fixture = await openPage();
  panel = fixture.page.getByRole("region", { name: "Jobs", exact: true });
});
afterAll(() => fixture[Symbol.asyncDispose]());
beforeEach(() => panel.getByRole("button", { name: "Fix everything" }).click());

const at = (): Locator => panel.getByRole("combobox", { name: "At", exact: true });

const USUAL = { "After, in seconds": "1", Makes: "videos", "How many": "1" };

/** Starts a job with the form; `fields` are in its own words. Resolves with its entry in the list. */
async function start(
  api: string,
  { Prompt, ...fields }: Readonly<Record<string, string>>,
): Promise<Locator> {
  await at().selectOption({ label: api });
  await panel.getByLabel("Prompt").fill(Prompt ?? "");
  for (const [label, value] of Object.entries({ ...USUAL, ...fields })) {
    const control = panel.getByLabel(label);
    const isList = await control.evaluate((element) => element instanceof HTMLSelectElement);
    await (isList ? control.selectOption({ label: value }) : control.fill(value));
  }
  await panel.getByRole("button", { name: "Start the job" }).click();
  return panel.getByRole("listitem").filter({ hasText: Prompt ?? "" });
}

async function ask(job: Locator, platform: "Discord" | "Slack"): Promise<void> {
  await job.getByRole("button", { name: `Ask on ${platform}` }).click();
  await fixture.page.keyboard.press("Enter");
}

/** What channels see of a job's id. */
async function nameOf(job: Locator): Promise<string> {
  const id = (await job.getAttribute("data-job")) ?? "";
  const [, uuid] = /([\da-f]{8})-[\da-f]{4}-[\da-f-]+$/.exec(id) ?? [];
  return uuid ?? shortJobId(id);
}

const breakIt = async (fault: string): Promise<void> => {
  await panel.getByLabel("What to break").selectOption(fault);
  await panel.getByRole("button", { name: "Break it" }).click();
};

const TEXTS = [
  ["Pika", ["ID", "Link", "Name and ID", "curl"]],
  ["fal", ["Link", "ID", "Name and ID", "curl"]],
  ["ComfyUI", ["ID", "Link", "Name and ID", "curl"]],
  ["Render farm", ["Link", "Name and ID", "curl"]],
] as const;

describe.each(TEXTS)("a job at %s", (api, labels) => {
  it("is followed by everything that the panel says to paste", async () => {
    const names: string[] = [];
    for (const label of labels) {
      const job = await start(api, { Prompt: `${api} by ${label}` });
      const choices = job.getByRole("group", { name: "What to paste" }).getByRole("button");
      await seen(choices.first());
      expect(await choices.allTextContents()).toEqual(labels);
      await job.getByRole("button", { name: label, exact: true }).click();
      await seen(job.locator(`button[aria-pressed="true"]`).filter({ hasText: label }));
      await ask(job, "Discord");
      names.push(await nameOf(job));
    }
    const results = fixture.pane("discord").message(said("result.video-ready"));
    for (const name of names) await seen(results.filter({ hasText: name }).locator("video"));
    const requests = panel.getByRole("list", { name: "Requests from the relay, newest first" });
    await seen(requests.getByText(`${api}: GET`).first());
  });
});

const OFFERS = [
  {
    api: "Pika",
    ends: ["completed", "failed", "cancelled", "moderated"],
    makes: ["videos"],
    tells: { queue: false, percent: true, unsafe: false },
  },
  {
    api: "fal",
    ends: ["completed", "failed", "moderated", "cancelled"],
    makes: ["videos", "pictures"],
    tells: { queue: true, percent: false, unsafe: true },
  },
  {
    api: "ComfyUI",
    ends: ["completed", "failed", "cancelled"],
    makes: ["videos", "pictures"],
    tells: { queue: true, percent: true, unsafe: false },
  },
  {
    api: "Render farm",
    ends: ["completed", "failed", "cancelled"],
    makes: ["videos"],
    tells: { queue: true, percent: true, unsafe: false },
  },
];

describe("the form", () => {
  it.each(OFFERS)("offers what $api can do", async ({ api, ends, makes, tells }) => {
    await at().selectOption({ label: api });
    const offered = (label: string) => panel.getByLabel(label).locator("option").allTextContents();
    expect(await offered("Ends")).toEqual(ends);
    expect(await offered("Makes")).toEqual(makes);
    expect({
      queue: await panel.getByLabel("Jobs ahead of it").isVisible(),
      percent: await panel.getByLabel("Reports its progress").isVisible(),
      unsafe: await panel.getByLabel("Marks its files as unsafe").isVisible(),
    }).toEqual(tells);
  });
});

it("shows the place in the queue, and pictures on both platforms", async () => {
  const fields = { "Jobs ahead of it": "2", Makes: "pictures", "How many": "2" };
  const job = await start("fal", { Prompt: "painted", ...fields, "After, in seconds": "6" });
  const name = await nameOf(job);
  await ask(job, "Discord");
  await ask(job, "Slack");
  for (const platform of PLATFORMS) {
    const pane = fixture.pane(platform);
    await seen(
      pane.messages
        .filter({ hasText: name })
        .filter({ hasText: /[12] jobs? ahead/ })
        .first(),
    );
  }
  for (const platform of PLATFORMS) {
    const result = fixture
      .pane(platform)
      .message(said("result.other-ready"))
      .filter({ hasText: name });
    await seen(result);
    const widths = () =>
      result
        .locator("img")
        .evaluateAll((all) => all.map((each) => "naturalWidth" in each && each.naturalWidth));
    await expect.poll(widths).toEqual([320, 320]);
  }
  expect(fixture.complaints).toEqual([]);
});

it("covers files that fal marks as unsafe, until a user clicks", async () => {
  await at().selectOption({ label: "fal" });
  await panel.getByLabel("Marks its files as unsafe").check();
  const job = await start("fal", { Prompt: "unsafe" });
  await panel.getByLabel("Marks its files as unsafe").uncheck();
  const name = await nameOf(job);
  await ask(job, "Discord");
  const result = fixture
    .pane("discord")
    .message(said("result.video-ready"))
    .filter({ hasText: name });
  const cover = result.getByRole("button", { name: /a spoiler$/ });
  await seen(cover);
  await cover.click();
  await seen(result.locator("video"));
});

it("lets a user cancel a job, which stays cancelled", async () => {
  const job = await start("ComfyUI", { Prompt: "to be cancelled", "After, in seconds": "600" });
  const name = await nameOf(job);
  await ask(job, "Discord");
  const pane = fixture.pane("discord");
  const status = pane.messages.filter({ hasText: name });
  await status.getByRole("button", { name: said("button.cancel-job") }).click();
  await pane
    .answer(sentence("cancel.sure"))
    .getByRole("button", { name: said("button.cancel-job") })
    .click();
  await seen(pane.message(said("result.cancelled")).filter({ hasText: name }));
  await seen(job.filter({ hasText: "canceled" }));
  await job.getByRole("button", { name: "Next step" }).click();
  await seen(job.filter({ hasText: "canceled" }));
});

it("breaks one API, and leaves the others alone", async () => {
  await breakIt("fal-files-deleted");
  await seen(panel.getByText("Broken: fal has deleted the files (404), until fixed."));
  const atFal = await start("fal", { Prompt: "deleted files" });
  const atFarm = await start("Render farm", { Prompt: "kept files" });
  await ask(atFal, "Slack");
  await ask(atFarm, "Slack");
  const pane = fixture.pane("slack");
  const { messages } = pane;
  await seen(
    messages
      .filter({ hasText: await nameOf(atFal) })
      .filter({ hasText: sentence("result.file-not-attached") }),
  );
  await seen(
    pane
      .message(said("result.video-ready"))
      .filter({ hasText: await nameOf(atFarm) })
      .locator("video"),
  );
});

it("says of a job that its API has forgotten that it isn't known", async () => {
  const job = await start("ComfyUI", { Prompt: "forgotten", "After, in seconds": "600" });
  await breakIt("comfy-jobs-forgotten");
  await seen(job.filter({ hasText: "not known" }));
});
