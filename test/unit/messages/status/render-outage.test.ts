import { describe, expect, it } from "vitest";
import type { OutageNotice } from "../../../../src/core/channel/outage-notice.ts";
import { renderOutage } from "../../../../src/messages/status/render-outage.ts";
import { toPlainText } from "../../../support/plain-text.ts";

const notice: OutageNotice = {
  id: "n1",
  source: "fal",
  sourceName: "fal",
  problem: "rate-limited",
  beganAt: 1_000,
};
const shown = (changes: Partial<OutageNotice>, waiting = 3): string =>
  toPlainText(renderOutage({ ...notice, ...changes }, { platform: "discord", waiting }));

describe("the message about an outage", () => {
  it("says what is wrong, since when, and for how many jobs here", () => {
    expect(shown({})).toBe(
      "⚠️ The fal API is rate limiting requests. I’ll keep trying.\n" +
        "-# Since <at 1000>. Waiting here: 3 jobs. I’ll post each result as soon as I get it.",
    );
    expect(shown({ locale: "fr" }, 1)).toContain("En attente ici : 1 tâche.");
  });

  it("says when it was over", () => {
    expect(shown({ ended: { at: 2_000, isAnswered: true } })).toBe(
      "✅ The fal API is working again. The problem lasted from <at 1000> to <at 2000>.",
    );
  });

  it("says that no job waits any more, if it is not known to be over", () => {
    expect(shown({ ended: { at: 2_000, isAnswered: false } })).toBe(
      "⚠️ No jobs here are waiting for the fal API anymore. It hadn’t been responding properly since <at 1000>.",
    );
  });

  it("pings no one", () => {
    expect(renderOutage(notice, { platform: "slack", waiting: 2 }).pings).toEqual([]);
  });
});
