import { describe, expect, it } from "vitest";
import { readDescriptions } from "../../../../../src/adapters/described/format/read-descriptions.ts";
import { configProblems } from "../../../config/config-problems.ts";

const LINES = [
  "sources:",
  "  - name: farm",
  "    displayName: Render farm",
  "    baseUrl: https://farm.example/api",
  "    headers:",
  "      authorization: Bearer ${FARM_KEY}",
  "    status:",
  "      path: /jobs/{id}",
  "    answer:",
  "      status: state",
  "      words:",
  "        completed: [done]",
  "      files: video",
];
const FILE = LINES.join("\n");

/** The problems of the file with one line replaced, counted from 1. */
function problemsWith(line: number, text: string): readonly string[] {
  const lines = LINES.with(line - 1, text).join("\n");
  return configProblems(() => readDescriptions(lines, "farm.yaml"));
}

describe("readDescriptions", () => {
  it("reads YAML, and the same in JSON", () => {
    const [farm] = readDescriptions(FILE, "farm.yaml");
    expect(farm).toMatchObject({ name: "farm", answer: { words: { completed: ["done"] } } });
    const json = {
      sources: [
        {
          name: "farm",
          displayName: "Render farm",
          baseUrl: "https://farm.example/api",
          headers: { authorization: "Bearer ${FARM_KEY}" },
          status: { path: "/jobs/{id}" },
          answer: { status: "state", words: { completed: ["done"] }, files: "video" },
        },
      ],
    };
    expect(readDescriptions(JSON.stringify(json, null, 2), "farm.json")).toEqual([farm]);
  });

  it.each([
    [2, "  - name: Farm", 2, "sources.0.name is no name"],
    [4, "    baseUrl: farm.example", 4, "sources.0.baseUrl is not an http(s) URL"],
    [4, "    baseUrl: http://farm.example", 4, "sources.0.baseUrl is plain http"],
    [6, '      "x y": a', 6, "sources.0.headers.x y"],
    [6, "      x-api-key: abc", 6, "sources.0.headers.x-api-key holds a key in the file"],
    [8, "      path: jobs/{id}", 8, "sources.0.status.path is no path"],
    [8, "      path: /jobs/{job}", 8, "sources.0.status.path has a place {job} that nothing fills"],
    [10, "      state: state", 10, "sources.0.answer.state is no field of the format"],
    [12, "        done: [done]", 12, "sources.0.answer.words.done is no field of the format"],
    [12, "        failed: [bad]", 9, "sources.0.answer never says that a job is completed"],
    [13, "      files: video.", 13, "sources.0.answer.files is no JMESPath expression"],
    [13, "      error: video", 9, "sources.0.answer finds no files"],
    [
      13,
      "      files: a\n    download: { headers: {}, origins: ['http://a.test'] }",
      14,
      "plain http",
    ],
    [3, "", 2, "sources.0.displayName"],
  ])("line %i as `%s`: names line %i and the field", (...[line, text, named, problem]) => {
    const found = problemsWith(line, text).find((each) => each.includes(problem));
    expect(found).toMatch(new RegExp(`^farm.yaml, line ${named}: `));
  });

  it("names the line of broken YAML", () => {
    expect(problemsWith(5, "    headers: [a")[0]).toMatch(/^farm.yaml, line \d+: /);
  });

  it("reports all problems at once, without a value in them", () => {
    const problems = problemsWith(8, "      path: secret\n      pathes: secret");
    expect(problems).toHaveLength(2);
    expect(problems.join("\n")).not.toContain("secret");
  });

  it("refuses a file that is empty, or multiplies itself", () => {
    expect(() => readDescriptions("", "a.yaml")).toThrow(/^a\.yaml, line 1: the file/);
    const bomb = ["a: &a [x,x,x,x,x,x,x,x,x]"];
    for (const [name, before] of ["ba", "cb", "dc", "ed", "fe"].map((each) => each.split("")))
      bomb.push(`${name}: &${name} [${Array.from({ length: 9 }, () => `*${before}`).join()}]`);
    expect(() => readDescriptions(bomb.join("\n"), "a.yaml")).toThrow(/repeats parts/);
  });
});
