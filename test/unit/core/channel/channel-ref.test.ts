import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ZodError } from "zod";
import {
  decodeChannelRef,
  encodeChannelRef,
  PLATFORMS,
  type ChannelRef,
} from "../../../../src/core/channel/channel-ref.ts";

const part = fc
  .string({ unit: "grapheme", minLength: 1, maxLength: 40, size: "max" })
  .filter((text) => text.isWellFormed());
const anyRef: fc.Arbitrary<ChannelRef> = fc.record(
  { platform: fc.constantFrom(...PLATFORMS), workspace: part, channel: part, thread: part },
  { requiredKeys: ["platform", "workspace", "channel"] },
);

describe("a channel's address", () => {
  it.each([
    [{ platform: "discord", workspace: "1", channel: "2" }, "discord:1:2"],
    [{ platform: "discord", workspace: "@me", channel: "2" }, "discord:%40me:2"],
    [
      { platform: "slack", workspace: "T1", channel: "C2", thread: "1700000000.000100" },
      "slack:T1:C2:1700000000.000100",
    ],
  ] as const)("%j is stored as %s", (ref, encoded) => {
    // Records on disk are found by this string: it may not change.
    expect(encodeChannelRef(ref)).toBe(encoded);
    expect(decodeChannelRef(encoded)).toEqual(ref);
  });

  it("is read back as stored, whatever its parts are", () => {
    fc.assert(
      fc.property(anyRef, (ref) => {
        expect(decodeChannelRef(encodeChannelRef(ref))).toEqual(ref);
      }),
    );
  });

  it("is never the same for two channels", () => {
    fc.assert(
      fc.property(anyRef, anyRef, (one, other) => {
        const same =
          JSON.stringify(decodeChannelRef(encodeChannelRef(one))) ===
          JSON.stringify(decodeChannelRef(encodeChannelRef(other)));
        expect(encodeChannelRef(one) === encodeChannelRef(other)).toBe(same);
      }),
    );
  });

  it.each([
    "",
    "discord",
    "discord:1",
    "irc:1:2",
    "discord::2",
    "discord:1:",
    "slack:T:C:",
    // Used to leave as a RangeError and a URIError, which nobody who reads the contract catches.
    "slack:T:C:1:2",
    "slack:T:%E0%A4%A:1",
  ])("%j is not one", (encoded) => {
    expect(() => decodeChannelRef(encoded)).toThrow(ZodError);
  });
});
