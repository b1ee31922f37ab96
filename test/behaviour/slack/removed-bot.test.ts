/**
 * A bot that was removed from a public channel. It once rejoined by itself to post what no user
 * there had requested.
 */
import { afterEach, describe, expect, it, vi } from "vitest";
import type { PollResult } from "../../../src/core/job/job.ts";
import { mp4Bytes } from "../../support/fakes/fake-media.ts";
import { aJob } from "../../support/follows.ts";
import { startSlackRelay, type SlackRelay } from "../../support/slack/slack-relay.ts";

const VIDEO = { url: "https://media.example/a.mp4", filename: "a.mp4", contentType: "video/mp4" };
const running: PollResult = { kind: "job", job: aJob("running") };
const ENDINGS = {
  "a text": { kind: "job", job: aJob("failed", { error: "out of luck" }) },
  "a video": { kind: "job", job: aJob("completed", { attachments: [VIDEO] }) },
} as const satisfies Record<string, PollResult>;

let relay: SlackRelay;
afterEach(() => relay[Symbol.asyncDispose]());

async function open(notified: boolean): Promise<string> {
  relay = await startSlackRelay({
    speed: 300,
    settings: ({ teamId, userId, channels }) =>
      notified
        ? [
            {
              channel: { platform: "slack", workspace: teamId, channel: channels.publicJoined },
              notifications: { by: userId, since: 0 },
            },
          ]
        : [],
  });
  relay.media.script(VIDEO.url, { bytes: mp4Bytes() });
  relay.api.answer("job-1", running);
  return relay.slack.channels.publicJoined;
}

const isIn = (channelId: string): boolean =>
  relay.slack.channel(channelId)?.members.includes(relay.slack.botUserId) === true;
const state = () => relay.store.all()[0]?.state;

describe.each(Object.entries(ENDINGS))("%s", (_, ending) => {
  it("for a notification is not posted, ends the notifications, and tells the users who wanted them", async () => {
    const channelId = await open(true);
    const { slack, api, store } = relay;
    api.answerList({ kind: "jobs", jobIds: ["job-1"] });
    await vi.waitFor(() => expect(store.all()).toMatchObject([{ origin: "notification" }]), 10_000);
    slack.kickBot(channelId);
    api.answerList({ kind: "jobs", jobIds: [] });
    api.answer("job-1", ending);
    await vi.waitFor(() => expect(state()).toBe("discarded"), 10_000);
    expect(store.all()).toMatchObject([{ discardReason: "channel_lost" }]);
    expect(isIn(channelId)).toBe(false);
    expect(slack.messages(channelId)).toEqual([]);
    const told = () => slack.messages(slack.channels.directMessage);
    await vi.waitFor(() => expect(told()).toHaveLength(1), 10_000);
    expect(told()[0]?.text).toContain(channelId);
    await vi.waitFor(() => expect(store.allSettings()[0]?.notifications).toBeUndefined());
  }, 30_000);

  it("that a user requested by command brings the bot back", async () => {
    const channelId = await open(false);
    const { slack, api } = relay;
    const asked = await slack.command({ command: "/pika-status", text: "job-1" });
    await asked.waitForPrivateReply(({ text }) => text.includes("Following"));
    slack.kickBot(channelId);
    api.answer("job-1", ending);
    await vi.waitFor(() => expect(state()).toBe("delivered"), 10_000);
    expect(isIn(channelId)).toBe(true);
  }, 30_000);

  it("for a notification that a user joined by command brings the bot back", async () => {
    const channelId = await open(true);
    const { slack, api, store } = relay;
    api.answerList({ kind: "jobs", jobIds: ["job-1"] });
    await vi.waitFor(() => expect(store.all()).toHaveLength(1), 10_000);
    const asked = await slack.command({ command: "/pika-status", text: "job-1" });
    await asked.waitForPrivateReply(({ text }) => text.includes("already"));
    slack.kickBot(channelId);
    api.answer("job-1", ending);
    await vi.waitFor(() => expect(state()).toBe("delivered"), 10_000);
    expect(isIn(channelId)).toBe(true);
  }, 30_000);
});

it("is posted in a channel that a member shares it into, as before", async () => {
  const channelId = await open(false);
  const { slack, api, store } = relay;
  api.answer("job-1", ENDINGS["a text"]);
  const asked = await slack.command({ command: "/pika-status", text: "job-1" });
  await asked.waitForPrivateReply();
  await vi.waitFor(() => expect(state()).toBe("delivered"), 10_000);
  const there = slack.channels.publicNotJoined;
  slack.joinChannel(there, slack.userId);
  const shared = await slack.command({
    command: "/pika-share",
    text: `job-1 #random`,
    channelId,
  });
  await shared.waitForPrivateReply();
  await vi.waitFor(
    () => expect(store.all().map((each) => each.state)).toEqual(["delivered", "delivered"]),
    10_000,
  );
  expect(slack.messages(there)).toHaveLength(1);
}, 30_000);
