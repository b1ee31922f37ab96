import type { Logger } from "../../../src/core/ports/logger.ts";

/** A line that was logged. */
export interface LoggedLine {
  readonly level: keyof Logger;
  readonly event: string;
  readonly fields: Record<string, unknown>;
}

/** Keeps what is logged. */
export class RecordingLogger implements Logger {
  readonly lines: LoggedLine[] = [];

  debug = this.#at("debug");
  info = this.#at("info");
  warn = this.#at("warn");
  error = this.#at("error");

  /** Names of what was logged, in order. */
  get events(): string[] {
    return this.lines.map(({ event }) => event);
  }

  /** Everything logged as one text, errors and their causes included. */
  text(): string {
    return JSON.stringify(this.lines, (_key, value: unknown) =>
      value instanceof Error
        ? Object.fromEntries(
            Object.getOwnPropertyNames(value).map((name) => [name, Reflect.get(value, name)]),
          )
        : value,
    );
  }

  #at(level: keyof Logger): Logger["info"] {
    return (fields, event) => void this.lines.push({ level, event, fields });
  }
}
