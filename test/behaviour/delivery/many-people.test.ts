import { describe, expect, it } from "vitest";
import { renderMessage } from "../../../src/adapters/discord/messages/render.ts";
import { renderContent } from "../../../src/adapters/slack/messages/content.ts";
import { renderLink } from "../../../src/adapters/slack/messages/render.ts";
import type { Message } from "../../../src/core/message.ts";
import { renderStatus } from "../../../src/messages/status/render-status.ts";
import {
  renderBareResult,
  renderOneLine,
  renderResult,
} from "../../../src/messages/result/render-result.ts";
import { aFollow, aSettledFollow } from "../../support/follows.ts";
import { pattern, said, sentence } from "../../support/sentence.ts";

const NO_FILES = { attached: [], links: [] };
const nameQuietly = (id: string) =>
  renderLink(`https://a-workspace.slack.com/team/${id}`, `@${"somebody".repeat(9)}`);

/** What a channel of each platform shows, as markup. */
const PLATFORMS = {
  discord: {
    toUserId: (index: number) => `${1_234_567_890_123_456_000n + BigInt(index)}`,
    write: (message: Message) => [renderMessage(message).content],
  },
  slack: {
    toUserId: (index: number) => `U0ABCDE${1_000 + index}`,
    write: (message: Message) => {
      const { blocks = [], text } = renderContent(message, nameQuietly);
      const texts = JSON.stringify(blocks).match(/"mrkdwn","text":"(?:\\.|[^"\\])*"/g) ?? [];
      return blocks.length === 0 ? [text] : texts;
    },
  },
} as const;

describe.each(["discord", "slack"] as const)("when many users asked on %s", (platform) => {
  const { toUserId, write } = PLATFORMS[platform];
  const crowdOf = (count: number) => {
    const requesters = Array.from({ length: count }, (_each, index) => toUserId(index));
    const job = { status: "failed", prompt: "a cat" };
    const channel = { platform, workspace: "T1", channel: "C1" };
    return { requesters, job, channel };
  };

  // The names once took all the space: nothing but names was left of the result.
  it.each([15, 90, 300])("the result for %i users keeps its text", (count) => {
    const follow = aSettledFollow({ kind: "failed", error: "no room" }, crowdOf(count));
    const [head, ...rest] = [
      renderResult(follow, NO_FILES),
      renderBareResult(follow),
      renderOneLine(follow, NO_FILES),
    ].map((message) => {
      expect(message.pings).toHaveLength(count);
      return write(message).join("\n");
    });
    for (const text of [head, ...rest]) expect(text).toContain(said("result.failed"));
    expect(head).toContain("no room");
    expect(head).toContain("a cat");
    for (const text of [head, rest[0]]) expect(text).toContain("job-1");
    for (const each of follow.requesters.slice(0, 60)) expect(head).toContain(`<@${each}>`);
  });

  // Slack's footer was once cut within a name, and Discord's was left out together with the job id.
  it.each([15, 60, 300])("the status for %i users names some of them, and the job", (count) => {
    const message = renderStatus(aFollow(crowdOf(count)));
    const written = write(message);
    expect(written.join("\n")).toMatch(pattern`job-1.* ${sentence("list.asked-by")}, …`);
    for (const text of written)
      expect(text.split("<")).toHaveLength(text.split(">").length - quotes(text));
  });
});

const quotes = (text: string): number => text.match(/(?:^|\n|\\n|")> /g)?.length ?? 0;
