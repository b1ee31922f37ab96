import { z } from "zod";

// For the fields of an answer. Each is optional and none spoils the rest: what has the wrong type counts as missing. One odd
// field must not make a finished result unreachable.

/** A text. */
export const textField = z.string().optional().catch(undefined);

/** A number. */
export const numberField = z.number().optional().catch(undefined);

/** A yes or no. */
export const flagField = z.boolean().optional().catch(undefined);

/** An ISO 8601 date with a time, as Unix milliseconds. */
export const instantField = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}T/)
  .transform((iso) => Date.parse(iso))
  .pipe(z.number())
  .optional()
  .catch(undefined);
