import { RecordNewerError, RecordUnreadableError } from "./record-errors.ts";

/** A record as it is stored, without its version. */
type Stored = Readonly<Record<string, unknown>>;

/** How records of older versions become records of the current one. */
export interface Migrations {
  /** The current version. */
  readonly version: number;
  /** `steps[n]` turns a record of version `n` into one of version `n + 1`. */
  readonly steps: Readonly<Record<number, (record: Stored) => Stored>>;
}

/**
 * A record of `version` as one of the current version, step by step. Throws a RecordNewerError for a version after the
 * current one, and a RecordUnreadableError for one that no step begins with, or if a step throws: a step may meet records
 * of any shape.
 */
export function migrate(migrations: Migrations, record: Stored, version: number): Stored {
  if (version > migrations.version) throw new RecordNewerError(version);
  let migrated = record;
  for (let from = version; from < migrations.version; from += 1) {
    const step = migrations.steps[from];
    if (step === undefined) throw new RecordUnreadableError(`version ${from} never was`);
    try {
      migrated = step(migrated);
    } catch (error) {
      throw new RecordUnreadableError("its migration failed", { cause: error });
    }
  }
  return migrated;
}
