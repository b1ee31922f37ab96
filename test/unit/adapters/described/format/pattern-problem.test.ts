import { describe, expect, it } from "vitest";
import { patternProblem } from "../../../../../src/adapters/described/format/pattern-problem.ts";

describe("a pattern of a part of an id", () => {
  it.each([
    ["[\\da-f]{8}-[\\da-f]{4}-[\\da-f]{4}-[\\da-f]{4}-[\\da-f]{12}"],
    ["cgt-(?:batch-)?\\d{14}-[a-z\\d]+"],
    ["text2video|image2video"],
    ["[\\w()*+-]{1,64}"],
  ])("may be %s", (pattern) => {
    expect(patternProblem(pattern)).toBeUndefined();
  });

  it.each([
    ["(a+)+", /repeats a group/],
    ["(?:a|b){2,}", /repeats a group/],
    ["a*b*c*", /more than two/],
    ["(a)\\1", /refers back/],
    ["(?=a)a", /looks ahead/],
    ["(?<name>a)", /names a group/],
    ["^a$", /anchor/],
    ["[a", /no regular expression/],
    ["a".repeat(201), /longer/],
  ])("may not be %s", (pattern, problem) => {
    expect(patternProblem(pattern)).toMatch(problem);
  });
});
