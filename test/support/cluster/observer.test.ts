import { describe, expect, it } from "vitest";
import {
  busiestSecond,
  findOverlaps,
  findOvertaken,
  judgeShown,
  longestGap,
  type SeenMessage,
} from "./observer.ts";

const expected = { status: "Completed", result: "ready", sha256: "abc" };
const status: SeenMessage = { text: "Completed", files: [], at: 1 };
const result: SeenMessage = { text: "The video is ready", files: ["abc"], at: 2 };

describe("what a channel shows of a job", () => {
  it("is right with one status message and then one result", () => {
    expect(judgeShown([status, result], expected)).toBeUndefined();
  });

  it.each<[string, readonly SeenMessage[]]>([
    ["lost", []],
    ["lost", [status]],
    ["shown 2 times", [status, result, result]],
    ["2 status messages", [status, status, result]],
    ["0 status messages", [result]],
    ["the result is before the status message", [result, status]],
    ["the status message is not the last one", [{ ...status, text: "Queued" }, result]],
    ["the result says something else", [status, { ...result, text: "failed" }]],
    ["the file is another one", [status, { ...result, files: ["abd"] }]],
    ["the file is another one", [status, { ...result, files: ["abc", "abc"] }]],
  ])("is wrong: %s", (fault, shown) => {
    expect(judgeShown(shown, expected)).toBe(fault);
  });
});

const at = (...times: number[]) => times.map((each) => ({ jobId: "a", at: each }));

describe("the polls of jobs", () => {
  it("overlap if one arrives while another one of the same job is open", () => {
    expect(
      findOverlaps([
        { jobId: "a", at: 0, endedAt: 10 },
        { jobId: "b", at: 5, endedAt: 15 },
        { jobId: "a", at: 10, endedAt: 20 },
      ]),
    ).toEqual([]);
    expect(
      findOverlaps([
        { jobId: "a", at: 0, endedAt: 30 },
        { jobId: "a", at: 40, endedAt: 50 },
        { jobId: "a", at: 29, endedAt: 31 },
      ]),
    ).toEqual(["a: a poll at 29, another one open until 30"]);
    expect(
      findOverlaps([
        { jobId: "a", at: 0 },
        { jobId: "a", at: 900 },
      ]),
    ).toHaveLength(1);
  });

  it("have a longest gap, in any order of the entries", () => {
    const polls = [
      { jobId: "a", at: 0 },
      { jobId: "b", at: 4_000 },
      { jobId: "a", at: 5_000 },
      { jobId: "a", at: 2_000 },
    ];
    expect(longestGap(polls)).toEqual({ jobId: "a", gapMs: 3_000 });
    expect(longestGap([])).toEqual({ jobId: "", gapMs: 0 });
  });

  it("are counted in every sliding second", () => {
    expect(busiestSecond(at(0, 600, 1_000, 1_599, 1_601))).toBe(3);
    expect(busiestSecond(at(0, 1_000, 2_000))).toBe(1);
    expect(busiestSecond([])).toBe(0);
  });
});

it("finds results that overtook another one, but not those that settled at almost the same time", () => {
  const order = [
    { jobId: "a", settledAt: 0 },
    { jobId: "b", settledAt: 3_000 },
    { jobId: "c", settledAt: 2_500 },
    { jobId: "d", settledAt: 1_000 },
  ];
  expect(findOvertaken(order, 1_000)).toEqual(["d after b: settled 2000 ms earlier"]);
});
