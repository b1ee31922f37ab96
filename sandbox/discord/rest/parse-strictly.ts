/** Parses a body with its schema as Discord does: unknown fields are ignored (and reported), invalid ones are refused with 50035. */
import type { z } from "zod";
import { formError, type FormProblem } from "./errors.ts";

type Issue = z.core.$ZodIssue;

/** Returns the parsed body. Throws Discord's form error. Calls `report` for everything a correct client would not send. */
export function parseStrictly<T>(
  schema: z.ZodType<T>,
  body: unknown,
  report: (reason: string) => void,
): T {
  const first = schema.safeParse(body);
  if (first.success) return first.data;
  const unknown = first.error.issues.filter((issue) => issue.code === "unrecognized_keys");
  if (unknown.length > 0) {
    for (const issue of unknown) {
      for (const key of issue.keys) report(`unknown field ${[...issue.path, key].join(".")}`);
    }
    return parseStrictly(schema, withoutFields(body, unknown), report);
  }
  const problems = first.error.issues.map(toProblem);
  for (const { path, code, message } of problems) {
    report(`invalid ${path.join(".") || "body"}: ${code} ${message}`);
  }
  throw formError(problems);
}

function withoutFields(
  body: unknown,
  issues: readonly Extract<Issue, { code: "unrecognized_keys" }>[],
): unknown {
  const copy = structuredClone(body);
  for (const issue of issues) {
    let node = copy as Record<PropertyKey, unknown>;
    for (const step of issue.path) node = node[step] as Record<PropertyKey, unknown>;
    for (const key of issue.keys) delete node[key];
  }
  return copy;
}

function toProblem(issue: Issue): FormProblem {
  const { path } = issue;
  switch (issue.code) {
    case "too_big":
      return issue.origin === "string"
        ? {
            path,
            code: "BASE_TYPE_MAX_LENGTH",
            message: `Must be ${issue.maximum} or fewer in length.`,
          }
        : {
            path,
            code: issue.origin === "array" ? "BASE_TYPE_BAD_LENGTH" : "NUMBER_TYPE_MAX",
            message: `Must be at most ${issue.maximum}.`,
          };
    case "too_small":
      return issue.origin === "string"
        ? { path, code: "BASE_TYPE_REQUIRED", message: "This field is required" }
        : { path, code: "BASE_TYPE_BAD_LENGTH", message: `Must be at least ${issue.minimum}.` };
    case "invalid_type":
      return issue.input === undefined && issue.message.includes("undefined")
        ? { path, code: "BASE_TYPE_REQUIRED", message: "This field is required" }
        : { path, code: "BASE_TYPE_INVALID", message: `Could not interpret as ${issue.expected}.` };
    case "custom":
      return {
        path,
        code: String(issue.params?.["discord"] ?? "BASE_TYPE_INVALID"),
        message: issue.message,
      };
    default:
      return { path, code: "BASE_TYPE_CHOICES", message: issue.message };
  }
}
