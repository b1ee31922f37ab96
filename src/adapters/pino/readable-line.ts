import { styleText } from "node:util";

type Style = Parameters<typeof styleText>[0];

const LEVEL_STYLES: Readonly<Record<string, Style>> = {
  debug: "dim",
  warn: "yellow",
  error: "red",
};
const LEVEL_WIDTH = 5;
/** Characters that could move the cursor, colour the terminal or turn text around. */
const CONTROLS = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;
/** A value that needs no quotes. */
const BARE = /^[\w.:/@+-]{1,200}$/;

/** A JSON line of the log as plain text for a terminal: time, level, event, fields; a stack on lines of its own. */
export function toReadableLine(json: string): string {
  const line = parse(json);
  if (!line) return json;
  const { time, level, msg, err, ...fields } = line;
  const error = toErrorText(err);
  const parts = [
    shown(textOf(time).slice(11, 23)),
    styled(textOf(level), LEVEL_STYLES[textOf(level)]),
    shown(textOf(msg)),
    ...Object.entries(fields).map(([key, value]) => `${shown(key)}=${shownValue(value)}`),
    ...(error === undefined ? [] : [error]),
  ];
  return `${[parts.join(" "), ...stacksOf(err)].join("\n")}\n`;
}

function parse(json: string): Record<string, unknown> | undefined {
  try {
    const line: unknown = JSON.parse(json);
    return typeof line === "object" && line !== null ? { ...line } : undefined;
  } catch {
    return undefined;
  }
}

const styled = (level: string, style: Style | undefined): string => {
  const text = level.toUpperCase().padEnd(LEVEL_WIDTH);
  return style ? styleText(style, text, { stream: process.stdout }) : text;
};

const textOf = (value: unknown): string =>
  typeof value === "string" || typeof value === "number" ? String(value) : "";

/** Removes everything that a terminal would act on. */
const shown = (text: string): string =>
  text.replace(CONTROLS, (sign) => `\\u${sign.codePointAt(0)?.toString(16).padStart(4, "0")}`);

function shownValue(value: unknown): string {
  return BARE.test(textOf(value)) ? textOf(value) : shown(JSON.stringify(value));
}

interface ErrorFields {
  readonly type?: unknown;
  readonly code?: unknown;
  readonly status?: unknown;
  readonly message?: unknown;
  readonly stack?: unknown;
  readonly cause?: unknown;
}

const isErrorFields = (value: unknown): value is ErrorFields =>
  typeof value === "object" && value !== null && "type" in value;

/** `PlatformError unavailable: no answer ← Error ECONNRESET`; `undefined` if there is no error. */
function toErrorText(err: unknown): string | undefined {
  if (err === undefined) return undefined;
  if (!isErrorFields(err)) return `err=${shownValue(err)}`;
  const { type, code, status, message, cause } = err;
  const names = [type, code, code === status ? undefined : status].map(textOf);
  const head = names.filter((name) => name !== "").join(" ");
  const said = message === undefined ? head : `${head}: ${textOf(message)}`;
  const inner = isErrorFields(cause) ? ` ← ${toErrorText(cause)}` : "";
  return `${shown(said)}${inner}`;
}

function stacksOf(err: unknown): string[] {
  if (!isErrorFields(err)) return [];
  const frames = textOf(err.stack)
    .split("\n")
    .filter((frame) => /^\s+at /.test(frame));
  return [...frames.map(shown), ...stacksOf(err.cause)];
}
