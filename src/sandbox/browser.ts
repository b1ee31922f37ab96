/** Chromium, for the tests of the page and its pictures. It reaches nothing but this machine. */
import { existsSync } from "node:fs";
import { chromium, type Browser } from "playwright-core";

const USUAL_PATHS = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
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

/** Starts the one that `CHROMIUM_PATH` names, or that is installed. */
export async function startBrowser(): Promise<Browser> {
  const executablePath =
    process.env["CHROMIUM_PATH"] ?? USUAL_PATHS.find((path) => existsSync(path));
  if (executablePath === undefined)
    throw new Error(
      "There is no Chromium: install it (on Debian: apt-get install chromium), or name it in CHROMIUM_PATH",
    );
  return chromium.launch({ executablePath, args: ARGUMENTS });
}
