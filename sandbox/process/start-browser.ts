/** Chromium for the page's tests and screenshots. It can only reach this machine. */
import { chromium, type Browser } from "playwright-core";
import { findBrowser } from "./find-browser.ts";
import { unpackBrowser } from "./unpack-browser.ts";

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

/** Starts the browser that {@link findBrowser} finds. */
export async function startBrowser(): Promise<Browser> {
  const found = findBrowser();
  if (found === undefined)
    throw new Error(
      "There is no Chromium: install it (on Debian: apt-get install chromium), or name it in CHROMIUM_PATH",
    );
  const { executablePath, env } =
    "path" in found ? { executablePath: found.path, env: {} } : await unpackBrowser();
  return chromium.launch({ executablePath, env: { ...process.env, ...env }, args: ARGUMENTS });
}
