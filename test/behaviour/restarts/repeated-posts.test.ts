import { describe, expect, it } from "vitest";
import { line, message } from "../../../src/core/message.ts";
import type { Checkpoint, ResultPost, StatusPost } from "../../../src/core/ports/platform.ts";
import { FakeClock } from "../../support/fakes/fake-clock.ts";
import { DISCORD_CHANNEL, SLACK_CHANNEL } from "../../support/follows.ts";
import { MemoryDiscord } from "../../support/simulation/memory-discord.ts";
import { MemorySlack } from "../../support/simulation/memory-slack.ts";
import { CrashableProcess } from "../../support/simulation/crashable-process.ts";

const PLATFORMS = {
  discord: { Platform: MemoryDiscord, channel: DISCORD_CHANNEL },
  slack: { Platform: MemorySlack, channel: SLACK_CHANNEL },
} as const;

/** A post as the services repeat it, on a platform that knows no key and may act ten seconds after an answer was lost. */
function repeated(name: keyof typeof PLATFORMS) {
  const { Platform, channel } = PLATFORMS[name];
  const clock = new FakeClock();
  const platform = new Platform(clock);
  const adapter = platform.within(new CrashableProcess());
  let checkpoint: Checkpoint | undefined;
  let mayAlreadyExist = false;
  const next = (): StatusPost & ResultPost => {
    const post = {
      channel,
      jobId: "job-1",
      message: message([line("The job is over.")]),
      key: "f1:text",
      files: [],
      mayAlreadyExist,
      ...(checkpoint && { checkpoint }),
      save: async (kept: Checkpoint) => void (checkpoint = kept),
    };
    mayAlreadyExist = true;
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
  return { platform, adapter, next, within, kept: () => checkpoint };
}

describe.each([
  ["discord", "postStatus"],
  ["discord", "postResult"],
  ["slack", "postStatus"],
  ["slack", "postResult"],
] as const)("a text on %s (%s)", (name, method) => {
  // The next attempt, two seconds later, found nothing, posted it, and then there were two.
  it("whose answer was lost is not posted again while it may still appear", async () => {
    const { platform, adapter, next, within } = repeated(name);
    platform.spoilNext("post", "acts late");
    expect(await within(adapter[method](next()), 2_000)).toBe("failed");
    expect(await within(adapter[method](next()), 15_000)).toBe("posted");
    expect(platform.messages).toHaveLength(1);
  });

  it("that is there already is found without waiting", async () => {
    const { platform, adapter, next, within } = repeated(name);
    platform.spoilNext("post", "after acting");
    expect(await within(adapter[method](next()), 0)).toBe("failed");
    expect(await within(adapter[method](next()), 0)).toBe("posted");
    expect(platform.messages).toHaveLength(1);
  });

  it("that the platform refused is neither looked for nor waited for", async () => {
    const { platform, adapter, next, within, kept } = repeated(name);
    platform.spoilNext("post", "rate limited");
    expect(await within(adapter[method](next()), 0)).toBe("failed");
    expect(kept()).toEqual({});
    expect(await within(adapter[method](next()), 0)).toBe("posted");
  });
});
