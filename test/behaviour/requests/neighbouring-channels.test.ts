import { describe, expect, it } from "vitest";
import type { ChannelRef } from "../../../src/core/channel/channel-ref.ts";
import type { PollResult } from "../../../src/core/job/job.ts";
import { code } from "../../../src/core/message.ts";
import { aJob } from "../../support/follows.ts";
import { startTestRelay } from "../../support/test-relay.ts";
import { said } from "../../support/sentence.ts";

/** Ann follows a job in a channel of a workspace; then another user requests it elsewhere. */
const HOME: ChannelRef = { platform: "slack", workspace: "T1", channel: "home" };
const NEIGHBOURS = {
  "another channel": { ...HOME, channel: "other" },
  "another workspace": { ...HOME, workspace: "T2" },
  "a direct message": { ...HOME, channel: "D1" },
  "Discord, under the same ids": { ...HOME, platform: "discord" },
} as const satisfies Record<string, ChannelRef>;

const running: PollResult = { kind: "job", job: aJob("running") };
const withoutIds = (text?: string) => text?.replace(/m\d+/g, "m");

async function setUp() {
  const relay = await startTestRelay();
  relay.api.answer("job-1", running);
  const by = (userId: string, channel: ChannelRef) =>
    relay.ask("job-1", { on: channel.platform, channel, userId });
  return { ...relay, by };
}

describe("what a Slack channel follows", () => {
  it.each(Object.entries(NEIGHBOURS))("cannot be seen from %s", async (_, channel) => {
    for (const userId of ["ann", "bob"]) {
      const followed = await setUp();
      await followed.by("ann", HOME);
      const nobody = await setUp();
      const [answer] = await followed.by(userId, channel);
      const [control] = await nobody.by(userId, channel);
      expect(answer).toContain("Following job");
      expect(withoutIds(answer)).toBe(withoutIds(control));
      expect(followed.store.all()).toHaveLength(2);
      expect(followed.slack.in(HOME)).toHaveLength(1);
    }
  });

  it("can be joined by its members, and by no bot", async () => {
    const { by, ask, store } = await setUp();
    await by("ann", HOME);
    expect(await by("bob", HOME)).toEqual([
      expect.stringContaining(said("follow.already", { job: code("job-1") })),
    ]);
    expect(await ask("job-1", { on: "slack", channel: HOME, userId: "B1", isBot: true })).toEqual([
      said("answer.people-only"),
    ]);
    expect(store.all()).toMatchObject([{ requesters: ["ann", "bob"] }]);
  });
});
