import { z } from "zod";
import {
  channelSettingsSchema,
  type ChannelSettings,
} from "../../core/channel/channel-settings.ts";
import { RelayError, StoreError } from "../../core/errors.ts";
import { followSchema, type Follow } from "../../core/follow/follow.ts";

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
export interface Migrations {
  readonly version: number;
  readonly steps: Readonly<
    Record<number, (record: Readonly<Record<string, unknown>>) => Record<string, unknown>>
  >;
}

/**
 * One kind of what is stored. A change of the core's schema that old records do not fit raises the migrations's `version`
 * and adds the step that lifts them, with a test on a record of the old shape.
 */
export interface RecordKind<T extends object> {
  /** What its keys begin with. No prefix is the beginning of another. */
  readonly prefix: string;
  /** What the keys begin with of those that no version can read, kept for whoever wants to look. */
  readonly asidePrefix: string;
  readonly schema: z.ZodType<T>;
  readonly migrations: Migrations;
}

/** One channel's wait for one job. */
export const FOLLOW_RECORD: RecordKind<Follow> = {
  prefix: "follow:",
  asidePrefix: "aside:",
  schema: followSchema,
  migrations: {
    version: 2,
    steps: {
      // In version 1 there was one way for a follow to come about.
      1: (record) => ({ ...record, origin: "command" }),
    },
  },
};

/** What one channel has chosen. */
export const SETTINGS_RECORD: RecordKind<ChannelSettings> = {
  prefix: "settings:",
  asidePrefix: "aside:settings:",
  schema: channelSettingsSchema,
  migrations: { version: 1, steps: {} },
};

const versionedSchema = z.looseObject({ version: z.int().nonnegative() });

/** What is stored for `value`. Throws a RecordUnreadableError where it could not be read again. */
export function toRecord<T extends object>(kind: RecordKind<T>, value: T): Record<string, unknown> {
  const record = { ...value, version: kind.migrations.version };
  parseRecord(kind, record);
  return record;
}

/**
 * What is in a stored record, lifted from older versions step by step. Throws a RecordNewerError or a
 * RecordUnreadableError.
 */
export function parseRecord<T extends object>(kind: RecordKind<T>, raw: unknown): T {
  const { schema, migrations } = kind;
  const versioned = versionedSchema.safeParse(raw);
  if (!versioned.success)
    throw new RecordUnreadableError("no version in it", { cause: versioned.error });
  const { version, ...stored } = versioned.data;
  if (version > migrations.version) throw new RecordNewerError(version);

  let record: Record<string, unknown> = stored;
  for (let from = version; from < migrations.version; from += 1) {
    const step = migrations.steps[from];
    if (step === undefined) throw new RecordUnreadableError(`version ${from} never was`);
    record = migrate(step, record);
  }
  const value = schema.safeParse(record);
  if (!value.success)
    throw new RecordUnreadableError(`not the shape of version ${version}`, { cause: value.error });
  return value.data;
}

/** A step meets records nobody foresaw: whatever it throws on is unreadable. */
function migrate(
  step: (record: Readonly<Record<string, unknown>>) => Record<string, unknown>,
  record: Record<string, unknown>,
): Record<string, unknown> {
  try {
    return step(record);
  } catch (error) {
    throw new RecordUnreadableError("its migration failed", { cause: error });
  }
}
