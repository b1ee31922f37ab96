import { describe, expect, it } from "vitest";
import { readDescriptions } from "../../../../src/adapters/described/format/read-descriptions.ts";
import { recogniseDescribed } from "../../../../src/adapters/described/recognise.ts";
import { toPublicId } from "../../../../src/adapters/described/public-id.ts";

const [farm] = readDescriptions(
  JSON.stringify({
    sources: [
      {
        name: "farm",
        displayName: "Render farm",
        baseUrl: "https://farm.example/api",
        job: {
          id: "{queue}/{id}",
          parts: { queue: "day|night", id: "\\d{1,10}" },
          links: ["https://farm.example/watch?queue={queue}&job={id}"],
        },
        status: { path: "/{queue}/jobs/{id}" },
        answer: { status: "s", words: { completed: ["done"] }, files: "f" },
      },
    ],
  }),
  "farm.json",
);

const recognise = (text: string) => recogniseDescribed(farm!, text, "http://127.0.0.1:9/proxy/api");

describe("a described API", () => {
  it.each([
    ["farm:day/12", "certain"],
    ["https://farm.example/api/day/jobs/12", "certain"],
    ["see https://farm.example/api/day/jobs/12/.", "certain"],
    ["http://127.0.0.1:9/proxy/api/day/jobs/12", "certain"],
    ["https://farm.example/watch?job=12&queue=day&tab=1", "certain"],
    ["day/12", "possible"],
  ])("recognises %s", (text, certainty) => {
    expect(recognise(text)).toEqual({ source: "farm", jobId: "day/12", certainty });
  });

  it.each([
    ["farm:noon/12"],
    ["farm:day/12/3"],
    ["https://elsewhere.example/api/day/jobs/12"],
    ["https://farm.example/api/noon/jobs/12"],
    ["https://farm.example/watch?job=12"],
    ["https://farm.example/api/day/jobs/%E0"],
    ["12"],
  ])("does not recognise %s", (text) => {
    expect(recognise(text)).toBeUndefined();
  });
});

describe("the public form of an id", () => {
  it.each([
    ["123", "beginning", "123"],
    ["c0ffee00-0000-4000-8000-000000000001", "beginning", "c0ffee00"],
    ["cgt-20261126120000-a1b2c", "end", "00-a1b2c"],
    ["ann@example.com", "end", "job"],
    ["job:1-email:ann@example.com", "beginning", "job:"],
  ] as const)("of %s is its %s", (id, shown, form) => {
    expect(toPublicId(id, shown)).toMatch(form);
    expect(toPublicId(id, shown)).not.toContain("@");
  });
});
