import { describe, expect, test } from "vitest";
import { toPercent } from "../../../../src/core/source/percent.ts";

describe("a job's progress", () => {
  test.each([
    ["<@1> Prompt: a cat (45%)", 45],
    ["45%", 45],
    ["0%", 0],
    ["100%, almost", 100],
    ["Progress:7%", 7],
    ["45.9% done", 45],
    ["45,9 % done", 45],
    ["(45%) and still 45%", 45],
  ])("is read from %j", (content, percent) => {
    expect(toPercent({ content })).toBe(percent);
  });

  test.each([
    "",
    "Queued",
    "45 of 100",
    "%",
    "(10%) (20%)",
    "101%",
    "-5%",
    "5-10%",
    "1234%",
    "https://a.example/x%20y/12%20z",
    "v1.5%",
    "x45%",
    "45%%",
    `${"9".repeat(400)}%`,
  ])("is not read from %j", (content) => {
    expect(toPercent({ content })).toBeUndefined();
  });

  test("is not read from a percentage in the prompt", () => {
    const prompt = "a battery\nat  20% of green";
    const told = (content: string): number | undefined => toPercent({ prompt, content });
    expect(told("Prompt: a battery at 20% of green --size 100")).toBeUndefined();
    expect(told("Prompt: a battery at 20% of green (45%)")).toBe(45);
    expect(told("Prompt: a battery at 20% of... (45%)")).toBeUndefined();
    expect(toPercent({ prompt: "4", content: "Prompt: 4 (45%)" })).toBe(45);
    expect(toPercent({ prompt: "% 4", content: "45% 45%" })).toBeUndefined();
  });

  test("is read from the API's own field first", () => {
    const told = [62, 62.9, 101, -1].map((field) => toPercent({ field, content: "(10%)" }));
    expect(told).toEqual([62, 62, undefined, undefined]);
  });

  test("is read quickly if a message is all digits", () => {
    const startedAt = performance.now();
    toPercent({ content: "1".repeat(500_000) });
    toPercent({ content: "1.".repeat(250_000) });
    expect(performance.now() - startedAt).toBeLessThan(1000);
  });
});
