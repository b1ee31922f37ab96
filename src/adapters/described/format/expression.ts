import { search } from "@aws-lambda-powertools/jmespath";

/** What an expression may read: parsed JSON. */
type Json = Parameters<typeof search>[1];

const MAX_LENGTH = 500;
/** Functions whose time is at most proportional to what they read. */
const FUNCTIONS: ReadonlySet<string> = new Set(
  [
    "abs avg ceil contains ends_with floor join keys length max min not_null reverse starts_with sum to_array to_number",
    "to_string type values",
  ].flatMap((names) => names.split(" ")),
);

/** Texts and literals, which may contain any sign. */
const QUOTED = /'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|`(?:[^`\\]|\\.)*`/g;
const CALL = /([a-z_]\w*)\s*\(/gi;
/** `[a, b]` or `{a: b}`, but not an index, a slice, a filter or a projection. */
const SELECT = /\[(?!\s*(?:[\]*?:]|-?\d))|\{/g;

/**
 * What is wrong with a JMESPath expression; `undefined` if nothing is. The language has no variable, no recursion and no loop
 * but the projection, so an expression reads each value a fixed number of times. Two things could multiply that and are not
 * allowed: several multi-selects, which copy (`[@, @][] | [@, @][]`), and functions that call an expression.
 */
export function expressionProblem(expression: string): string | undefined {
  if (expression.length > MAX_LENGTH) return `is longer than ${MAX_LENGTH} characters`;
  const bare = expression.replace(QUOTED, "_");
  const unknown = [...bare.matchAll(CALL)].find(([, name = ""]) => !FUNCTIONS.has(name));
  if (unknown) return `calls ${unknown[1]}(), which is not one of ${[...FUNCTIONS].join(", ")}`;
  if (bare.includes("&") && /&(?!&)/.test(bare.replaceAll("&&", "")))
    return "has a reference to an expression (&), which no allowed function takes";
  if ((bare.match(SELECT)?.length ?? 0) > 1)
    return "selects several values more than once: [a, b] and {a: b} may stand in it once";
  try {
    search(expression, null);
    return undefined;
  } catch (error) {
    // On no value at all functions complain about their arguments; only the syntax matters here.
    return isSyntaxError(error) ? "is no JMESPath expression" : undefined;
  }
}

const SYNTAX_ERRORS: ReadonlySet<string> = new Set([
  "EmptyExpressionError",
  "IncompleteExpressionError",
  "LexerError",
  "ParseError",
]);

const isSyntaxError = (error: unknown): boolean =>
  error instanceof Error && SYNTAX_ERRORS.has(error.name);

/** The value of an expression; `undefined` if there is none, or a function gets a value of a type that it does not take. */
export function evaluate(expression: string | undefined, value: unknown): unknown {
  if (expression === undefined) return undefined;
  try {
    return search(expression, value as Json) ?? undefined;
  } catch {
    return undefined;
  }
}
