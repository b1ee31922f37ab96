import { describe, expect, it } from "vitest";
import { createDiscordSandbox } from "../../../sandbox/discord/create-discord-sandbox.ts";
import type { JobFacts, PollResult } from "../../../src/core/job/job.ts";
import type { ModelDurations } from "../../../src/core/job/model-durations.ts";
import { time } from "../../../src/core/message.ts";
import { startDiscordRelay } from "../../support/discord/discord-relay.ts";
import { aFollow, aJob, DISCORD_CHANNEL } from "../../support/follows.ts";
import { eventually } from "../../support/processes/eventually.ts";
import { said } from "../../support/sentence.ts";
import { startSlackRelay } from "../../support/slack/slack-relay.ts";
import { INTERVAL_MS, startTestRelay, type TestRelay } from "../../support/test-relay.ts";

const START = Date.UTC(2026, 0, 1);
const MINUTE = 60_000;
const model = "pika-create";

/** Twenty jobs that took from one minute to twenty. */
const DURATIONS: ModelDurations = {
  source: "pika",
  model,
  started: [],
  submitted: [],
  followed: Array.from({ length: 20 }, (_, index) => (index + 1) * MINUTE),
};

const running = (facts: Partial<JobFacts> = {}): PollResult => {
  const job = aJob("running");
  return { kind: "job", job: { ...job, facts: { ...job.facts, model, ...facts } } };
};
const completed: PollResult = {
  kind: "job",
  job: { ...aJob("completed"), facts: { status: "completed", model } },
};

const usualEnd = (fromMinute: number, toMinute: number): string =>
  said("status.usual-end", {
    from: time(START + fromMinute * MINUTE, "time"),
    to: time(START + toMinute * MINUTE, "time"),
  });
const NO_END = /usually/;

const statusOf = ({ discord }: TestRelay, jobId = "job-1") =>
  discord.posts.find(({ kind, text }) => kind === "status" && text.includes(jobId))?.text ?? "";
const editsOf = ({ discord }: TestRelay) =>
  discord.calls.filter(({ operation }) => operation === "edit").length;

async function follow(relay: TestRelay, facts?: Partial<JobFacts>): Promise<TestRelay> {
  relay.api.answer("job-1", running(facts));
  await relay.ask("job-1");
  return relay;
}

describe("the status message of a running job", () => {
  it("says when it usually ends, once the relay has seen twenty jobs of its model complete", async () => {
    const relay = await startTestRelay();
    const runOne = async (jobId: string) => {
      relay.api.answer(jobId, running());
      await relay.ask(jobId);
      await relay.clock.advance(3 * INTERVAL_MS);
      expect(statusOf(relay, jobId)).not.toMatch(NO_END);
      relay.api.answer(jobId, completed);
      await relay.clock.advance(MINUTE);
    };
    for (let index = 0; index < 20; index += 1) await runOne(`earlier-${index}`);
    await follow(relay);
    expect(statusOf(relay)).toContain(`*${said("status.progress")}* · usually done between <at `);
    expect(relay.store.allDurations()).toMatchObject([{ source: "pika", model }]);
    await relay.app.stop();
  });

  it("is not edited for that alone, however long the job takes, and however often the relay restarts", async () => {
    const relay = await follow(await startTestRelay({ durations: [DURATIONS] }));
    expect(statusOf(relay)).toContain(usualEnd(10, 18));
    await relay.clock.advance(15 * MINUTE);
    await relay.app.stop();
    await relay.store.start();
    const next = await startTestRelay({ store: relay.store });
    next.api.answer("job-1", running());
    await next.clock.advance(15 * MINUTE);
    expect(
      [...relay.discord.calls, ...next.discord.calls].map(({ operation }) => operation),
    ).toEqual(["status"]);
    await next.app.stop();
  });

  it("says what is left when it changes anyway, and nothing once the job takes longer than nine in ten", async () => {
    const relay = await follow(await startTestRelay({ durations: [DURATIONS] }), {
      status: "queued",
    });
    await relay.clock.advance(12 * MINUTE);
    relay.api.answer("job-1", running({ status: "started" }));
    await relay.clock.advance(MINUTE);
    const text = statusOf(relay);
    expect([usualEnd(12, 18), usualEnd(13, 18)].some((end) => text.includes(end))).toBe(true);
    await relay.clock.advance(6 * MINUTE);
    relay.api.answer("job-1", running());
    await relay.clock.advance(MINUTE);
    expect(statusOf(relay)).toContain(said("status.progress"));
    expect(statusOf(relay)).not.toMatch(NO_END);
    expect(editsOf(relay)).toBe(2);
    await relay.app.stop();
  });

  it("has the percentage alone if the API tells one", async () => {
    const relay = await follow(await startTestRelay({ durations: [DURATIONS] }), { percent: 40 });
    expect(statusOf(relay)).toContain("40%");
    expect(statusOf(relay)).not.toMatch(NO_END);
    await relay.app.stop();
  });

  it("learns nothing from a job that ended while the relay was down", async () => {
    const relay = await follow(await startTestRelay());
    await relay.clock.advance(MINUTE);
    await relay.app.stop();
    await relay.store.start();
    const next = await startTestRelay({ store: relay.store });
    next.clock.jump(3_600_000);
    next.api.answer("job-1", completed);
    await next.clock.advance(MINUTE);
    expect(next.discord.posts.map(({ kind }) => kind)).toContain("result");
    expect(relay.store.allDurations()).toEqual([]);
    await next.app.stop();
  });
});

describe("in the clients of a platform", () => {
  it("shows Discord's times of day", async () => {
    await using discord = await createDiscordSandbox();
    const channel = { ...DISCORD_CHANNEL, workspace: discord.guildId, channel: discord.channelId };
    const follows = [aFollow({ channel, createdAt: START })];
    const relay = await startDiscordRelay(discord, { follows, durations: [DURATIONS] });
    relay.api.answer("job-1", running({ status: "started" }));
    const texts = () => discord.messages(discord.channelId).map(({ content }) => content);
    await expect
      .poll(async () => (await relay.clock.advance(5_000), texts().join("\n")), {
        interval: 1,
        timeout: 20_000,
      })
      .toMatch(/usually done between <t:\d+:t> and <t:\d+:t>/);
    expect(discord.violations).toEqual([]);
    await relay.app.stop();
  });

  it("shows Slack's times of day", async () => {
    await using relay = await startSlackRelay({ durations: [DURATIONS] });
    const { slack } = relay;
    relay.api.answer("job-1", running());
    await slack.command({ command: "/pika-status", text: "job-1" });
    const shown = () => JSON.stringify(slack.messages(slack.channels.publicJoined));
    await eventually("the status message", () => shown().includes(said("status.progress")));
    expect(shown()).toMatch(
      /usually done between <!date\^\d+\^\{time\}\|[^>]+> and <!date\^\d+\^\{time\}\|/,
    );
  });
});
