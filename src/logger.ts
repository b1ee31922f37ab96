import { pino, type DestinationStream } from "pino";
import type { Logger } from "./core/ports.ts";

/** How deep errors are looked for in what is logged, and how long a chain of causes may be. */
const MAX_DEPTH = 6;
const REDACTED = "[redacted]";
/** Anything shorter keeps no secret, but its removal would leave no line readable. */
const MIN_SECRET_LENGTH = 4;

/**
 * A logger that writes one JSON line per event to `destination` (standard output). Of errors only known fields are
 * written, and `secrets` and everything that looks like a credential is cut out of the finished line: whatever an
 * SDK hides in its errors passes there.
 */
export function createLogger(options: {
  level: string;
  secrets: readonly string[];
  destination?: DestinationStream;
}): Logger {
  const scrub = createScrub(options.secrets);
  const logger = pino(
    {
      level: options.level,
      // Without pid and host name: one process, and its supervisor knows both.
      base: undefined,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: {
        level: (label) => ({ level: label }),
        log: toLoggableFields,
      },
      // pino's own serializer would copy every property of an error.
      serializers: { err: (err: unknown) => err },
      hooks: { streamWrite: scrub },
    },
    // Written at once: a line that explains a crash must not sit in a buffer.
    options.destination ?? pino.destination({ dest: 1, sync: true }),
  );
  return {
    debug: (fields, event) => logger.debug(fields, event),
    info: (fields, event) => logger.info(fields, event),
    warn: (fields, event) => logger.warn(fields, event),
    error: (fields, event) => logger.error(fields, event),
  };
}

function toLoggableFields(fields: Record<string, unknown>): Record<string, unknown> {
  try {
    return toLoggable(fields, 0) as Record<string, unknown>;
  } catch {
    // A getter of a foreign object threw. Logging never breaks what it reports on.
    return { fields: "[unreadable]" };
  }
}

/** The value with every error in it replaced by its known fields. */
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
 * What is worth knowing of an error. Everything else stays out: SDK errors carry the request with its body, headers
 * and URL.
 */
function toErrorFields(error: Error, depth: number): Record<string, unknown> {
  const { code, status, cause, errors } = error as Error & Record<string, unknown>;
  return {
    type: error.name,
    ...(isPlain(code) && { code }),
    ...(isPlain(status) && { status }),
    message: error.message,
    stack: error.stack,
    ...(cause !== undefined && { cause: toLoggable(cause, depth + 1) }),
    ...(Array.isArray(errors) && {
      errors: errors.filter((inner) => inner instanceof Error).map((e) => toLoggable(e, depth + 1)),
    }),
  };
}

// Values end at a quote or a backslash: the line is JSON, and a cut must not take its structure along.
const CREDENTIALS: readonly (readonly [pattern: RegExp, replacement: string])[] = [
  // The interaction token of Discord is part of a path: whoever has it can answer in the bot's name for 15 minutes.
  [/(\/(?:interactions|webhooks)\/\d+\/)[^\s"\\/?<>]+/g, `$1${REDACTED}`],
  // Slack's response_url and upload_url are credentials as a whole.
  [/((?:hooks\.slack\.com|files\.slack\.com\/upload)\/)[^\s"\\<>]+/g, `$1${REDACTED}`],
  // Signed links, Socket Mode tickets: the query of every URL, with or without its origin.
  // (Bounded, as an unbounded search from every "://" takes quadratic time on hostile text.)
  // The link that invites the bot is printed for people, and its query holds nothing but the bot's public id.
  [/(:\/\/[^\s"\\?<>]{0,2000}(?<!\/oauth2\/authorize)\?)[^\s"\\<>]+/g, `$1${REDACTED}`],
  [/((?<!\/oauth2\/authorize)\?)[\w.~%-]+=[^\s"\\<>]*/g, `$1${REDACTED}`],
  [/(:\/\/)[^\s"\\/@<>]+@/g, `$1${REDACTED}@`],
  // A credential by its name, as JSON, JSON inside a string, or the way Node prints objects.
  [
    /((?:token|authorization|cookie|secret|password|(?:response|reply|upload)_?url)(?:\\*["'])?\s*[:=]\s*\\*["'])[^"'\\]+/gi,
    `$1${REDACTED}`,
  ],
  [/(authorization\s*[:=]\s*)(?:[a-z]+\s+)?[^\s"'\\,]+/gi, `$1${REDACTED}`],
  [/\b(Bearer|Bot|Basic|Key)(\s+)(?=[^\s"\\,]*\d|[^\s"\\,]{20})[^\s"\\,]{6,}/gi, `$1$2${REDACTED}`],
  [/\b(?:xox[a-z](?:\.xox[a-z])?|xapp)-[\w.-]+/g, REDACTED],
];

/** Cuts the secrets, in every spelling they can have in a log line, and what looks like a credential out of it. */
function createScrub(secrets: readonly string[]): (line: string) => string {
  const spellings = secrets.flatMap((secret) => [
    secret,
    encodeURIComponent(secret),
    JSON.stringify(secret).slice(1, -1),
    JSON.stringify(JSON.stringify(secret)).slice(3, -3),
  ]);
  // Longest first: a secret may be the beginning of another one.
  const alternatives = [...new Set(spellings)]
    .filter((spelling) => spelling.length >= MIN_SECRET_LENGTH)
    .toSorted((a, b) => b.length - a.length)
    .map((spelling) => spelling.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&"));
  const configured = alternatives.length > 0 ? new RegExp(alternatives.join("|"), "g") : undefined;
  return (line) => {
    let clean = configured ? line.replace(configured, REDACTED) : line;
    for (const [pattern, replacement] of CREDENTIALS) clean = clean.replace(pattern, replacement);
    return clean;
  };
}
