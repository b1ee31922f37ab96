import { shownText } from "../../../sandbox/slack/messages/shown-text.ts";
import { shortJobId } from "../../../src/core/job/short-job-id.ts";
import { describe, expect, it } from "vitest";
import type { RelayProcess } from "../../../sandbox/process/relay-process.ts";
import { eventually } from "../../support/processes/eventually.ts";
import {
  createEnvironment,
  type TestEnvironment,
} from "../../support/processes/test-environment.ts";
import {
  discordClient,
  expectOnce,
  SAMPLE_SHA256,
  slackClient,
} from "../../support/processes/user-client.ts";
import { pattern, promisesResult, sentence } from "../../support/sentence.ts";
import { profile } from "../../support/profile.ts";
import { REFUSALS, type Fate, type Refusal } from "./refusals.ts";

const LINK = pattern`(?=.*https?://)${sentence("link.line")}`;

/** Results that meet the refusal in the same channel. */
const EACH = 3;
/** Edit, result with its file, result without, last edit: what one result may cost a channel that takes nothing. */
const MAX_REQUESTS_EACH = 4;

/** A channel of a platform, with what has become of it since. */
interface Place {
  ask(jobId: string): Promise<void>;
  /** When the relay sent something there that posts or edits. */
  requestsAtMs(): number[];
  /** The same without what edits. */
  postsAtMs(): number[];
  /** The channel's messages about a job: texts, with how many of their files are the whole video. */
  about(jobId: string): { text: string; videos: number }[];
}

function discordPlace({ discord }: TestEnvironment, channelId: string): Place {
  return {
    ask: async (jobid) => {
      const typed = await discord.command({ name: "pika-status", options: { jobid }, channelId });
      await typed.waitForReply(/^Following/);
    },
    requestsAtMs: () =>
      discord.requests
        .filter(({ method, path }) => method !== "GET" && path.includes(`/channels/${channelId}/`))
        .map(({ at }) => at),
    postsAtMs: () =>
      discord.requests
        .filter(({ method, path }) => method === "POST" && path.includes(`/channels/${channelId}/`))
        .map(({ at }) => at),
    about: (jobId) =>
      discord
        .messages(channelId)
        .filter(({ content }) => content.includes(shortJobId(jobId)))
        .map(({ content, attachments }) => ({
          text: content,
          videos: attachments.filter(({ sha256 }) => sha256 === SAMPLE_SHA256).length,
        })),
  };
}

function slackPlace({ slack }: TestEnvironment, channelId: string): Place {
  return {
    ask: async (text) => {
      const typed = await slack.command({ command: "/pika-status", text, channelId });
      await typed.waitForPrivateReply((reply) => promisesResult(reply.text));
    },
    requestsAtMs: () =>
      slack.requests
        .filter(({ args }) => (args["channel"] ?? args["channel_id"]) === channelId)
        .map(({ at }) => at),
    postsAtMs: () =>
      slack.requests
        .filter(({ method, args }) => {
          const isHere = (args["channel"] ?? args["channel_id"]) === channelId;
          return isHere && method !== "chat.update";
        })
        .map(({ at }) => at),
    about: (jobId) =>
      slack
        .messages(channelId)
        .map((message) => ({ text: shownText(message), files: message.files }))
        .filter(({ text }) => text.includes(shortJobId(jobId)))
        .map(({ text, files }) => ({
          text,
          videos: files.filter(({ sha256 }) => sha256 === SAMPLE_SHA256).length,
        })),
  };
}

const linesOf = (relay: RelayProcess, event: string, jobId?: string) =>
  relay.log.filter(
    ({ msg, ...line }) => msg === event && (jobId === undefined || line["jobId"] === jobId),
  );

/** What the channel shows of a result in the end. */
const RESULTS: Record<Fate, readonly { videos: number; hasLink: boolean }[]> = {
  retried: [{ videos: 1, hasLink: false }],
  "stepped down": [{ videos: 0, hasLink: true }],
  discarded: [],
};

const resultsIn = (place: Place, jobId: string) =>
  place
    .about(jobId)
    .filter(({ text }) => sentence("result.video-ready").test(text))
    .map(({ text, videos }) => ({ videos, hasLink: LINK.test(text) }));

/** The pauses between two requests. */
function gapsMs(times: readonly number[]): number[] {
  return times.slice(1).map((at, index) => at - (times[index] ?? 0));
}

async function meet(refusal: Refusal): Promise<void> {
  await using environment = await createEnvironment();
  const { pika } = environment;
  const onDiscord = refusal.platform === "discord";
  const client = onDiscord ? discordClient(environment) : slackClient(environment);
  const { channelId, begin } = refusal.arrange(environment);
  const place = onDiscord
    ? discordPlace(environment, channelId)
    : slackPlace(environment, channelId);
  const relay = await environment.readyRelay(client.env);
  const jobs = Array.from({ length: refusal.fate === "discarded" ? EACH : 1 }, () => pika.addJob());
  for (const jobId of jobs) await place.ask(jobId);
  const earlier = place.requestsAtMs().length;
  const end = begin();
  for (const jobId of jobs) pika.setJob(jobId, { status: "completed" });
  if (end) {
    await relay.event(refusal.line ?? "");
    await eventually(
      "the result to be put off",
      () => linesOf(relay, "delivery.postponed").length > 0,
    );
    end();
  }
  const event = refusal.fate === "discarded" ? "follow.discarded" : "follow.delivered";
  for (const jobId of jobs)
    await eventually(`${event} ${jobId}`, () => linesOf(relay, event, jobId).length > 0, 90_000);
  const asked = place.requestsAtMs().length;
  // A refusing channel does not affect the others, and gets no more requests, not even after a restart.
  if (!refusal.isEverywhere) {
    const other = pika.addJob({ ends: "completed" });
    await client.ask(other, (said) => eventually("a promise", () => promisesResult(said())));
    await eventually(
      "the other result",
      () => linesOf(relay, "follow.delivered", other).length > 0,
    );
    await expectOnce(client, other);
  }
  expect((await relay.stop()).code).toBe(0);
  const inTheEnd = place.requestsAtMs().length;
  if (!refusal.isEverywhere) await (await environment.readyRelay(client.env)).stop();
  expect(place.requestsAtMs()).toHaveLength(inTheEnd);
  for (const jobId of jobs) {
    expect(linesOf(relay, event, jobId)).toHaveLength(1);
    expect(resultsIn(place, jobId)).toEqual(RESULTS[refusal.fate]);
  }
  const most = refusal.fate === "discarded" ? jobs.length * MAX_REQUESTS_EACH : Infinity;
  expect(asked - earlier).toBeLessThanOrEqual(most);
  expect(linesOf(relay, refusal.line ?? "")).toHaveLength(refusal.line === undefined ? 0 : 1);
  // The status message has a rate limit of its own, and may be edited meanwhile.
  const longestGapMs = Math.max(...gapsMs(place.postsAtMs()));
  expect(longestGapMs).toBeGreaterThanOrEqual(refusal.quietMs ?? 0);
  expect(relay.errors()).toBe("");
  expect(environment.violations()).toEqual([]);
}

describe.concurrent("a platform that refuses", () => {
  const met = REFUSALS.filter(({ isSlow }) => profile.isFull || isSlow !== true);
  it.each(profile.pick(met, { small: 6, timesFull: 1 }))("$name: $fate", meet, 120_000);
});
