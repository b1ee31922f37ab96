import { z } from "zod";
import { RelayError, StoreError } from "../../core/errors.ts";
import { followSchema, type Follow } from "../../core/follow.ts";

/** A stored record is not one: broken JSON, or a shape no version ever had. */
export class RecordUnreadableError extends RelayError {
  constructor(reason: string, options?: ErrorOptions) {
    super("record_unreadable", `an unreadable record: ${reason}`, options);
  }
}

/** A stored record was written by a newer release. It is left as it is, for that release to read. */
export class RecordNewerError extends StoreError {
  override readonly code = "record_newer";
  /** The version it was written with. */
  readonly version: number;
  constructor(version: number, options?: ErrorOptions) {
    super(
      `a record of version ${version}, written by a newer release of the relay: run that one`,
      options,
    );
    this.version = version;
  }
}

/** How old records become readable: `steps[n]` lifts a record from version `n` to `n + 1`. */
export interface Ladder {
  readonly version: number;
  readonly steps: Readonly<
    Record<number, (record: Readonly<Record<string, unknown>>) => Record<string, unknown>>
  >;
}

/**
 * The versions of what is stored. A change of the core's follow that old records do not fit raises `version` and adds
 * the step that lifts them, with a test on a record of the old shape.
 */
export const LADDER: Ladder = { version: 1, steps: {} };

const versionedSchema = z.looseObject({ version: z.int().nonnegative() });

/** What is stored for a follow. Throws a RecordUnreadableError where it could not be read again. */
export function toRecord(follow: Follow): Record<string, unknown> {
  const record = { ...follow, version: LADDER.version };
  parseRecord(record);
  return record;
}

/**
 * The follow in a stored record, lifted from older versions step by step. Throws a RecordNewerError or a
 * RecordUnreadableError.
 */
export function parseRecord(raw: unknown, ladder: Ladder = LADDER): Follow {
  const versioned = versionedSchema.safeParse(raw);
  if (!versioned.success)
    throw new RecordUnreadableError("no version in it", { cause: versioned.error });
  const { version, ...stored } = versioned.data;
  if (version > ladder.version) throw new RecordNewerError(version);

  let record: Record<string, unknown> = stored;
  for (let from = version; from < ladder.version; from += 1) {
    const step = ladder.steps[from];
    if (step === undefined) throw new RecordUnreadableError(`version ${from} never was`);
    record = lift(step, record);
  }
  const follow = followSchema.safeParse(record);
  if (!follow.success)
    throw new RecordUnreadableError(`not the shape of version ${version}`, { cause: follow.error });
  return follow.data;
}

/** A step meets records nobody foresaw: whatever it throws on is unreadable. */
function lift(
  step: (record: Readonly<Record<string, unknown>>) => Record<string, unknown>,
  record: Record<string, unknown>,
): Record<string, unknown> {
  try {
    return step(record);
  } catch (error) {
    throw new RecordUnreadableError("its migration failed", { cause: error });
  }
}
