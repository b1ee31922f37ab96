/*
 * Takes the README's pictures of the sandbox's page in a real browser: `npm run screenshots`. Needs Chromium, as the tests of
 * the page do, and a font with emoji (on Debian: fonts-noto-color-emoji). The pictures are WebP, which keeps them small.
 */
import { shortJobId } from "../src/core/job/short-job-id.ts";
import { mkdir, writeFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import type { Locator, Page } from "playwright-core";
import { startBrowser } from "../sandbox/process/start-browser.ts";
import type { JobPlan } from "../sandbox/scripted/scripted-api.ts";
import { createSandbox, type Sandbox } from "../sandbox/sandbox.ts";

const FOLDER = new URL("../docs/images/", import.meta.url);
const MAX_BYTES = 150_000;
const QUALITY = 88;

interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Takes one picture, of the whole window or a part of it. */
async function take(page: Page, name: string, area?: Area): Promise<void> {
  const size = page.viewportSize() ?? { width: 0, height: 0 };
  // Playwright's own screenshots do not support WebP.
  const session = await page.context().newCDPSession(page);
  const { data } = await session.send("Page.captureScreenshot", {
    format: "webp",
    quality: QUALITY,
    clip: { ...(area ?? { x: 0, y: 0, ...size }), scale: 1 },
  });
  const bytes = Buffer.from(data, "base64");
  if (bytes.length > MAX_BYTES) throw new Error(`${name} has ${bytes.length} bytes`);
  await writeFile(new URL(`${name}.webp`, FOLDER), bytes);
  console.log(`docs/images/${name}.webp: ${bytes.length} bytes`);
}

/** The two channels without the panel. */
async function channelsOf(page: Page): Promise<Area> {
  const [left, right] = await Promise.all([
    page.locator("#discord").boundingBox(),
    page.locator("#slack").boundingBox(),
  ]);
  if (left === null || right === null) throw new Error("the channels are not on the screen");
  return { x: left.x, y: left.y, width: right.x + right.width - left.x, height: left.height };
}

/** What channels see of a job's id. */
const nameOf = (jobId: string): string =>
  /([\da-f]{8})-[\da-f]{4}-[\da-f-]+$/.exec(jobId)?.[1] ?? shortJobId(jobId);

const messages = (page: Page, jobId: string, words: string): Locator =>
  page
    .getByRole("article")
    .filter({ hasText: nameOf(jobId) })
    .filter({ hasText: words });

/** Follows a job on both platforms, and waits until both show this text about it. */
async function ask(page: Page, jobId: string, words: string): Promise<void> {
  for (const [platform, command] of [
    ["discord", `/pika-status jobid:${jobId}`],
    ["slack", `/pika-status ${jobId}`],
  ] as const) {
    await page.fill(`#${platform}-text`, command);
    await page.press(`#${platform}-text`, "Escape");
    await page.press(`#${platform}-text`, "Enter");
  }
  for (const platform of ["discord", "slack"])
    await page
      .locator(`#${platform}`)
      .locator(messages(page, jobId, words))
      .first()
      .waitFor();
}

/** Waits for the final status messages and the videos, and removes the focus. */
async function settle(page: Page, jobId: string, status: string): Promise<void> {
  for (const platform of ["discord", "slack"]) {
    const part = page.locator(`#${platform}`);
    await part
      .locator(messages(page, jobId, `${status} ·`).filter({ hasText: "View result" }))
      .first()
      .waitFor();
    for (const video of await part.locator("video").all())
      await video.evaluate(
        "(video) => new Promise((done) => video.readyState > 3 ? done() : video.addEventListener('canplaythrough', done))",
      );
  }
  await page.locator("h1").click();
  // A player shows for a moment that it loads.
  await sleep(1_000);
}

const TAKES_MS = 3_000;

/** A job that is far from its end. */
const PLAN: JobPlan = {
  outcome: "completed",
  prompt: "",
  durationMs: 3_600_000,
  ahead: 0,
  tellsPercent: true,
  fileKind: "video",
  fileCount: 1,
  fileBytes: 0,
  error: "",
  errorDetails: "",
};

async function takeAll({ standIns }: Sandbox, page: Page): Promise<void> {
  const { pika, scripted } = standIns;
  const failed = pika.addJob({
    prompt: "a city made of glass, seen from a kite",
    ends: "failed",
    stepMs: TAKES_MS,
    fields: {
      error: "The model ran out of memory",
      errorDetails: "CUDA error: out of memory\n  at frame 41 of 72",
    },
  });
  await ask(page, failed, "The job failed");
  await settle(page, failed, "Failed");
  await take(page, "failed-job", await channelsOf(page));

  const prompt = "a paper boat on a slow river";
  const finished = pika.addJob({ prompt, ends: "completed", stepMs: TAKES_MS });
  await ask(page, finished, "The video is ready");
  await settle(page, finished, "Completed");
  await take(page, "finished-job", await channelsOf(page));

  scripted.farm.start({ ...PLAN, prompt: "a whale above the city, final cut" });
  scripted.comfy.start({ ...PLAN, ahead: 1, prompt: "a lighthouse in the fog" });
  const inQueue = scripted.fal.start({ ...PLAN, ahead: 3, prompt: "an orchard in four seasons" });
  await ask(page, inQueue, "3 jobs ahead");
  const steps = [{ status: "progress", percent: 40 }];
  const running = pika.addJob({ prompt: "two foxes dance in the snow", steps });
  await ask(page, running, "40");
  await page.fill("#discord-text", "/");
  await page.locator("#discord").getByRole("option").first().waitFor();
  await take(page, "sandbox-dark");
  await page.press("#discord-text", "Escape");
  await page.fill("#discord-text", "");
  await page.getByLabel("Look").selectOption("light");
  await take(page, "sandbox-light");
  await page.setViewportSize({ width: 390, height: 844 });
  await page.getByLabel("Look").selectOption("dark");
  await page.locator("#tabs").getByRole("button", { name: "Slack" }).click();
  await take(page, "sandbox-phone");
}

await mkdir(FOLDER, { recursive: true });
await using sandbox = await createSandbox();
await sandbox.relay.event("relay.ready");
const browser = await startBrowser();
try {
  const page = await browser.newPage({
    viewport: { width: 1400, height: 900 },
    colorScheme: "dark",
  });
  await page.goto(sandbox.url);
  await page.getByText("The relay is ready.").waitFor();
  await takeAll(sandbox, page);
} finally {
  await browser.close();
}
