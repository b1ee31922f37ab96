import { shortJobId } from "../../../src/core/job/short-job-id.ts";
import type { Locator } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { said, sentence } from "../../support/sentence.ts";
import { PLATFORMS, openPage, seen, type PageFixture } from "./page-fixture.ts";

let fixture: PageFixture;
beforeAll(async () => {
  fixture = await openPage();
});
afterAll(() => fixture[Symbol.asyncDispose]());

/** The suggestions below a field. */
const offered = (field: Locator): Locator =>
  field.locator("xpath=ancestor::form").getByRole("option").locator("visible=true");

describe.each(PLATFORMS)("typing on %s", (platform) => {
  it("suggests the commands with their descriptions, and works with the keyboard alone", async () => {
    const { field } = fixture.pane(platform);
    await field.focus();
    await field.press("/");
    await seen(offered(field).first());
    expect(await offered(field).count()).toBe(
      fixture.sandbox.standIns.manifest.features.slash_commands.length,
    );
    await seen(offered(field).filter({ hasText: "/pika-help" }).getByText("See what you can do"));
    expect(await field.getAttribute("aria-expanded")).toBe("true");
    const first = await field.getAttribute("aria-activedescendant");
    await field.press("ArrowDown");
    const second = await field.getAttribute("aria-activedescendant");
    expect(second).not.toBe(first);
    expect(await fixture.page.locator(`#${second}`).getAttribute("aria-selected")).toBe("true");
    await field.press("ArrowUp");
    expect(await field.getAttribute("aria-activedescendant")).toBe(first);
    await field.press("Escape");
    expect(await field.getAttribute("aria-expanded")).toBe("false");
    expect(await offered(field).count()).toBe(0);
    expect(await field.inputValue()).toBe("/");
  });

  it("completes a partial name, and sends with Enter", async () => {
    const pane = fixture.pane(platform);
    await pane.field.fill("");
    await pane.field.pressSequentially("/pika-he");
    await seen(offered(pane.field).filter({ hasText: "/pika-help" }));
    await pane.field.press("Tab");
    expect((await pane.field.inputValue()).trim()).toBe("/pika-help");
    await pane.field.press("Enter");
    await seen(pane.answer(sentence("help.any-title")));
    expect(await pane.field.inputValue()).toBe("");
  });
});

describe("typing on Discord", () => {
  it("suggests this channel's jobs, and none of other channels", async () => {
    const pane = fixture.pane("discord");
    const jobid = fixture.addJob({ prompt: "followed here" });
    fixture.addJob({ prompt: "followed by nobody" });
    await pane.command("pika-status", { jobid });
    await seen(pane.answer(said("follow.following", { job: shortJobId(jobid) })));
    await pane.field.pressSequentially("/pika-forget ");
    await offered(pane.field).filter({ hasText: "jobid" }).click();
    await seen(offered(pane.field).filter({ hasText: "followed here" }).first());
    expect(await offered(pane.field).count()).toBe(1);
    await pane.field.press("ArrowDown");
    await pane.field.press("Enter");
    expect(await pane.field.inputValue()).toBe(`/pika-forget jobid:${jobid} `);
    await pane.field.press("Enter");
    await seen(pane.answer(said("forget.done", { job: shortJobId(jobid) })));
  });

  it("suggests channels and fixed choices", async () => {
    const { field } = fixture.pane("discord");
    await field.fill("/pika-share jobid:x channel:");
    await offered(field).filter({ hasText: "#editing" }).click();
    expect(await field.inputValue()).toBe("/pika-share jobid:x channel:#editing ");
    await field.fill("/pika-notify state:");
    await seen(offered(field).first());
    expect(await offered(field).allTextContents()).toEqual(["on", "off", "status"]);
    await field.fill("");
  });

  it("does not send without the required options, as Discord's client", async () => {
    const pane = fixture.pane("discord");
    await pane.type("/pika-forget");
    const problem = pane.root.getByRole("alert");
    await seen(problem.getByText("jobid: This option is required"));
    expect(await pane.field.inputValue()).toBe("/pika-forget");
    await pane.type("/no-such-command");
    await seen(problem.getByText("There is no such command."));
  });
});

describe("typing on Slack", () => {
  it("shows a command's hint, and suggests channels and users", async () => {
    const pane = fixture.pane("slack");
    await pane.field.fill("/pika-share ");
    await seen(pane.root.getByText("/pika-share <jobid> <#channel>"));
    await pane.field.fill("/pika-share x #st");
    await offered(pane.field).filter({ hasText: "#studio" }).click();
    expect(await pane.field.inputValue()).toBe("/pika-share x #studio ");
    await pane.field.fill("@pi");
    await seen(offered(pane.field).filter({ hasText: "@pika-relay" }));
    await pane.field.press("Enter");
    expect(await pane.field.inputValue()).toBe("@pika-relay ");
  });

  it("says that a command is unknown", async () => {
    const pane = fixture.pane("slack");
    await pane.type("/no-such-command");
    await seen(pane.root.getByRole("alert").getByText("/no-such-command is not a valid command"));
  });
});
