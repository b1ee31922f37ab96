import { expect, it } from "vitest";
import { timeProblem, VALID_FOR_MS } from "../../../../src/core/http/signed-time.ts";

const NOW_S = 1_800_000_000;
const problemAt = (timestamp: string | number) => timeProblem(String(timestamp), NOW_S * 1_000);

it.each([NOW_S - 300, NOW_S, NOW_S + 300])(
  "accepts a time of now, give or take 5 minutes",
  (at) => {
    expect(problemAt(at)).toBeUndefined();
  },
);

it.each([NOW_S - 301, NOW_S + 301, 0])("refuses %i, which is another time", (at) => {
  expect(problemAt(at)).toBe("timestamp");
});

it.each(["", "now", "-1", `${NOW_S}.0`, ` ${NOW_S}`, NOW_S * 1_000, "9".repeat(400)])(
  "refuses %j, which is no time in seconds",
  (timestamp) => {
    expect(problemAt(timestamp)).toBe("headers");
  },
);

it("says for how long a request is valid: from five minutes before its time to five minutes after", () => {
  expect(VALID_FOR_MS).toBe(600_000);
});
