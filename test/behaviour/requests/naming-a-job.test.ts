/** All commands take the same names of a job that the channel follows; no command takes one of another channel's job. */
import { describe, expect, it } from "vitest";
import { recogniseFal } from "../../../src/adapters/fal/recognise.ts";
import type { ChannelRef } from "../../../src/core/channel/channel-ref.ts";
import { shortJobId } from "../../../src/core/job/short-job-id.ts";
import { code } from "../../../src/core/message.ts";
import { FakeJobSource } from "../../support/fakes/fake-job-source.ts";
import { aJob, DISCORD_CHANNEL } from "../../support/follows.ts";
import { said } from "../../support/sentence.ts";
import { startTestRelay } from "../../support/test-relay.ts";

const REQUEST = "c0ffee00-0000-4000-8000-000000000001";
const JOB_ID = `fal-ai/pika:${REQUEST}`;
const LINK = `https://queue.fal.run/fal-ai/pika/requests/${REQUEST}/status?logs=${"1".repeat(300)}`;
const JOB = { job: code("c0ffee00") };
const ELSEWHERE: ChannelRef = { ...DISCORD_CHANNEL, channel: "c2" };

/** A channel follows a job of fal. `type` types a command in it, or in another one. */
async function setUp() {
  const fal = Object.assign(new FakeJobSource("fal", "fal"), {
    recognise: recogniseFal,
    toPublicId: (jobId: string) => shortJobId(jobId.slice(jobId.indexOf(":") + 1)),
  });
  fal.answer(JOB_ID, { kind: "job", job: aJob("running", { jobId: JOB_ID }) });
  const relay = await startTestRelay({ moreSources: [fal] });
  const type = async (
    name: string,
    options: Readonly<Record<string, string>>,
    channel: ChannelRef = DISCORD_CHANNEL,
  ): Promise<string> => {
    const answers = relay.discord.invoke({ name, options, channel, userId: "ann" });
    await relay.clock.advance(1_000);
    return (await answers).at(-1) ?? "";
  };
  const complete = (typed: string, channel: ChannelRef = DISCORD_CHANNEL) =>
    relay.discord.complete({ command: "pika-status", option: "jobid", typed, channel });
  await type("pika-status", { jobid: `fal:${JOB_ID}` });
  const finish = async (): Promise<void> => {
    fal.answer(JOB_ID, { kind: "job", job: aJob("failed", { jobId: JOB_ID }) });
    await relay.clock.advance(60_000);
  };
  return { ...relay, type, complete, finish };
}

const NAMES: readonly (readonly [string, string])[] = [
  ["a link", LINK],
  ["a line of curl", `curl -H "Authorization: Key k-1" ${LINK}`],
  ["an API's answer", `{"request_id": "${REQUEST}", "status_url": "${LINK}"}`],
  ["its id", JOB_ID],
  ["its API and its id", `fal:${JOB_ID}`],
  ["its short id", "c0ffee00"],
  ["its API and its short id", "fal:c0ffee00"],
  ["its API and a part of its id", "FAL:fal-ai"],
];

describe.each(NAMES)("a job that is named by %s", (_what, jobid) => {
  it("is the one that /pika-status joins", async () => {
    const { type, store } = await setUp();
    expect(await type("pika-status", { jobid })).toContain(said("follow.already-you", JOB));
    expect(store.all()).toHaveLength(1);
  });

  it("is the one that /pika-forget stops, in this channel only", async () => {
    const { type, store } = await setUp();
    expect(await type("pika-forget", { jobid }, ELSEWHERE)).toContain(said("answer.not-found"));
    expect(store.all()).toMatchObject([{ state: "pending" }]);
    expect(await type("pika-forget", { jobid })).toContain(said("forget.done", JOB));
  });

  it("is the one whose result /pika-share shares, from this channel only", async () => {
    const { type, finish, discord } = await setUp();
    await finish();
    const options = { jobid, channel: "C3" };
    expect(await type("pika-share", options, ELSEWHERE)).toContain(said("answer.not-found"));
    expect(await type("pika-share", options)).toContain(
      said("share.done", { ...JOB, channel: { kind: "channel", channelId: "C3" } }),
    );
    expect(discord.in({ ...DISCORD_CHANNEL, channel: "C3" })).toMatchObject([{ kind: "result" }]);
  });
});

it("is completed to a text that names exactly it, in this channel only", async () => {
  const { complete, type } = await setUp();
  for (const typed of ["fal", "c0ff", "fal:c0", JOB_ID]) {
    const [suggestion, ...others] = await complete(typed);
    expect(others).toEqual([]);
    const answer = await type("pika-status", { jobid: suggestion?.value ?? "" });
    expect(answer).toContain(said("follow.already-you", JOB));
    expect(await complete(typed, ELSEWHERE)).toEqual([]);
  }
});
