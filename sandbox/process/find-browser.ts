import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

const USUAL_NAMES = ["chromium", "chromium-browser", "google-chrome"];

/** A browser: the one of the packages, or the program at a path. */
export type FoundBrowser = { readonly isPacked: true } | { readonly path: string };

/**
 * The browser that `CHROMIUM_PATH` names, else the one of the packages, which is for x64 Linux, else one on the
 * `PATH`. `undefined` if there is none.
 */
export function findBrowser({
  platform,
  arch,
  env,
}: Pick<NodeJS.Process, "platform" | "arch" | "env"> = process): FoundBrowser | undefined {
  const { CHROMIUM_PATH: named = "", PATH = "" } = env;
  if (named !== "") return { path: named };
  if (platform === "linux" && arch === "x64") return { isPacked: true };
  const directories = PATH.split(delimiter);
  const path = USUAL_NAMES.flatMap((name) => directories.map((each) => join(each, name))).find(
    (each) => existsSync(each),
  );
  return path === undefined ? undefined : { path };
}
