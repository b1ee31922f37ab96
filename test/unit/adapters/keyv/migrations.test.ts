import { describe, expect, it } from "vitest";
import { migrate, type Migrations } from "../../../../src/adapters/keyv/migrations.ts";
import { FOLLOW_RECORD, parseRecord } from "../../../../src/adapters/keyv/record-kind.ts";
import {
  RecordNewerError,
  RecordUnreadableError,
} from "../../../../src/adapters/keyv/record-errors.ts";
import { aFollow } from "../../../support/follows.ts";

/** As if there had been two changes: `since` became `startedAt`, then `createdAt`. */
const migrations: Migrations = {
  version: 2,
  steps: {
    0: ({ since, ...rest }) => ({ ...rest, startedAt: since }),
    1: ({ startedAt, ...rest }) => ({ ...rest, createdAt: startedAt }),
  },
};

/** One that expects a list. */
const failing: Migrations = {
  version: 1,
  steps: { 0: ({ list }) => ({ first: (list as string[])[0]!.toUpperCase() }) },
};

describe("migrations", () => {
  it.each([
    [0, { since: 5 }],
    [1, { startedAt: 5 }],
    [2, { createdAt: 5 }],
  ])("take a record of version %i to the current one step by step", (version, record) => {
    const kept = { id: "f1" };
    expect(migrate(migrations, { ...record, ...kept }, version)).toEqual({ createdAt: 5, ...kept });
  });

  it("leave the given record as it is", () => {
    const record = { since: 5 };
    migrate(migrations, record, 0);
    expect(record).toEqual({ since: 5 });
  });

  it.each([3, 99])("refuse version %i, which a newer release wrote", (version) => {
    expect(() => migrate(migrations, {}, version)).toThrow(RecordNewerError);
    expect(() => migrate(migrations, {}, version)).toThrow(expect.objectContaining({ version }));
  });

  it("refuse a version that no step begins with", () => {
    const without: Migrations = { version: 2, steps: { 1: (record) => record } };
    expect(() => migrate(without, {}, 0)).toThrow(RecordUnreadableError);
  });

  it("refuse a record on which a step throws, with what it threw", () => {
    expect(() => migrate(failing, {}, 0)).toThrow(RecordUnreadableError);
    expect(() => migrate(failing, {}, 0)).toThrow(
      expect.objectContaining({ cause: expect.any(TypeError) }),
    );
  });
});

describe("a stored record", () => {
  const { createdAt, ...withoutCreatedAt } = aFollow();

  it.each([
    ["version 0", { ...withoutCreatedAt, version: 0, since: createdAt }],
    ["version 1", { ...withoutCreatedAt, version: 1, startedAt: createdAt }],
    ["version 2", { ...withoutCreatedAt, version: 2, createdAt }],
  ])("of %s is migrated step by step", (_version, record) => {
    expect(parseRecord({ ...FOLLOW_RECORD, migrations }, record)).toEqual(aFollow());
  });

  it("on which a step fails is unreadable, not a crash", () => {
    expect(() => parseRecord({ ...FOLLOW_RECORD, migrations: failing }, { version: 0 })).toThrow(
      RecordUnreadableError,
    );
  });
});
