/** Chromium, for the tests of the page and its pictures. It reaches nothing but this machine. */
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { chromium, type Browser } from "playwright-core";
import { unpackBrowser, type BrowserProgram } from "./packed-browser.ts";

const USUAL_NAMES = ["chromium", "chromium-browser", "google-chrome"];
const ARGUMENTS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
];

/** Starts the one that `CHROMIUM_PATH` names, else that of the packages, else one on the `PATH`. */
export async function startBrowser(): Promise<Browser> {
  const found = await findBrowser();
  if (found === undefined)
    throw new Error(
      "There is no Chromium: install it (on Debian: apt-get install chromium), or name it in CHROMIUM_PATH",
    );
  const { executablePath, env } = found;
  return chromium.launch({ executablePath, env: { ...process.env, ...env }, args: ARGUMENTS });
}

async function findBrowser(): Promise<BrowserProgram | undefined> {
  const named = process.env["CHROMIUM_PATH"];
  if (named !== undefined) return { executablePath: named, env: {} };
  const packed = await unpackBrowser();
  if (packed) return packed;
  const installed = installedBrowser();
  return installed === undefined ? undefined : { executablePath: installed, env: {} };
}

function installedBrowser(): string | undefined {
  const directories = (process.env["PATH"] ?? "").split(delimiter);
  return USUAL_NAMES.flatMap((name) => directories.map((directory) => join(directory, name))).find(
    (path) => existsSync(path),
  );
}
