import { z } from "zod";
import {
  channelSettingsSchema,
  type ChannelSettings,
} from "../../core/channel/channel-settings.ts";
import {
  COSTS_KEPT_FOR_MS,
  monthlyCostSchema,
  type MonthlyCost,
} from "../../core/channel/monthly-cost.ts";
import {
  personalSettingsSchema,
  type PersonalSettings,
} from "../../core/channel/personal-settings.ts";
import { followSchema, isFinal, KEPT_FOR_MS, type Follow } from "../../core/follow/follow.ts";
import { installationSchema, type Installation } from "../../core/channel/installation.ts";
import {
  DURATIONS_KEPT_FOR_MS,
  modelDurationsSchema,
  type ModelDurations,
} from "../../core/job/model-durations.ts";
import { jobIdSchema } from "../../core/job/job.ts";
import { shortJobId } from "../../core/job/short-job-id.ts";
import { migrate, type Migrations } from "./migrations.ts";
import { RecordUnreadableError } from "./record-errors.ts";

/**
 * One kind of record. A change of the core's schema that old records do not fit raises the version of its migrations and
 * adds the step from the version before, with a test on a record of the old shape.
 */
export interface RecordKind<T extends object> {
  /** Prefix of its keys. No prefix is the beginning of another. */
  readonly prefix: string;
  /** Prefix of the keys of quarantined records: no version can read them, and they are kept for the operator. */
  readonly quarantinePrefix: string;
  readonly schema: z.ZodType<T>;
  readonly migrations: Migrations;
  /** How long a record is kept after it was written, in milliseconds; `undefined`, or absent: for ever. */
  readonly keptForMs?: (value: T) => number | undefined;
}

/** Follows: one per job and channel. */
export const FOLLOW_RECORD: RecordKind<Follow> = {
  prefix: "follow:",
  quarantinePrefix: "aside:",
  schema: followSchema,
  migrations: {
    version: 3,
    steps: {
      // In version 1 every follow was asked for with a command.
      1: (record) => ({ ...record, origin: "command" }),
      // Up to version 2 there was one job API, whose ids the relay itself shortened.
      2: ({ api, ...record }) => ({
        ...record,
        source: api,
        sourceName: "Pika",
        publicId: shortJobId(jobIdSchema.parse(record["jobId"])),
      }),
    },
  },
  keptForMs: (follow) => (isFinal(follow) ? KEPT_FOR_MS : undefined),
};

/** Settings: one per channel that has chosen something. */
export const SETTINGS_RECORD: RecordKind<ChannelSettings> = {
  prefix: "settings:",
  quarantinePrefix: "aside:settings:",
  schema: channelSettingsSchema,
  migrations: { version: 1, steps: {} },
};

/** Monthly costs: one per channel and month in which a job ended whose cost is known. */
export const COST_RECORD: RecordKind<MonthlyCost> = {
  prefix: "cost:",
  quarantinePrefix: "aside:cost:",
  schema: monthlyCostSchema,
  migrations: { version: 1, steps: {} },
  keptForMs: () => COSTS_KEPT_FOR_MS,
};

/** Settings of people: one per person and server or workspace. */
export const PERSONAL_SETTINGS_RECORD: RecordKind<PersonalSettings> = {
  prefix: "person:",
  quarantinePrefix: "aside:person:",
  schema: personalSettingsSchema,
  migrations: { version: 1, steps: {} },
};

/** Durations: one record per source and model of which a job has completed. */
export const DURATION_RECORD: RecordKind<ModelDurations> = {
  prefix: "durations:",
  quarantinePrefix: "aside:durations:",
  schema: modelDurationsSchema,
  migrations: { version: 1, steps: {} },
  keptForMs: () => DURATIONS_KEPT_FOR_MS,
};

/** Installations: one per workspace or organisation that has installed the app. */
export const INSTALLATION_RECORD: RecordKind<Installation> = {
  prefix: "installation:",
  quarantinePrefix: "aside:installation:",
  schema: installationSchema,
  migrations: { version: 1, steps: {} },
};

const claimSchema = z.object({ token: z.string() });

/** That a process has taken a claim; `token` is new for each attempt to take one. */
export type Claim = Readonly<z.infer<typeof claimSchema>>;

/** Claims: one per effect that only one process may have, until it expires. */
export const CLAIM_RECORD: RecordKind<Claim> = {
  prefix: "claim:",
  quarantinePrefix: "aside:claim:",
  schema: claimSchema,
  migrations: { version: 1, steps: {} },
};

const storeIdentitySchema = z.object({ id: z.string() });

/** Which store it is. */
export type StoreIdentity = Readonly<z.infer<typeof storeIdentitySchema>>;

/** The one record that tells a store from others, if several processes share it. */
export const IDENTITY_RECORD: RecordKind<StoreIdentity> = {
  prefix: "store:",
  quarantinePrefix: "aside:store:",
  schema: storeIdentitySchema,
  migrations: { version: 1, steps: {} },
};

const versionedSchema = z.looseObject({ version: z.int().nonnegative() });

/** The record to store for `value`. Throws a RecordUnreadableError if it could not be read again. */
export function toRecord<T extends object>(kind: RecordKind<T>, value: T): Record<string, unknown> {
  const { version } = kind.migrations;
  parseValue(kind, value, version);
  return { ...value, version };
}

/** The value in a stored record, migrated from older versions. Throws a RecordNewerError or a RecordUnreadableError. */
export function parseRecord<T extends object>(kind: RecordKind<T>, raw: unknown): T {
  const versioned = versionedSchema.safeParse(raw);
  if (!versioned.success)
    throw new RecordUnreadableError("no version in it", { cause: versioned.error });
  const { version, ...stored } = versioned.data;
  return parseValue(kind, migrate(kind.migrations, stored, version), version);
}

function parseValue<T extends object>(kind: RecordKind<T>, stored: object, version: number): T {
  const value = kind.schema.safeParse(stored);
  if (!value.success)
    throw new RecordUnreadableError(`not the shape of version ${version}`, { cause: value.error });
  return value.data;
}
