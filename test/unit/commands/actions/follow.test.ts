import { describe, expect, it } from "vitest";
import { code } from "../../../../src/core/message.ts";
import { FakeJobSource } from "../../../support/fakes/fake-job-source.ts";
import { said } from "../../../support/sentence.ts";
import { startTestRelay, type TestRelayOptions } from "../../../support/test-relay.ts";
import { aFollow } from "../../../support/follows.ts";
import { BOTH, peopleOn, PLACES, pollResult } from "../asking.ts";

const JOB = { job: code("job-1") };

describe.each(BOTH)("a button of a choice between job APIs on %s", (platform) => {
  async function setUp(options: TestRelayOptions = {}) {
    const fal = new FakeJobSource("fal", "fal");
    const relay = await startTestRelay({ moreSources: [fal], ...options });
    for (const api of [relay.api, fal]) api.answer("job-1", pollResult("running"));
    return { ...relay, ...peopleOn(relay, platform), fal };
  }

  it("follows the job of its API, in a relay that has started since the choice was offered", async () => {
    const relay = await setUp();
    expect(await relay.press("follow", "fal:job-1")).toContain(said("follow.following", JOB));
    expect(relay.store.all()).toMatchObject([{ source: "fal", jobId: "job-1" }]);
    expect(relay.api.reads).toEqual([]);
  });

  it("means the whole id, not the name of another job of the channel", async () => {
    const namesake = aFollow({
      jobId: "fal:job-1",
      publicId: "fal:job-1",
      channel: PLACES[platform],
    });
    const relay = await setUp({ follows: [namesake] });
    expect(await relay.press("follow", "fal:job-1")).toContain(said("follow.following", JOB));
    expect(relay.store.all().map(({ source, jobId }) => `${source} ${jobId}`)).toEqual([
      "pika fal:job-1",
      "fal job-1",
    ]);
  });

  it("says that its API is switched off now, and what switches it on", async () => {
    const off = new FakeJobSource("fal", "fal");
    const relay = await setUp({
      moreSources: [],
      disabledSources: [
        {
          name: "fal",
          displayName: "fal",
          variables: ["FAL_KEY"],
          recognise: (text) => (text.startsWith("fal:") ? off.recognise(text) : undefined),
        },
      ],
    });
    expect(await relay.press("follow", "fal:job-1")).toBe(
      said("follow.source-off", { source: "fal", variable: code("FAL_KEY") }),
    );
    expect(relay.store.all()).toEqual([]);
  });

  it.each(["fal:job-9", "nowhere:job-1", "job 1", ""])(
    "answers in plain words to a choice that means nothing: %j",
    async (argument) => {
      const relay = await setUp();
      expect(await relay.press("follow", argument)).not.toBe(said("answer.failed"));
      expect(relay.store.all()).toEqual([]);
      expect(relay.posts()).toEqual([]);
    },
  );

  it("is refused in a channel that the relay may not be used in any more", async () => {
    const relay = await setUp({ allowed: { channels: ["elsewhere"] } });
    expect(await relay.press("follow", "fal:job-1")).toBe(said("answer.not-allowed-here"));
    expect(relay.store.all()).toEqual([]);
  });

  it("counts as a command, and towards the quotas", async () => {
    const relay = await setUp({ quotas: { followsPerChannel: 0 } });
    expect(await relay.press("follow", "fal:job-1")).toContain(
      said("follow.too-many-of-channel", { jobs: "0 jobs" }),
    );
    const slow = await setUp({ quotas: { commandsPerMinute: 1 } });
    await slow.press("follow", "fal:job-1");
    expect(await slow.press("follow", "fal:job-1")).toContain(said("answer.too-often-rest"));
  });
});
