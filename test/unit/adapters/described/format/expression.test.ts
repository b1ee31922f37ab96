import { describe, expect, it } from "vitest";
import { MAX_VALUES } from "../../../../../src/adapters/described/answer/bounded-json.ts";
import {
  evaluate,
  expressionProblem,
} from "../../../../../src/adapters/described/format/expression.ts";
import { readPresets } from "../../../../../src/adapters/described/load-described-sources.ts";
import { descriptionsInDocs } from "./descriptions-in-docs.ts";

/** A value that counts how often anything in it is read. */
function counted(value: unknown): { readonly value: unknown; readonly reads: () => number } {
  let reads = 0;
  const wrapped = new WeakMap<object, object>();
  const wrap = (each: unknown): unknown => {
    if (typeof each !== "object" || each === null) return each;
    const known = wrapped.get(each);
    if (known) return known;
    const proxy = new Proxy(each, {
      get: (target, name, receiver) => {
        reads += 1;
        return wrap(Reflect.get(target, name, receiver));
      },
      ownKeys: (target) => {
        reads += 1;
        return Reflect.ownKeys(target);
      },
      has: (target, name) => {
        reads += 1;
        return Reflect.has(target, name);
      },
    });
    wrapped.set(each, proxy);
    return proxy;
  };
  return { value: wrap(value), reads: () => reads };
}

/** Answers of `count` values: as wide, as nested and as similar to files as they can be. */
const hostile = (count: number): unknown[] => [
  Array.from({ length: count }, () => 0),
  Array.from({ length: count / 4 }, (_, at) => ({ url: `https://files.test/${at}`, type: "x" })),
  Array.from({ length: Math.sqrt(count) }, () =>
    Array.from({ length: Math.sqrt(count) }, () => "x"),
  ),
  Object.fromEntries(Array.from({ length: count }, (_, at) => [`key${at}`, [at]])),
];

/** Answers in which a hostile value is behind every name of the expression, up to four deep. */
function hostileTo(expression: string): unknown[] {
  const names = [...expression.matchAll(/[a-zA-Z_]\w*/g)].map(([name]) => name);
  const inside = (value: unknown): unknown =>
    Object.fromEntries(names.map((name) => [name, value]));
  return hostile(MAX_VALUES).flatMap((value) => {
    const one = inside(value);
    const two = inside(one);
    return [value, one, two, inside(two), inside(inside(two))];
  });
}

const expressionsIn = (value: unknown): string[] => {
  if (typeof value === "string") return expressionProblem(value) === undefined ? [value] : [];
  return typeof value === "object" && value !== null
    ? Object.values(value).flatMap(expressionsIn)
    : [];
};

/** How often an expression reads from a list of `length` files. */
function readsOf(length: number): number {
  const files = Array.from({ length }, (_, at) => ({ url: `u${at}`, type: "video" }));
  const { value, reads } = counted({ files });
  evaluate("files[?type == 'video' && contains(url, 'u')].{url: url, filename: type}", value);
  return reads();
}

describe("an expression", () => {
  it("reads each value of a hostile answer a few times at most: counted, not timed", async () => {
    const descriptions = [...(await readPresets()), ...descriptionsInDocs()];
    const expressions = new Set(
      descriptions.flatMap(({ answer, result }) => expressionsIn([answer, result])),
    );
    expect(expressions.size).toBeGreaterThan(10);
    const most = [...expressions, "files[].[url, type, url, type][]", "a.*.b[].c"].map(
      (expression) =>
        Math.max(
          ...hostileTo(expression).map((answer) => {
            const { value, reads } = counted(answer);
            evaluate(expression, value);
            return reads();
          }),
        ),
    );
    expect(Math.max(...most)).toBeGreaterThan(MAX_VALUES);
    expect(Math.max(...most)).toBeLessThan(10 * MAX_VALUES);
  });

  it("reads twice as much of an answer that is twice as long, and no more", () => {
    expect(readsOf(2000) / readsOf(1000)).toBeLessThan(2.1);
  });

  it.each([
    ["video.url || url"],
    ["data[?type=='video'].url | [0]"],
    ["not_null(error.message, error)"],
    ["join(', ', errors[].message)"],
    ["outputs[].{url: href, filename: name}"],
    ["done && !error"],
    ['`[1, {"a": [2]}]`'],
    ["'map(&a, [b])'"],
    ["a[0] == `1`"],
    ["a[-1].b[1:2]"],
  ])("may be %s", (expression) => {
    expect(expressionProblem(expression)).toBeUndefined();
  });

  it.each([
    ["video.", /no JMESPath/],
    ["", /no JMESPath/],
    ["a b", /no JMESPath/],
    ["[@, @][] | [@, @][]", /more than once/],
    ["{a: @, b: @}.* | {a: @, b: @}.*", /more than once/],
    ["sort_by(files, &size)", /calls sort_by\(\)/],
    ["map(&a, b)", /calls map\(\)/],
    ["powertools_json(a)", /calls powertools_json\(\)/],
    ["length(&a)", /reference to an expression/],
    ["a".repeat(501), /longer/],
  ])("may not be %s", (expression, problem) => {
    expect(expressionProblem(expression)).toMatch(problem);
  });

  it("has no value if a function gets what it does not take, instead of failing", () => {
    expect(evaluate("length(a)", { a: 5 })).toBeUndefined();
    expect(evaluate("join(', ', a)", { a: [1] })).toBeUndefined();
    expect(evaluate("a", { a: null })).toBeUndefined();
    expect(evaluate(undefined, {})).toBeUndefined();
  });
});
