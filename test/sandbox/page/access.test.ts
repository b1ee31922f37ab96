import { shortJobId } from "../../../src/core/job/short-job-id.ts";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { said, sentence } from "../../support/sentence.ts";
import { PLATFORMS, openPage, seen, type PageFixture } from "./page-fixture.ts";

const CONTROLS = "a[href], button, input, select, textarea, summary, video, [tabindex='0']";

/** A job for the list of jobs. */
const A_JOB = {
  outcome: "failed",
  prompt: "a_long_word_that_no_browser_would_break_by_itself_in_a_narrow_list",
  durationMs: 0,
  ahead: 0,
  tellsPercent: true,
  fileKind: "video",
  fileCount: 1,
  fileBytes: 0,
  error: "",
  errorDetails: "",
} as const;

let fixture: PageFixture;
let page: Page;
beforeAll(async () => {
  fixture = await openPage();
  page = fixture.page;
  for (const api of Object.values(fixture.sandbox.standIns.scripted)) api.start(A_JOB);
  for (const platform of PLATFORMS) {
    const pane = fixture.pane(platform);
    const jobid = fixture.addJob({ prompt: "seen by everybody", ends: "completed", stepPolls: 1 });
    await pane.command("pika-status", { jobid });
    await seen(pane.message(said("result.video-ready")).filter({ hasText: shortJobId(jobid) }));
    await pane
      .status(jobid)
      .getByRole("button", { name: said("button.share") })
      .click();
    await seen(pane.answer(sentence("share.where")).getByLabel(said("choice.channel")));
  }
});
afterAll(() => fixture[Symbol.asyncDispose]());

/** The accessible names of all visible controls; empty for a control without one. */
const namesOf = (): Promise<string[]> =>
  page
    .locator(CONTROLS)
    .locator("visible=true")
    .evaluateAll((elements) =>
      elements.map((element) => {
        const label = element.getAttribute("aria-label") ?? element.textContent?.trim();
        const labels = "labels" in element ? [...((element as HTMLInputElement).labels ?? [])] : [];
        const words = labels.map(({ textContent }) => textContent).join(" ") || label;
        return words?.trim() ? "" : element.outerHTML;
      }),
    );

describe("a user with a screen reader", () => {
  it("is told the name of every control", async () => {
    const nameless = (await namesOf()).filter((html) => html !== "");
    expect(nameless).toEqual([]);
  });

  it("finds regions, logs and lists by their names", async () => {
    const found = await Promise.all(
      [
        page.getByRole("region", { name: "Discord", exact: true }),
        page.getByRole("region", { name: "Slack", exact: true }),
        page.getByRole("region", { name: "Jobs", exact: true }),
        page.getByRole("navigation", { name: "Discord channels" }),
        page.getByRole("navigation", { name: "Slack channels" }),
        page.getByRole("log", { name: "Messages in #videos" }),
        page.getByRole("combobox", { name: /^Message #videos/ }),
        page.getByRole("list", { name: "Jobs, newest first" }),
      ].map((locator) => locator.count()),
    );
    expect(found).toEqual([1, 1, 1, 1, 1, 2, 2, 1]);
  });

  it("is told of new messages, but not of passing time", async () => {
    for (const log of await page.getByRole("log").all()) {
      // By default, a log is polite and announces additions and changed text.
      expect(await log.getAttribute("aria-relevant")).toBe("additions");
      expect(await log.getAttribute("aria-live")).toBe("polite");
    }
  });

  it("gets the alternative text of a video", async () => {
    const videos = page.locator("#discord video, #slack video");
    const labels = await videos.evaluateAll((all) => all.map((each) => each.ariaLabel));
    expect(labels).toHaveLength(2);
    for (const label of labels) expect(label).toContain("seen by everybody");
  });

  it("has headings in order, one language, and ids that are used once", async () => {
    const levels = await page
      .locator("h1, h2, h3")
      .evaluateAll((all) => all.map(({ tagName }) => tagName));
    expect(levels[0]).toBe("H1");
    expect(new Set(levels)).toEqual(new Set(["H1", "H2"]));
    expect(await page.locator("html").getAttribute("lang")).toBe("en");
    const ids = await page.locator("[id]").evaluateAll((all) => all.map(({ id }) => id));
    expect(ids).toEqual([...new Set(ids)]);
  });
});

describe("a user with only a keyboard", () => {
  it("reaches every control, each with a visible frame", async () => {
    // The focus starts at the top of a fresh page.
    await page.reload();
    await seen(page.getByText("The relay is ready."));
    await seen(page.locator("#slack").getByLabel(said("choice.channel")));
    const controls = page.locator(CONTROLS).locator("visible=true");
    const expected = await controls.evaluateAll((elements) => {
      for (const element of elements) element.setAttribute("data-reached", "no");
      return elements.length;
    });
    const frameless: string[] = [];
    for (let press = 0; press < expected * 3; press += 1) {
      await page.keyboard.press("Tab");
      const frame = await page.evaluate(() => {
        const { activeElement: element } = document;
        if (!(element instanceof HTMLElement) || element === document.body) return undefined;
        element.setAttribute("data-reached", "yes");
        const around = element.closest(".field");
        const isFramed =
          // The browser's own controls of a video have their own outlines.
          element instanceof HTMLVideoElement ||
          getComputedStyle(element).outlineStyle !== "none" ||
          (around !== null && getComputedStyle(around).boxShadow !== "none");
        return isFramed ? "" : element.outerHTML.slice(0, 120);
      });
      if (frame === undefined && press > 5) break;
      if (frame) frameless.push(frame);
    }
    const unreached = await page
      .locator("[data-reached='no']")
      .locator("visible=true")
      .evaluateAll((all) => all.map(({ outerHTML }) => outerHTML.slice(0, 120)));
    expect({ unreached, frameless }).toEqual({ unreached: [], frameless: [] });
  });

  it("keeps the focus on a button whose message is redrawn", async () => {
    const pane = fixture.pane("discord");
    const jobid = fixture.addJob({ prompt: "moves on" });
    await pane.command("pika-status", { jobid });
    const refresh = pane.status(jobid).getByRole("button", { name: said("button.refresh") });
    await refresh.focus();
    fixture.sandbox.standIns.pika.setJob(jobid, { status: "progress" });
    await seen(pane.status(jobid).filter({ hasText: said("status.progress") }));
    expect(await refresh.evaluate((element) => element === document.activeElement)).toBe(true);
    await pane.command("pika-forget", { jobid });
  });
});

/** The contrast of text against its background; small text needs 4.5. */
const faintTexts = (): Promise<string[]> =>
  page.evaluate(() => {
    const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true })!;
    const paint = (colours: readonly string[]): number[] => {
      canvas.clearRect(0, 0, 1, 1);
      for (const colour of colours) {
        canvas.fillStyle = colour;
        canvas.fillRect(0, 0, 1, 1);
      }
      return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3);
    };
    // oxlint-disable-next-line consistent-function-scoping -- all of this runs in the browser
    const luminance = (rgb: readonly number[]): number => {
      const [r = 0, g = 0, b = 0] = rgb
        .map((each) => each / 255)
        .map((each) => (each <= 0.04045 ? each / 12.92 : ((each + 0.055) / 1.055) ** 2.4));
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const faint: string[] = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const element = node.parentElement!;
      const isPlain = element.checkVisibility({ visibilityProperty: true, opacityProperty: true });
      if (
        !isPlain ||
        !node.textContent?.trim() ||
        element.closest("option, noscript, .hidden, [hidden]")
      )
        continue;
      const behind: string[] = [];
      for (let each: Element | null = element; each; each = each.parentElement)
        behind.unshift(getComputedStyle(each).backgroundColor);
      const back = luminance(paint(["white", ...behind]));
      const front = luminance(paint(["white", ...behind, getComputedStyle(element).color]));
      const contrast = (Math.max(back, front) + 0.05) / (Math.min(back, front) + 0.05);
      if (contrast < 4.5)
        faint.push(`${contrast.toFixed(2)} ${element.className} ${node.textContent}`);
    }
    return [...new Set(faint)];
  });

describe.each(["dark", "light"])("in %s", (theme) => {
  it("shows every text with enough contrast", async () => {
    await page.getByLabel("Look").selectOption(theme);
    expect(await faintTexts()).toEqual([]);
  });
});

describe("the look", () => {
  it("follows the system until a user chooses, and remembers the choice", async () => {
    const background = (): Promise<string> =>
      page.locator("body").evaluate((body) => getComputedStyle(body).backgroundColor);
    await page.getByLabel("Look").selectOption("auto");
    await page.emulateMedia({ colorScheme: "dark" });
    const dark = await background();
    await page.emulateMedia({ colorScheme: "light" });
    const light = await background();
    expect(light).not.toBe(dark);
    await page.getByLabel("Look").selectOption("dark");
    expect(await background()).toBe(dark);
    await page.reload();
    await seen(page.getByText("The relay is ready."));
    expect(await background()).toBe(dark);
  });

  it.each([320, 360, 414])(
    "fits a phone %i pixels wide, without scrolling sideways",
    async (width) => {
      await page.setViewportSize({ width, height: 740 });
      const tabs = page.getByRole("navigation", { name: "Parts of the page" });
      for (const part of ["Discord", "Slack", "Jobs"]) {
        await tabs.getByRole("button", { name: part }).click();
        expect(await tabs.getByRole("button", { name: part }).getAttribute("aria-pressed")).toBe(
          "true",
        );
        const region = page.getByRole("region", { name: part, exact: true });
        await seen(region);
        expect(await page.locator("main > section").locator("visible=true").count()).toBe(1);
        const controls =
          part === "Jobs"
            ? []
            : [region.getByRole("combobox", { name: /^Message/ }), region.getByRole("navigation")];
        for (const control of controls) {
          const box = await control.boundingBox();
          expect(box?.y).toBeGreaterThan(0);
          expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThan(740);
        }
        const tooWide = await page.evaluate(() =>
          [...document.querySelectorAll("*")]
            .filter((element) => element.checkVisibility() && !element.closest(".skip, .hidden"))
            .filter((element) => element.getBoundingClientRect().right > innerWidth + 1)
            .map(({ outerHTML }) => outerHTML.slice(0, 120)),
        );
        expect({ part, tooWide }).toEqual({ part, tooWide: [] });
        expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(
          true,
        );
      }
      await page.setViewportSize({ width: 1400, height: 900 });
    },
  );
});
