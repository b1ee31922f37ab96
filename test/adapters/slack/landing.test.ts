import { describe, expect, it } from "vitest";
import { line, message } from "../../../src/core/message.ts";
import type { Checkpoint, ResultPost, StatusPost } from "../../../src/core/ports.ts";
import { FakeClock } from "../../support/fake-clock.ts";
import { SLACK_CHANNEL } from "../../support/follows.ts";
import { MemorySlack } from "../../support/memory-slack.ts";
import { MortalProcess } from "../../support/mortal.ts";

/** A post as the services repeat it, on a Slack whose calls may act ten seconds after their answers were lost. */
function repeated() {
  const clock = new FakeClock();
  const slack = new MemorySlack(clock);
  const adapter = slack.within(new MortalProcess());
  let checkpoint: Checkpoint | undefined;
  let mayHaveLanded = false;
  const next = (): StatusPost & ResultPost => {
    const post = {
      channel: SLACK_CHANNEL,
      jobId: "job-1",
      message: message([line("The job is over.")]),
      key: "f1:text",
      files: [],
      mayHaveLanded,
      ...(checkpoint && { checkpoint }),
      save: async (kept: Checkpoint) => void (checkpoint = kept),
    };
    mayHaveLanded = true;
    return post;
  };
  /** An attempt as it ends within `ms`. */
  const within = async (attempt: Promise<unknown>, ms: number): Promise<string> => {
    let end = "goes on";
    void attempt.then(
      () => (end = "posted"),
      () => (end = "failed"),
    );
    await clock.advance(ms);
    return end;
  };
  return { clock, slack, adapter, next, within, kept: () => checkpoint };
}

describe.each(["postStatus", "postResult"] as const)("a text (%s) on Slack", (method) => {
  // The next attempt, two seconds later, found nothing, posted it, and then there were two.
  it("whose answer was lost is not posted again while it may still appear", async () => {
    const { slack, adapter, next, within } = repeated();
    slack.spoilNext("post", "acts late");
    expect(await within(adapter[method](next()), 2_000)).toBe("failed");
    expect(await within(adapter[method](next()), 15_000)).toBe("posted");
    expect(slack.messages).toHaveLength(1);
  });

  it("that is there already is found without waiting", async () => {
    const { slack, adapter, next, within } = repeated();
    slack.spoilNext("post", "after acting");
    expect(await within(adapter[method](next()), 0)).toBe("failed");
    expect(await within(adapter[method](next()), 0)).toBe("posted");
    expect(slack.messages).toHaveLength(1);
  });

  it("that Slack refused is neither looked for nor waited for", async () => {
    const { slack, adapter, next, within, kept } = repeated();
    slack.spoilNext("post", "rate limited");
    expect(await within(adapter[method](next()), 0)).toBe("failed");
    expect(kept()).toEqual({});
    expect(await within(adapter[method](next()), 0)).toBe("posted");
  });
});
