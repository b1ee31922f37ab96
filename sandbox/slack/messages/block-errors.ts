/** Slack's descriptions of invalid blocks, as in `response_metadata.messages`. */
import type { z } from "zod";

/** Returns one line per error, e.g. `[ERROR] must be less than 3001 characters [json-pointer:/blocks/0/text/text]`. */
export const blockErrors = (error: z.ZodError): string[] =>
  error.issues.flatMap((issue) => {
    const { words, path = issue.path } = describe(issue);
    const pointer = ["", "blocks", ...path.map(String)].join("/");
    return words.map((text) => `[ERROR] ${text} [json-pointer:${pointer}]`);
  });

interface Described {
  readonly words: readonly string[];
  /** Where Slack points to, if that is not the error's own place. */
  readonly path?: readonly PropertyKey[];
}

function describe(issue: z.core.$ZodIssue): Described {
  switch (issue.code) {
    case "unrecognized_keys":
      return { words: issue.keys.map((key) => `invalid additional property: ${key}`) };
    case "too_big":
      return { words: [tooBig(issue)] };
    case "too_small":
      return {
        words: [
          issue.origin === "string"
            ? `must be more than ${Number(issue.minimum) - 1} characters`
            : `no less than ${issue.minimum} items allowed`,
        ],
      };
    case "invalid_type":
      return issue.input === undefined
        ? {
            words: [`missing required field: ${String(issue.path.at(-1))}`],
            path: issue.path.slice(0, -1),
          }
        : {
            words: [
              `must provide ${/^[aeiou]/.test(issue.expected) ? "an" : "a"} ${issue.expected}`,
            ],
          };
    case "invalid_union":
      return unsupported(issue);
    case "invalid_value":
      return { words: ["must be a valid enum value"] };
    default:
      return { words: [issue.message] };
  }
}

const tooBig = ({ origin, maximum }: z.core.$ZodIssueTooBig): string =>
  origin === "string"
    ? `must be less than ${Number(maximum) + 1} characters`
    : `no more than ${maximum} items allowed`;

/** A block is named by its type, an element by the block that cannot contain it. */
function unsupported({ path, input }: z.core.$ZodIssue): Described {
  const type = typeOf(input);
  if (type === undefined) {
    return { words: ["missing required field: type"], path: path.slice(0, -1) };
  }
  return path.length <= 2
    ? { words: [`unsupported type: ${type}`] }
    : { words: [`unsupported element: ${type}`], path: path.slice(0, 1) };
}

function typeOf(input: unknown): string | undefined {
  const type =
    typeof input === "object" && input !== null ? (input as { type?: unknown }).type : input;
  return typeof type === "string" || type === undefined ? type : JSON.stringify(type);
}
