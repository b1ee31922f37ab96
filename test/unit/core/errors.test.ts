import { describe, expect, it } from "vitest";
import {
  ConfigError,
  MediaError,
  PlatformError,
  RelayError,
  StoreError,
} from "../../../src/core/errors.ts";

describe("errors", () => {
  it.each([
    ["link_expired", false],
    ["too_large", false],
    ["not_media", false],
    ["address_refused", false],
    ["unavailable", true],
  ] as const)("a download that ended %s is worth repeating: %s", (code, retryable) => {
    expect(new MediaError(code, "…")).toMatchObject({ name: "MediaError", code, retryable });
  });

  it.each([
    ["channel_lost", false],
    ["forbidden", false],
    ["too_large", false],
    ["file_refused", false],
    ["message_lost", false],
    ["rate_limited", true],
    ["unavailable", true],
    ["rejected", false],
  ] as const)("a platform's %s is worth repeating: %s", (code, retryable) => {
    expect(new PlatformError(code, "…")).toMatchObject({
      name: "PlatformError",
      code,
      retryable,
      missing: [],
    });
  });

  it("have what the next decision needs, and their cause", () => {
    const cause = new Error("SDK");
    const error = new PlatformError("rate_limited", "slow down", {
      retryAfterMs: 1500,
      missing: ["Attach Files"],
      cause,
    });
    expect(error).toMatchObject({ retryAfterMs: 1500, missing: ["Attach Files"], cause });
    expect(new StoreError("down", { cause })).toMatchObject({ code: "store_unavailable", cause });
    expect(error).toBeInstanceOf(RelayError);
  });

  it("list every problem of the settings, one per line", () => {
    expect(new ConfigError(["A is missing", "B is wrong"])).toMatchObject({
      code: "config_invalid",
      message: "A is missing\nB is wrong",
      problems: ["A is missing", "B is wrong"],
    });
  });
});
