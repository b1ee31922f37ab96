import { describe, expect, it } from "vitest";
import { StoreError } from "../../../../src/core/errors.ts";
import { recogniseFal } from "../../../../src/adapters/fal/recognise.ts";
import type { ChannelRef } from "../../../../src/core/channel/channel-ref.ts";
import type { Follow } from "../../../../src/core/follow/follow.ts";
import {
  suggestJobs,
  type SuggestRequest,
} from "../../../../src/services/requests/suggest-jobs.ts";
import { FakeJobSource } from "../../../support/fakes/fake-job-source.ts";
import { FakeClock } from "../../../support/fakes/fake-clock.ts";
import {
  aFollow,
  aSettledFollow,
  DISCORD_CHANNEL,
  SLACK_CHANNEL,
} from "../../../support/follows.ts";
import { said } from "../../../support/sentence.ts";
import { aDeliveredFollow, OTHER_PLACES, startUseCases } from "../../../support/use-cases.ts";

const NOW = new FakeClock().now();
const request: SuggestRequest = {
  channel: DISCORD_CHANNEL,
  typed: "",
  locale: undefined,
  suggests: "all-jobs",
};

const runningJob = (n: number, prompt?: string): Follow =>
  aFollow({ id: `r${n}`, jobId: `running-${n}`, job: { status: "progress", prompt } });
const endedJob = (n: number): Follow => ({
  ...aDeliveredFollow({ id: `e${n}`, jobId: `ended-${n}` }),
  closedAt: NOW - n,
});

/** The ids that are suggested if a channel has these follows. */
async function suggested(follows: readonly Follow[], changes: Partial<SuggestRequest> = {}) {
  const { deps } = await startUseCases({ follows });
  return (await suggestJobs(deps, { ...request, ...changes })).map(({ value }) => value);
}

it("suggests running jobs before ended ones, the newest of each first", async () => {
  const follows = [runningJob(1), endedJob(2), runningJob(2), endedJob(1)];
  expect(await suggested(follows)).toEqual(["running-2", "running-1", "ended-1", "ended-2"]);
});

it("suggests only the jobs that the option is about", async () => {
  const follows = [runningJob(1), endedJob(1)];
  expect(await suggested(follows, { suggests: "followed-jobs" })).toEqual(["running-1"]);
  expect(await suggested(follows, { suggests: "finished-jobs" })).toEqual(["ended-1"]);
});

it("suggests the jobs whose id or prompt contains what the person typed, in any case", async () => {
  const follows = [runningJob(1, "A Cat"), runningJob(2, "a dog"), runningJob(3), endedJob(2)];
  expect(await suggested(follows, { typed: " cAT " })).toEqual(["running-1"]);
  expect(await suggested(follows, { typed: "-2" })).toEqual(["running-2", "ended-2"]);
  expect(await suggested(follows, { typed: "RUNNING-3" })).toEqual(["running-3"]);
  expect(await suggested([aFollow({ jobId: "JOB-X" })], { typed: "job-x" })).toEqual(["JOB-X"]);
  expect(await suggested(follows, { typed: "bird" })).toEqual([]);
});

it("suggests a job once that runs in the channel and in its thread", async () => {
  const thread = { ...SLACK_CHANNEL, thread: "1.5" };
  const follows = [
    aFollow({ id: "f1", channel: SLACK_CHANNEL }),
    aFollow({ id: "f2", channel: thread }),
  ];
  expect(await suggested(follows, { channel: SLACK_CHANNEL })).toEqual(["job-1"]);
});

it("suggests a job as running that has ended before and was asked for again in a thread", async () => {
  const thread = { ...SLACK_CHANNEL, thread: "1.5" };
  const { deps } = await startUseCases({
    follows: [
      aDeliveredFollow({ channel: SLACK_CHANNEL }),
      aFollow({ id: "f2", channel: thread, job: { status: "progress" } }),
    ],
  });
  expect(await suggestJobs(deps, { ...request, channel: SLACK_CHANNEL })).toEqual([
    { value: "job-1", label: `▶️ ${said("status.progress")} · job-1` },
  ]);
});

it("suggests no more than Discord shows", async () => {
  const follows = Array.from({ length: 26 }, (_, n) => runningJob(n));
  const ids = await suggested(follows);
  expect(ids).toHaveLength(25);
  expect(ids[0]).toBe("running-25");
});

it("suggests no result that is on its way, and no retry whose answer is not known", async () => {
  const follows = [
    aSettledFollow({ kind: "failed" }),
    aFollow({ id: "f2", jobId: "job-2", origin: "retry" }),
  ];
  expect(await suggested(follows)).toEqual([]);
});

it("labels a job with its status, the beginning of its prompt and its short id", async () => {
  const { deps } = await startUseCases({
    follows: [
      {
        ...runningJob(1, "smile ".repeat(20)),
        jobId: "a-job-with-a-long-id",
        publicId: "a-job-wi",
      },
    ],
  });
  const prompt = `${"smile ".repeat(10).trimEnd()}…`;
  expect(await suggestJobs(deps, request)).toEqual([
    {
      value: "a-job-with-a-long-id",
      label: `▶️ ${said("status.progress")} · ${prompt} · a-job-wi`,
    },
  ]);
});

it.each([
  { locale: "de", channel: DISCORD_CHANNEL },
  { locale: "ja", channel: SLACK_CHANNEL },
  { locale: "tlh", channel: DISCORD_CHANNEL },
])("labels a job in the person's language: $locale", async ({ locale, channel }) => {
  const { deps } = await startUseCases({ follows: [aDeliveredFollow({ channel, locale: "fr" })] });
  const status = said("status.completed", {}, { locale, platform: channel.platform });
  expect(await suggestJobs(deps, { ...request, channel, locale })).toEqual([
    { value: "job-1", label: `✅ ${status} · job-1` },
  ]);
});

it.each<{ place: string; channel: ChannelRef }>(OTHER_PLACES)(
  "suggests nothing of this channel in $place",
  async ({ channel }) => {
    expect(await suggested([runningJob(1), endedJob(1)], { channel })).toEqual([]);
  },
);

it("rejects while the store is down", async () => {
  const { deps, store } = await startUseCases({ follows: [runningJob(1), endedJob(1)] });
  store.failWith(new Error("disk full"));
  await expect(suggestJobs(deps, request)).rejects.toThrow(StoreError);
});

/** A relay that follows jobs of Pika and of fal, whose ids with a UUID only fal knows. */
async function withFal(follows: readonly Follow[]) {
  const fal = Object.assign(new FakeJobSource("fal", "fal"), { recognise: recogniseFal });
  const { deps } = await startUseCases({ follows, moreSources: [fal] });
  return (typed: string) => suggestJobs(deps, { ...request, typed });
}

describe("with several job APIs", () => {
  const REQUEST = "c0ffee00-0000-4000-8000-000000000001";
  const falJob = (changes: Partial<Follow> = {}): Follow =>
    aFollow({
      source: "fal",
      sourceName: "fal",
      jobId: `fal-ai/pika:${REQUEST}`,
      publicId: "c0ffee00",
      job: { status: "progress" },
      ...changes,
    });

  it.each(["fal", "FAL:c0ff", "fal:fal-ai", "c0ffee00", "fal-ai/pika", ""])(
    "suggests the job of another one for %j, with its API's name",
    async (typed) => {
      const suggest = await withFal([falJob()]);
      expect(await suggest(typed)).toEqual([
        {
          value: `fal-ai/pika:${REQUEST}`,
          label: `▶️ ${said("status.progress")} · fal · c0ffee00`,
        },
      ]);
    },
  );

  it("inserts the API's name with an id that others may know", async () => {
    const suggest = await withFal([falJob({ jobId: "a/b:1", publicId: "1" })]);
    expect((await suggest("")).map(({ value }) => value)).toEqual(["fal:a/b:1"]);
  });

  it("inserts the name in the channel instead of an address", async () => {
    const suggest = await withFal([
      falJob({ jobId: "ann@example.com:1", publicId: "mail:1" }),
      falJob({ id: "f2", jobId: `10.0.0.5:8188/${REQUEST}` }),
    ]);
    expect((await suggest("")).map(({ value }) => value)).toEqual(["c0ffee00", "mail:1"]);
  });

  it("inserts the name, with its mark, instead of an id that is too long for Discord", async () => {
    const long = `fal-ai/${"x".repeat(90)}`;
    const suggest = await withFal([
      falJob({ jobId: `${long}:1` }),
      falJob({ id: "f2", jobId: `${long}:2` }),
    ]);
    expect((await suggest("")).map(({ value }) => value.slice(0, 9))).toEqual([
      "c0ffee00#",
      "c0ffee00#",
    ]);
  });

  it("suggests a job of an API that is switched off by its name", async () => {
    const ended = aDeliveredFollow(falJob());
    const { deps } = await startUseCases({ follows: [ended] });
    expect((await suggestJobs(deps, request)).map(({ value }) => value)).toEqual(["c0ffee00"]);
  });
});
