import type { Logger } from "../../../src/core/ports/logger.ts";

/** One line that was logged. */
interface LogLine {
  readonly level: keyof Logger;
  readonly event: string;
  readonly fields: Record<string, unknown>;
}

/** A logger that keeps its lines for the test. */
export interface FakeLogger extends Logger {
  readonly lines: LogLine[];
  /** The fields of every line of an event. */
  of(event: string): Record<string, unknown>[];
}

/** See {@link FakeLogger}. */
export function createFakeLogger(): FakeLogger {
  const lines: LogLine[] = [];
  const at =
    (level: keyof Logger): Logger["info"] =>
    (fields, event) => {
      lines.push({ level, event, fields });
    };
  return {
    lines,
    of: (event) => lines.filter((line) => line.event === event).map((line) => line.fields),
    debug: at("debug"),
    info: at("info"),
    warn: at("warn"),
    error: at("error"),
  };
}
