import { describe, expect, it } from "vitest";
import { AttemptLog } from "../../../src/core/attempt-log.ts";
import { PlatformError } from "../../../src/core/errors.ts";
import { FakeClock } from "../../support/fakes/fake-clock.ts";
import { createFakeLogger } from "../../support/fakes/fake-logger.ts";

const down = new PlatformError("unavailable", "503");
const slow = new PlatformError("rate_limited", "429");

function setUp() {
  const clock = new FakeClock();
  const log = createFakeLogger();
  return { clock, log, attempts: new AttemptLog({ clock, log }) };
}

describe("attempts that fail", () => {
  it("are logged first, then each time the wait has doubled, and summed up at the end", async () => {
    const { clock, log, attempts } = setUp();
    for (let attempt = 1; attempt <= 400; attempt += 1) {
      attempts.failed("key", { attempt, err: down }, { event: "thing.postponed" });
      await clock.advance(10_000);
    }
    expect(log.of("thing.postponed").map(({ attempt }) => attempt)).toEqual([
      1, 2, 3, 5, 9, 17, 33, 65, 129, 257,
    ]);
    expect(attempts.over("key")).toEqual({ attempts: 401, troubleMs: 4_000_000 });
    expect(attempts.over("key")).toEqual({});
  });

  it("are logged at once if the reason changes, but not each time that two reasons alternate", async () => {
    const { clock, log, attempts } = setUp();
    for (let attempt = 0; attempt < 100; attempt += 1) {
      const err = attempt % 2 === 0 ? down : slow;
      attempts.failed("key", { err }, { event: "thing.postponed" });
      await clock.advance(1_000);
    }
    expect(log.of("thing.postponed").length).toBeLessThan(18);
    expect(log.of("thing.postponed").slice(0, 2)).toEqual([{ err: down }, { err: slow }]);
  });

  it("are counted for each key, and from zero after a success", () => {
    const { log, attempts } = setUp();
    for (const key of ["a", "b", "a", "b"])
      attempts.failed(key, { key, err: down }, { event: "thing.postponed", level: "error" });
    attempts.over("a");
    attempts.failed("a", { key: "a", err: down }, { event: "thing.postponed" });
    expect(log.lines.map(({ level, fields }) => [level, fields["key"]])).toEqual([
      ["error", "a"],
      ["error", "b"],
      ["warn", "a"],
    ]);
  });
});
