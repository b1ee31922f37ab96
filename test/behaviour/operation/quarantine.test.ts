import { expect, it } from "vitest";
import { settingsKey } from "../../../src/core/channel/channel-settings.ts";
import { followKey, jobKey } from "../../../src/core/follow/follow.ts";
import { partitionOf } from "../../../src/core/partition.ts";
import { aFollow, aJob, aSettledFollow, DISCORD_CHANNEL } from "../../support/follows.ts";
import { mp4Bytes } from "../../support/fakes/fake-media.ts";
import { FakeProcesses } from "../../support/several/fake-processes.ts";
import { said, sentence } from "../../support/sentence.ts";
import { startTestRelay, type TestRelayOptions } from "../../support/test-relay.ts";

const VIDEO = "https://cdn.test/video.mp4";
const attachments = [{ url: VIDEO, filename: "video.mp4", contentType: "video/mp4" }];

/** A relay that takes over from `times` processes, which all ended during the same work. */
const takeOver = (
  work: { readonly key: string; readonly partition: number; readonly times: number },
  options: TestRelayOptions,
) =>
  startTestRelay({
    ...options,
    join: (clock) => {
      const processes = new FakeProcesses(clock);
      for (let time = 1; time <= work.times; time += 1)
        void processes.marked.join().begin(work.partition, work.key);
      return processes.join("all");
    },
  });

it.each([
  { times: 4, polled: ["job-1", "job-2"], told: [] },
  { times: 5, polled: ["job-2"], told: ["job-1"] },
])(
  "polls $polled if polls of job-1 have ended $times processes",
  async ({ times, ...expected }) => {
    const follows = [aFollow({ requesters: ["ann"] }), aFollow({ id: "f2", jobId: "job-2" })];
    const key = jobKey(follows[0]!);
    const { api, clock, discord, log } = await takeOver(
      { key, partition: partitionOf(key), times },
      { follows },
    );
    await clock.advance(20_000);
    expect([...new Set(api.reads)].toSorted()).toEqual(expected.polled);
    const told = discord.posts.filter(({ text }) => sentence("result.quarantined").test(text));
    expect(told.map(({ key: shown }) => shown)).toEqual(expected.told.map(() => "f1:result"));
    const logged = expected.told.map((jobId) => ({ jobId, what: "poll" }));
    expect(log.of("follow.quarantined")).toMatchObject(logged);
  },
);

it("tells a channel of a result whose delivery has ended processes, and posts others", async () => {
  const completed = { kind: "completed", attachments } as const;
  // Its job was over at the first poll, so it has no status message.
  const follow = aSettledFollow(completed, { overAtOnce: true });
  const partition = partitionOf(settingsKey(DISCORD_CHANNEL));
  const relay = await takeOver(
    { key: followKey(follow), partition, times: 5 },
    { follows: [follow, aFollow({ id: "f2", jobId: "job-2" })] },
  );
  const { api, clock, discord, media, log, store } = relay;
  media.script(VIDEO, { bytes: mp4Bytes() });
  api.answer("job-2", { kind: "job", job: aJob("completed", { jobId: "job-2", attachments }) });
  await clock.advance(60_000);
  expect(store.all().find(({ id }) => id === "f1")).toMatchObject({
    state: "discarded",
    discardReason: "quarantined",
  });
  expect(discord.posts.map(({ text }) => text).join("\n")).toContain(
    said("undelivered.quarantined"),
  );
  expect(discord.posts.filter(({ kind }) => kind === "result")).toMatchObject([
    { key: "f2:result" },
  ]);
  expect(log.of("follow.quarantined")).toMatchObject([{ jobId: "job-1", what: "delivery" }]);
});
