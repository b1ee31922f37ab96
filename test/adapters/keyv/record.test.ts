import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  LADDER,
  parseRecord,
  RecordNewerError,
  RecordUnreadableError,
  toRecord,
  type Ladder,
} from "../../../src/adapters/keyv/record.ts";
import { StoreError } from "../../../src/core/errors.ts";
import type { Follow } from "../../../src/core/follow.ts";
import { anyFollow } from "../../contracts/follow-store.ts";
import { aFollow } from "../../support/follows.ts";

const { createdAt, ...withoutCreatedAt } = aFollow();

/** As if there had been two changes since: `since` became `startedAt`, then `createdAt`. */
const ladder: Ladder = {
  version: 2,
  steps: {
    0: ({ since, ...rest }) => ({ ...rest, startedAt: since }),
    1: ({ startedAt, ...rest }) => ({ ...rest, createdAt: startedAt }),
  },
};

const readNewer = (): Follow => parseRecord({ version: 99, other: "shape" });

describe("a stored record", () => {
  it("says its version", () => {
    expect(toRecord(aFollow())).toEqual({ ...aFollow(), version: LADDER.version });
  });

  it("comes back as the follow it was made of, after a journey as JSON", () => {
    fc.assert(
      fc.property(anyFollow, (follow) => {
        expect(parseRecord(JSON.parse(JSON.stringify(toRecord(follow))))).toEqual(follow);
      }),
    );
  });

  it("is not made of what could not be read again", () => {
    expect(() => toRecord(aFollow({ createdAt: Number.NaN }))).toThrow(RecordUnreadableError);
    expect(() => toRecord(aFollow({ requesters: [] }))).toThrow(RecordUnreadableError);
  });

  it.each([
    ["version 0", { ...withoutCreatedAt, version: 0, since: createdAt }],
    ["version 1", { ...withoutCreatedAt, version: 1, startedAt: createdAt }],
    ["version 2", { ...withoutCreatedAt, version: 2, createdAt }],
  ])("of %s is lifted step by step", (_version, record) => {
    expect(parseRecord(record, ladder)).toEqual(aFollow());
  });

  it("of a newer version is told apart, as the store's failure to read it", () => {
    expect(readNewer).toThrow(RecordNewerError);
    expect(readNewer).toThrow(StoreError);
    expect(readNewer).toThrow(expect.objectContaining({ code: "record_newer", version: 99 }));
  });

  it.each([
    ["text", "nonsense"],
    ["nothing", undefined],
    ["null", null],
    ["a list", [1]],
    ["an object without a version", aFollow()],
    ["a version that is no number", { ...aFollow(), version: "1" }],
    ["a version below the first", { ...aFollow(), version: -1 }],
    ["a version no step lifts", { ...aFollow(), version: 0 }],
    ["a missing field", { ...withoutCreatedAt, version: 1 }],
    ["an unknown state", { ...aFollow(), version: 1, state: "sleeping" }],
  ])("that is %s is unreadable", (_what, raw) => {
    expect(() => parseRecord(raw)).toThrow(RecordUnreadableError);
  });

  it("on which a step fails is unreadable, not a crash", () => {
    const failing: Ladder = {
      version: 1,
      steps: {
        0: ({ list }) => ({ first: (list as string[])[0]!.toUpperCase() }),
      },
    };
    expect(() => parseRecord({ version: 0 }, failing)).toThrow(RecordUnreadableError);
  });

  it("has a step for every version before its own", () => {
    for (let version = 1; version < LADDER.version; version += 1)
      expect(LADDER.steps[version]).toBeTypeOf("function");
  });
});
