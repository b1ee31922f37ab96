import { z } from "zod";
import type { Backend } from "../backend.ts";
import type { TokenKind } from "./credentials.ts";
import { SlackFailure } from "./slack-failure.ts";

/** A Web API method; a schema checks its arguments. */
export interface ApiMethod {
  /** `undefined`: the method needs no token. */
  readonly token: TokenKind | undefined;
  /** Scopes that the bot token needs whatever the arguments are. */
  readonly scopes: readonly string[];
  /** Whether a JSON body is read. Slack reads one only for methods that write. */
  readonly takesJson: boolean;
  /** Names of the known arguments. */
  readonly known: ReadonlySet<string>;
  /** Runs the method and returns the answer without `ok`. Throws a SlackFailure. */
  call(backend: Backend, args: Readonly<Record<string, unknown>>): Record<string, unknown>;
}

/** Defines a method. `shape` has the zod schemas of its arguments, as form-encoded text or as JSON. */
export function defineMethod<const Shape extends z.ZodRawShape>(method: {
  readonly token?: TokenKind | "none";
  readonly scopes?: readonly string[];
  readonly takesJson?: boolean;
  readonly shape: Shape;
  run(backend: Backend, args: z.output<z.ZodObject<Shape>>): Record<string, unknown>;
}): ApiMethod {
  const schema = z.object(method.shape);
  const token = method.token ?? "bot";
  return {
    token: token === "none" ? undefined : token,
    scopes: method.scopes ?? [],
    takesJson: method.takesJson ?? false,
    known: new Set(Object.keys(method.shape)),
    call(backend, args) {
      const parsed = schema.safeParse(args);
      if (!parsed.success) throw toInvalidArguments(parsed.error, args);
      return method.run(backend, parsed.data);
    },
  };
}

function toInvalidArguments(
  error: z.ZodError,
  args: Readonly<Record<string, unknown>>,
): SlackFailure {
  const messages = error.issues.map((issue) => {
    const name = String(issue.path[0]);
    return name in args
      ? `[ERROR] ${issue.message} [json-pointer:/${issue.path.join("/")}]`
      : `[ERROR] missing required field: ${name}`;
  });
  return new SlackFailure("invalid_arguments", { response_metadata: { messages } });
}

/** A boolean, in all the spellings that Slack accepts. */
export const flagArg = z
  .union([z.boolean(), z.enum(["true", "false", "1", "0"]), z.literal([0, 1])])
  .transform((value) => value === true || value === "true" || value === "1" || value === 1);

/** A whole number, as a number or as digits. */
export const countArg = z.union([
  z.number().int().nonnegative(),
  z.string().regex(/^\d+$/).transform(Number),
]);

/** Structured data: a value in a JSON body, JSON text in a form. */
export const jsonArg = <Schema extends z.ZodType>(schema: Schema) =>
  z.preprocess((value) => {
    if (typeof value !== "string") return value;
    try {
      return JSON.parse(value) as unknown;
    } catch {
      return value;
    }
  }, schema);

/** A message's timestamp. A number is refused, because it would lose digits. */
export const tsArg = z.string().regex(/^\d+\.\d{6}$/);
