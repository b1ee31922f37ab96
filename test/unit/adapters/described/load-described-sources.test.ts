import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  loadDescribedSources,
  loadUnusedPresets,
  readPresets,
} from "../../../../src/adapters/described/load-described-sources.ts";

const FARM = {
  name: "farm",
  displayName: "Render farm",
  baseUrl: "https://farm.example/api",
  headers: { authorization: "Bearer ${FARM_KEY}" },
  status: { path: "/jobs/{id}" },
  answer: { status: "state", words: { completed: ["done"] }, files: "video" },
};

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "sources-"));
});
afterAll(() => rm(folder, { recursive: true }));

let count = 0;
async function written(...sources: object[]): Promise<string> {
  count += 1;
  const file = join(folder, `${count}.json`);
  await writeFile(file, JSON.stringify({ sources }));
  return file;
}

const isOn = async (options: { names?: string; file?: string }): Promise<string[]> =>
  (await loadDescribedSources({ ...options, taken: ["pika"] })).map(
    ({ definition }) => definition.name,
  );

describe("loadDescribedSources", () => {
  it("switches on the presets that are named, and no other", async () => {
    expect(await isOn({})).toEqual([]);
    expect(await isOn({ names: " Luma, alibaba ," })).toEqual(["alibaba", "luma"]);
  });

  it("leaves the others to those who want to know what would switch them on", async () => {
    const unused = await loadUnusedPresets(["luma"]);
    const others = (await readPresets()).map(({ name }) => name).filter((name) => name !== "luma");
    expect(unused.map(({ name }) => name)).toEqual(others);
    expect(unused.filter((each) => each.isOn)).toEqual([]);
  });

  it("names the presets if one is not known", async () => {
    await expect(isOn({ names: "luma,secret" })).rejects.toThrow(
      /^RELAY_SOURCES has an entry that is no preset: the presets are .*luma/,
    );
  });

  it("switches on what the file describes, with its variables", async () => {
    const file = await written(FARM, { ...FARM, name: "farm-2", headers: {} });
    expect(await isOn({ file })).toEqual(["farm", "farm-2"]);
    const sources = await loadDescribedSources({ file, taken: [] });
    const names = sources
      .slice(-2)
      .map(({ definition }) => definition.variables.map(({ name }) => name));
    expect(names).toEqual([["FARM_KEY", "FARM_API_URL"], ["FARM_2_API_URL"]]);
  });

  it("refuses a name that another source has, and a file that is not there", async () => {
    await expect(isOn({ file: await written({ ...FARM, name: "pika" }) })).rejects.toThrow(/pika/);
    await expect(isOn({ file: await written({ ...FARM, name: "luma" }) })).rejects.toThrow(/luma/);
    await expect(isOn({ file: await written(FARM, FARM) })).rejects.toThrow(/farm/);
    await expect(isOn({ file: "nowhere/sources.yaml" })).rejects.toThrow(/cannot be read/);
  });
});
