import { once } from "node:events";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { expect, it, onTestFinished } from "vitest";
import { startNode } from "../../sandbox/process/node-process.ts";

const DEMO = new URL("../../sandbox/demo.ts", import.meta.url).pathname;
/** The first line of an entry: the time and the platform. */
const ENTRY = /^ *([\d.]+) s (?:Discord|Slack) /;

async function runDemo(): Promise<{ code: unknown; lines: string[]; saved: string[] }> {
  const directory = await mkdtemp(join(tmpdir(), "demo-"));
  onTestFinished(() => rm(directory, { recursive: true }));
  const demo = startNode([DEMO], { cwd: directory });
  let printed = "";
  demo.stdout.setEncoding("utf8").on("data", (text: string) => {
    printed += text;
  });
  const [code] = (await once(demo, "close")) as unknown[];
  const lines = stripVTControlCharacters(printed).trimEnd().split("\n");
  return { code, lines, saved: await readdir(join(directory, "demo-output")) };
}

// Used to print what it had saved before the channels saw their last messages.
it("shows what the channels see, then what it saved, then the verdict", async () => {
  const { code, lines, saved } = await runDemo();
  const at = lines.indexOf("Saved from the channels:");
  const entries = lines.flatMap((line, index) => {
    const [, seconds] = ENTRY.exec(line) ?? [];
    return seconds === undefined ? [] : [{ index, seconds: Number(seconds) }];
  });
  expect(entries.length).toBeGreaterThan(24);
  expect(entries.filter(({ index }) => index > at)).toEqual([]);
  expect(entries.map(({ seconds }) => seconds)).toEqual(
    entries.map(({ seconds }) => seconds).toSorted((a, b) => a - b),
  );
  const paths = lines.slice(at + 1).flatMap((line) => /demo-output\/\S+/.exec(line) ?? []);
  expect(paths.toSorted()).toEqual(saved.map((name) => `demo-output/${name}`).toSorted());
  for (const file of [
    "a_fractal_in_slow_colours.mp4",
    "output-1.png",
    "ComfyUI_00001_.mp4",
    "final.mp4",
  ])
    expect(saved).toEqual(expect.arrayContaining([`discord-${file}`, `slack-${file}`]));
  expect(saved).toHaveLength(8);
  expect(lines.slice(-2)).toEqual(["", "✓ Both channels got exactly what they should."]);
  expect(code).toBe(0);
}, 60_000);
