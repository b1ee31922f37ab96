import { isExpectedFailure } from "./expected-failure.ts";

/** How deep to look for errors in logged fields, and how long a chain of causes may be. */
const MAX_DEPTH = 6;
/** A proxy's error page is not a message, so it is cut; a defect's message is kept whole. */
const MAX_EXPECTED_MESSAGE = 300;

/** The fields of a line, with every error reduced to what is worth logging. */
export function toLoggableFields(fields: Record<string, unknown>): Record<string, unknown> {
  try {
    return toLoggable(fields, 0) as Record<string, unknown>;
  } catch {
    // A getter of a foreign object threw. Logging never breaks what it reports on.
    return { fields: "[unreadable]" };
  }
}

function toLoggable(value: unknown, depth: number): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (depth > MAX_DEPTH) return "[deeper]";
  if (value instanceof Error) return toErrorFields(value, depth);
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if (Array.isArray(value)) return value.map((item) => toLoggable(item, depth + 1));
  if ("toJSON" in value && typeof value.toJSON === "function") return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, toLoggable(inner, depth + 1)]),
  );
}

const isPlain = (field: unknown): boolean => typeof field === "string" || typeof field === "number";

/**
 * What is worth logging of an error: a defect keeps its stack, an expected failure is its code and message. Everything
 * else stays out, because SDK errors carry the request with its body, headers and URL.
 */
function toErrorFields(error: Error, depth: number): Record<string, unknown> {
  const { code, status, cause, errors } = error as Error & Record<string, unknown>;
  const isExpected = isExpectedFailure(error);
  return {
    type: error.name,
    ...(isPlain(code) && { code }),
    ...(isPlain(status) && { status }),
    message: isExpected ? error.message.slice(0, MAX_EXPECTED_MESSAGE) : error.message,
    ...(!isExpected && { stack: error.stack }),
    ...(cause !== undefined && {
      cause: isExpected ? toCauseFields(cause, error, depth) : toLoggable(cause, depth + 1),
    }),
    ...(Array.isArray(errors) && {
      errors: errors.filter((inner) => inner instanceof Error).map((e) => toLoggable(e, depth + 1)),
    }),
  };
}

/** The cause of an expected failure keeps its stack only if it is a defect; a repeated message is left out. */
function toCauseFields(cause: unknown, outer: Error, depth: number): unknown {
  const fields = toLoggable(cause, depth + 1);
  if (!(cause instanceof Error) || typeof fields !== "object" || fields === null) return fields;
  const { stack, message, ...rest } = fields as Record<string, unknown>;
  const isDefect = cause instanceof TypeError || cause instanceof ReferenceError;
  return {
    ...rest,
    ...(!outer.message.includes(cause.message) && { message }),
    ...(isDefect && stack !== undefined && { stack }),
  };
}
