import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { findBrowser } from "../../../sandbox/process/find-browser.ts";

async function directoryWith(name: string): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "browser-"));
  onTestFinished(() => rm(directory, { recursive: true }));
  await writeFile(join(directory, name), "");
  return directory;
}

it("is the one that is named, before all others", () => {
  const env = { CHROMIUM_PATH: "/opt/own" };
  expect(findBrowser({ platform: "linux", arch: "x64", env })).toEqual({ path: "/opt/own" });
});

it("is the one among the packages on x64 Linux, whatever is installed", async () => {
  const env = { PATH: await directoryWith("chromium"), CHROMIUM_PATH: "" };
  expect(findBrowser({ platform: "linux", arch: "x64", env })).toEqual({ isPacked: true });
});

it.each(["chromium", "chromium-browser", "google-chrome"])(
  "is %s of the PATH on another machine",
  async (name) => {
    const directory = await directoryWith(name);
    const env = { PATH: ["/nowhere", directory].join(delimiter) };
    expect(findBrowser({ platform: "linux", arch: "arm64", env })).toEqual({
      path: join(directory, name),
    });
  },
);

it("is undefined if there is none", () => {
  expect(findBrowser({ platform: "linux", arch: "arm64", env: {} })).toBeUndefined();
});
