import { pino, type DestinationStream } from "pino";
import type { Logger } from "../../core/ports/logger.ts";
import { toLoggableFields } from "./loggable-fields.ts";
import { toReadableLine } from "./readable-line.ts";
import { createScrub } from "./scrub.ts";

/**
 * A logger that writes one JSON line per event to `destination` (default: standard output), or, if `readable`, a
 * plain-text line for a terminal. Only known fields of errors are written, and `secrets` and everything that looks like
 * a credential are cut out of the finished line, so nothing that an SDK hides in its errors gets past.
 */
export function createLogger(options: {
  level: string;
  secrets: readonly string[];
  readable?: boolean;
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
      // Twice for a terminal: JSON escapes are undone there.
      hooks: {
        streamWrite: options.readable ? (line) => scrub(toReadableLine(scrub(line))) : scrub,
      },
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
