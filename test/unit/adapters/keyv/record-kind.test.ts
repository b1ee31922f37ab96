import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  FOLLOW_RECORD,
  parseRecord,
  PERSONAL_SETTINGS_RECORD,
  SETTINGS_RECORD,
  toRecord,
} from "../../../../src/adapters/keyv/record-kind.ts";
import {
  RecordNewerError,
  RecordUnreadableError,
} from "../../../../src/adapters/keyv/record-errors.ts";
import { StoreError } from "../../../../src/core/errors.ts";
import { followKey, type Follow } from "../../../../src/core/follow/follow.ts";
import { anyFollow } from "../../../contracts/store/follow-store.ts";
import { anyPersonalSettings, anySettings } from "../../../contracts/store/settings-store.ts";
import { aFollow, DISCORD_CHANNEL } from "../../../support/follows.ts";

const { createdAt: _, ...withoutCreatedAt } = aFollow();
const { version: VERSION } = FOLLOW_RECORD.migrations;

const readNewer = (version: number): Follow =>
  parseRecord(FOLLOW_RECORD, { version, other: "shape" });

describe("a stored record", () => {
  it("says its version", () => {
    expect(toRecord(FOLLOW_RECORD, aFollow())).toEqual({ ...aFollow(), version: VERSION });
  });

  it("is read back as the same follow after a round trip through JSON", () => {
    fc.assert(
      fc.property(anyFollow, (follow) => {
        const stored: unknown = JSON.parse(JSON.stringify(toRecord(FOLLOW_RECORD, follow)));
        expect(parseRecord(FOLLOW_RECORD, stored)).toEqual(follow);
      }),
    );
  });

  it("is read back as the same settings after a round trip through JSON", () => {
    fc.assert(
      fc.property(anySettings, (settings) => {
        const stored: unknown = JSON.parse(JSON.stringify(toRecord(SETTINGS_RECORD, settings)));
        expect(parseRecord(SETTINGS_RECORD, stored)).toEqual(settings);
      }),
    );
  });

  it("is read back as the same personal settings after a round trip through JSON", () => {
    fc.assert(
      fc.property(anyPersonalSettings, (settings) => {
        const record = toRecord(PERSONAL_SETTINGS_RECORD, settings);
        const stored: unknown = JSON.parse(JSON.stringify(record));
        expect(parseRecord(PERSONAL_SETTINGS_RECORD, stored)).toEqual(settings);
      }),
    );
  });

  it("is not written if it could not be read again", () => {
    for (const changes of [{ createdAt: Number.NaN }, { requesters: [""] }])
      expect(() => toRecord(FOLLOW_RECORD, aFollow(changes))).toThrow(RecordUnreadableError);
    const channel = { ...DISCORD_CHANNEL, channel: "" };
    expect(() => toRecord(SETTINGS_RECORD, { channel })).toThrow(RecordUnreadableError);
  });

  it.each([VERSION + 1, 99])(
    "of a newer version (%i) is distinguished from an unreadable one",
    (version) => {
      expect(() => readNewer(version)).toThrow(RecordNewerError);
      expect(() => readNewer(version)).toThrow(StoreError);
      expect(() => readNewer(version)).toThrow(
        expect.objectContaining({ code: "record_newer", version }),
      );
    },
  );

  it.each([
    ["text", "nonsense"],
    ["nothing", undefined],
    ["null", null],
    ["a list", [1]],
    ["an object without a version", aFollow()],
    ["a version that is no number", { ...aFollow(), version: String(VERSION) }],
    ["a version below the first", { ...aFollow(), version: -1 }],
    ["a version that no step begins with", { ...aFollow(), version: 0 }],
    ["a missing field", { ...withoutCreatedAt, version: VERSION }],
    ["an unknown state", { ...aFollow(), version: VERSION, state: "sleeping" }],
    ["an unknown origin", { ...aFollow(), version: VERSION, origin: "elsewhere" }],
    ["an origin that is missing", { ...aFollow(), version: VERSION, origin: undefined }],
  ])("that is %s is unreadable", (_what, raw) => {
    expect(() => parseRecord(FOLLOW_RECORD, raw)).toThrow(RecordUnreadableError);
  });

  it.each([
    ["follows", FOLLOW_RECORD.migrations],
    ["settings", SETTINGS_RECORD.migrations],
  ])("of %s has a step for every version before its own", (_kind, { version, steps }) => {
    for (let from = 1; from < version; from += 1) expect(steps[from]).toBeTypeOf("function");
  });
});

describe("a follow's record of version 1", () => {
  // As the first release wrote it; whatever has no place in it came later.
  const record = {
    id: "f1",
    api: "pika",
    jobId: "job-1",
    channel: { platform: "slack", workspace: "T1", channel: "C1", thread: "3.4" },
    state: "discarded",
    requesters: ["ann", "bob"],
    createdAt: 1_000,
    uploadLimitBytes: 10_485_760,
    job: { status: "completed", verb: "pika-create", prompt: "smiling", createdAt: 900 },
    statusMessage: { id: "7", url: "https://example.slack.com/archives/C1/p7" },
    statusShown: "fingerprint",
    outcome: {
      kind: "completed",
      attachments: [{ url: "https://cdn.example/v.mp4", filename: "v.mp4" }],
    },
    settledAt: 2_000,
    checkpoint: { file: "F1" },
    closedAt: 3_000,
    discardReason: "whatever a release said",
  };

  const { api, ...rest } = record;
  const today = { ...rest, source: api, sourceName: "Pika", publicId: "job-1", origin: "command" };

  it("is one that a person asked for with a command, of the one job API there was", () => {
    expect(parseRecord(FOLLOW_RECORD, { ...record, version: 1 })).toEqual(today);
  });

  it("is written anew as one of version 3", () => {
    const migrated = parseRecord(FOLLOW_RECORD, { ...record, version: 1 });
    expect(toRecord(FOLLOW_RECORD, migrated)).toEqual({ ...today, version: 3 });
  });

  it("keeps its key, so that it is found and written over", () => {
    const migrated = parseRecord(FOLLOW_RECORD, { ...record, version: 1 });
    expect(followKey(migrated)).toBe("pika|slack:T1:C1:3.4|job-1");
  });
});

describe("a follow's record of version 2", () => {
  const jobId = "job:20241218021941022-user:1308-channel:131-bot:pika";
  const { source: api, sourceName: _name, publicId: _short, ...rest } = aFollow({ jobId });

  it("gets the id that channels are shown, without the account's numbers", () => {
    expect(parseRecord(FOLLOW_RECORD, { ...rest, api, version: 2 })).toEqual(aFollow({ jobId }));
    expect(aFollow({ jobId }).publicId).toBe("021941022");
  });

  it("is unreadable, not lost, if its job id is none", () => {
    expect(() => parseRecord(FOLLOW_RECORD, { ...rest, api, jobId: "a b", version: 2 })).toThrow(
      RecordUnreadableError,
    );
  });
});
