import { describe, expect, it } from "vitest";
import { PlatformError, StoreError } from "../../../src/core/errors.ts";
import type { PollResult } from "../../../src/core/job/job.ts";
import { code } from "../../../src/core/message.ts";
import { aJob, DISCORD_CHANNEL } from "../../support/follows.ts";
import { startTestRelay } from "../../support/test-relay.ts";
import { pattern, said, sentence } from "../../support/sentence.ts";

const running: PollResult = { kind: "job", job: aJob("running") };
const failed: PollResult = { kind: "job", job: aJob("failed") };
const down = new PlatformError("unavailable", "503");

describe("an answer", () => {
  it("is given to a command that no longer exists", async () => {
    const { discord, store } = await startTestRelay();
    const answers = await discord.invoke({ name: "pika-gone" });
    expect(answers).toEqual([said("answer.unknown-command")]);
    expect(store.all()).toEqual([]);
  });

  it("says what is missing if a command lacks its option", async () => {
    const { discord } = await startTestRelay();
    const [answer] = await discord.invoke({ name: "pika-status" });
    expect(answer).toMatch(pattern`^${said("jobid.missing")}\n${sentence("jobid.example")}`);
  });

  it("that fails is one line in the log, and the job is followed anyway", async () => {
    const { ask, api, log, store } = await startTestRelay();
    api.answer("job-1", running);
    expect(await ask("job-1", { channel: DISCORD_CHANNEL, replyError: down })).toEqual([]);
    expect(log.lines.filter(({ event }) => event === "command.failed")).toEqual([
      {
        level: "error",
        event: "command.failed",
        fields: expect.objectContaining({
          command: "pika-status",
          platform: "discord",
          channelId: DISCORD_CHANNEL.channel,
          userId: "ann",
          err: down,
        }) as object,
      },
    ]);
    expect(store.all()).toMatchObject([{ state: "pending" }]);
  });

  it("says at once that the result is coming if the job has ended", async () => {
    const { ask, api } = await startTestRelay();
    api.answer("job-1", failed);
    api.answer("job-2", running);
    expect(await ask("job-1")).toEqual([
      expect.stringContaining(said("follow.over", { job: code("job-1") })),
    ]);
    expect(await ask("job-2")).toEqual([
      expect.stringContaining(said("follow.following", { job: code("job-2") })),
    ]);
  });

  it("promises the result if the platform could not tell whether the bot may post it", async () => {
    const { ask, api, log, discord } = await startTestRelay();
    api.answer("job-1", running);
    expect(await ask("job-1", { access: down })).toEqual([
      expect.stringContaining(said("follow.following", { job: code("job-1") })),
    ]);
    expect(discord.posts).toHaveLength(1);
    expect(log.of("access.unknown")).toEqual([{ jobId: "job-1", err: down }]);
  });

  it.each([
    [[], said("access.not-allowed")],
    [
      ["Send Messages", "Attach Files"],
      said("access.lacks", { names: "Send Messages, Attach Files" }),
    ],
  ])(
    "names the permission that only the post showed to be missing: %j",
    async (missing, problem) => {
      const { ask, api, discord, log } = await startTestRelay();
      api.answer("job-1", running);
      discord.refuse(DISCORD_CHANNEL, new PlatformError("forbidden", "no", { missing }));
      const [answer] = await ask("job-1", { channel: DISCORD_CHANNEL });
      expect(answer).toContain(problem);
      expect(answer).toContain(said("access.ask-manager"));
      expect(log.of("status.not_shown")).toMatchObject([{ err: { code: "forbidden" } }]);
    },
  );
});

describe("a logged refusal", () => {
  const place = { platform: "discord", channelId: "c1", userId: "ann" };
  const command = { ...place, command: "pika-status", workspace: "w1" };

  it.each([
    ["not_a_person", { isBot: true }, {}],
    ["channel_not_allowed", {}, { allowed: { guilds: ["g2"] } }],
    ["too_often", {}, { quotas: { commandsPerMinute: 1 } }],
  ])("of a command names its reason: %s", async (reason, typed, options) => {
    const { ask, log } = await startTestRelay(options);
    for (let times = 0; times < 2; times += 1) await ask("job-1", typed);
    expect(log.of("command.refused").at(-1)).toEqual({ ...command, reason });
  });

  it("of a job names whose limit applied", async () => {
    const { ask, api, log } = await startTestRelay({ quotas: { followsPerChannel: 1 } });
    api.answer("job-1", running);
    await ask("job-1");
    await ask("job-2");
    expect(log.of("follow.refused")).toEqual([
      { ...place, jobId: "job-2", of: "channel", limit: 1 },
    ]);
  });

  it("of the store names the job that was not added, or not removed again", async () => {
    const { ask, store, log } = await startTestRelay();
    store.failWith(new Error("disk full"));
    await ask("job-1");
    expect(log.of("follow.not_registered")).toEqual([
      { jobId: "job-1", err: expect.any(StoreError) as StoreError },
    ]);
    store.failWith(undefined);
    store.beforeRemove = () => {
      throw new StoreError("the store is down");
    };
    await ask("nobody");
    expect(log.of("follow.not_withdrawn")).toMatchObject([
      { key: expect.stringContaining("nobody") as string, err: { code: "store_unavailable" } },
    ]);
  });
});
