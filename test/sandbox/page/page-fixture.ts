import { shortJobId } from "../../../src/core/job/short-job-id.ts";
import { vi } from "vitest";
import type { Browser, Locator, Page } from "playwright-core";
import { startBrowser } from "../../../sandbox/process/start-browser.ts";
import { createSandbox, type Sandbox } from "../../../sandbox/sandbox.ts";
import type { JobScript } from "../../../sandbox/pika/jobs/job-script.ts";

/** The names of the two panes. */
export const PLATFORMS = ["discord", "slack"] as const;
/** One of them. */
export type Platform = (typeof PLATFORMS)[number];

const TIMEOUT_MS = 20_000;
// Each file starts a browser, a relay and three servers, on a machine that may be busy.
vi.setConfig({ testTimeout: 90_000, hookTimeout: 90_000 });

/** Short intervals for tests, within the API's rate limits. */
const INTERVALS = { RELAY_POLL_INTERVAL_MS: "100", RELAY_POLL_MAX_INTERVAL_MS: "200" };

/** Waits until the locator matches one visible element; fails otherwise. */
export const seen = (what: Locator): Promise<void> => what.waitFor();

/** A running sandbox, and a browser with its page open. */
export interface PageFixture extends AsyncDisposable {
  readonly sandbox: Sandbox;
  readonly browser: Browser;
  readonly page: Page;
  /** Errors of the page, including violations of its Content-Security-Policy. */
  readonly complaints: readonly string[];
  readonly pane: (platform: Platform) => PaneDriver;
  /** Adds a job; returns its id. */
  readonly addJob: (script?: JobScript) => string;
}

/** Drives one pane as a user does. */
export interface PaneDriver {
  readonly root: Locator;
  readonly field: Locator;
  readonly messages: Locator;
  /** Messages that contain a text. */
  readonly message: (text: string | RegExp) => Locator;
  /** Private answers that contain a text. */
  readonly answer: (text: string | RegExp) => Locator;
  /** The status message of a job. */
  readonly status: (jobId: string) => Locator;
  readonly beSomebody: (name: string) => Promise<void>;
  readonly open: (place: string) => Promise<void>;
  /** Types a line and sends it. */
  readonly type: (text: string) => Promise<void>;
  /** Types a command with its options in order, in the platform's form. */
  readonly command: (name: string, options?: Readonly<Record<string, string>>) => Promise<void>;
}

/** Starts everything, and waits until the relay is ready. `env`: more of the relay's environment. */
export async function openPage({
  width = 1400,
  height = 900,
  env = {},
} = {}): Promise<PageFixture> {
  await using started = new AsyncDisposableStack();
  const [sandbox, browser] = await Promise.all([
    createSandbox({ env: { ...INTERVALS, ...env } }),
    startBrowser(),
  ]);
  started.use(sandbox);
  started.defer(() => browser.close());
  const page = await browser.newPage({ viewport: { width, height } });
  page.setDefaultTimeout(TIMEOUT_MS);
  const complaints: string[] = [];
  page.on("pageerror", ({ message }) => complaints.push(message));
  page.on("console", (line) => {
    // An action that a platform's client would not allow is answered 409, which is no defect.
    if (line.type() === "error" && !line.text().includes("409")) complaints.push(line.text());
  });
  await sandbox.relay.event("relay.ready");
  await page.goto(sandbox.url);
  await page.getByText("The relay is ready.").waitFor();
  const all = started.move();
  return {
    sandbox,
    browser,
    page,
    complaints,
    pane: (platform) => drive(page, platform),
    addJob: (script) => sandbox.standIns.pika.addJob(script),
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}

function drive(page: Page, platform: Platform): PaneDriver {
  const root = page.locator(`#${platform}`);
  const field = page.locator(`#${platform}-text`);
  const messages = root.getByRole("log").getByRole("article");
  // The message's own text, without its quote of the message that it replies to.
  const saying = (...texts: readonly (string | RegExp)[]): Locator => {
    let said = page.locator(".text");
    for (const hasText of texts) said = said.filter({ hasText });
    return messages.filter({ has: said });
  };
  const message = (text: string | RegExp): Locator => saying(text);
  const type = async (text: string): Promise<void> => {
    await field.fill(text);
    await field.press("Escape");
    await field.press("Enter");
  };
  return {
    root,
    field,
    messages,
    message,
    answer: (text) => message(text).filter({ hasText: /Only (you can see this|visible to you)/ }),
    status: (jobId) => saying(shortJobId(jobId), / for @?\w/),
    beSomebody: async (name) => {
      await root.getByLabel("Acting as").selectOption({ label: name });
    },
    open: (place) => root.getByRole("button", { name: place, exact: true }).click(),
    type,
    command: (name, options = {}) => {
      const words = Object.entries(options).map(([option, value]) =>
        platform === "discord" ? `${option}:${value}` : value,
      );
      return type([`/${name}`, ...words].join(" "));
    },
  };
}
