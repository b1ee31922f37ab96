import { expect, it } from "vitest";
import { RequestWarnings } from "../../../../src/core/http/request-warnings.ts";
import { FakeClock } from "../../../support/fakes/fake-clock.ts";
import { createFakeLogger } from "../../../support/fakes/fake-logger.ts";

it("logs each reason once in ten minutes", async () => {
  const clock = new FakeClock();
  const log = createFakeLogger();
  const warnings = new RequestWarnings({ clock, log });
  const warnOfBoth = (attempt: number): void => {
    for (const reason of ["headers", "timestamp"])
      warnings.warn(reason, { reason, attempt }, "thing.refused");
  };
  warnOfBoth(1);
  await clock.advance(599_999);
  warnOfBoth(2);
  await clock.advance(1);
  warnOfBoth(3);
  expect(log.of("thing.refused")).toEqual([
    { reason: "headers", attempt: 1 },
    { reason: "timestamp", attempt: 1 },
    { reason: "headers", attempt: 3 },
    { reason: "timestamp", attempt: 3 },
  ]);
});

it("remembers a hundred reasons", () => {
  const log = createFakeLogger();
  const warnings = new RequestWarnings({ clock: new FakeClock(), log });
  for (let reason = 0; reason <= 100; reason += 1) warnings.warn(`${reason}`, {}, "thing.refused");
  warnings.warn("1", {}, "thing.refused");
  expect(log.of("thing.refused")).toHaveLength(101);
  warnings.warn("0", {}, "thing.refused");
  expect(log.of("thing.refused")).toHaveLength(102);
});
