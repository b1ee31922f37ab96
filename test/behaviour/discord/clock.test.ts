import { SnowflakeUtil } from "discord.js";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { Checkpoint } from "../../../src/core/ports/platform.ts";
import { connect, resultPost, say, statusPost, testFile } from "../../support/discord/connected.ts";

const HOUR = 3_600_000;
const FORGETFUL = { sandbox: { nonceWindowMs: 0 } };
const LOST = {
  method: "POST",
  path: /messages$/,
  effect: "reset",
  when: "after-processing",
} as const;
const files = [{ file: testFile(), altText: "" }];

/** What a relay stored while its clock was two days ahead. */
const AHEAD: Checkpoint = {
  notBefore: SnowflakeUtil.generate({ timestamp: Date.now() + 48 * HOUR }).toString(),
};

describe("a result that was sent while our clock was ahead", () => {
  // It was once searched among messages newer than our clock, then only among the latest hundred.
  it("is found behind hundreds of other messages", async () => {
    await using server = await connect(FORGETFUL);
    const { adapter, channel, discord } = server;
    const replyTo = await adapter.postStatus(statusPost(channel, "The job runs."));
    const post = resultPost(channel, { replyTo, files });
    discord.failNext(LOST);
    await expect(adapter.postResult(post)).rejects.toMatchObject({ code: "unavailable" });
    for (let index = 0; index < 230; index += 1)
      discord.say(discord.channelId, discord.users[0].id, `talk ${index}`);
    await adapter.postResult({ ...post, mayAlreadyExist: true, checkpoint: AHEAD });
    expect(discord.messages().filter(({ attachments }) => attachments.length > 0)).toHaveLength(1);
  });

  // A search of the latest messages, whatever their age, once took an older result for it, and it
  // was lost.
  it("is not confused with the result of an earlier follow of the job", async () => {
    await using server = await connect(FORGETFUL);
    const { adapter, channel, discord } = server;
    await adapter.postResult(resultPost(channel, { files, key: "an earlier follow" }));
    const replyTo = await adapter.postStatus(statusPost(channel, "The job runs."));
    const post = resultPost(channel, { replyTo, files });
    await adapter.postResult({ ...post, mayAlreadyExist: true, checkpoint: AHEAD });
    expect(discord.messages()).toHaveLength(3);
  });

  it("is dated by Discord's clock, not by ours", async () => {
    await using server = await connect();
    const { adapter, channel, discord } = server;
    const date = "Wed, 01 Jan 2025 12:00:00 GMT";
    discord.failNext({ method: "PATCH", status: 200, body: {}, headers: { date } });
    const ref = await adapter.postStatus(statusPost(channel, "The job runs."));
    await adapter.editStatus({ channel, ref, message: say("It is over.") });
    const saved: Checkpoint[] = [];
    const button = { kind: "button", name: "share", argument: "f1", label: "Share" } as const;
    const post = { message: { ...say("Ready."), actions: [button] } };
    const save = async (checkpoint: Checkpoint): Promise<void> => void saved.push(checkpoint);
    await adapter.postResult(resultPost(channel, { ...post, save }));
    const [trace] = JSON.parse(saved[0]?.["traces"] ?? "[]") as { after: string }[];
    const storedMs = SnowflakeUtil.timestampFrom(trace?.after ?? "0");
    expect(Math.abs(storedMs - Date.parse(date))).toBeLessThan(HOUR);
  });
});

/** Sets the wall clock back by an hour, as an administrator or NTP would. */
function setBack(): void {
  const systemNow = Date.now;
  vi.spyOn(Date, "now").mockImplementation(() => systemNow() - HOUR);
}

describe("a wall clock that is set back", () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  // discord.js once took the limits of the previous second for an hour's: after fifty requests
  // nothing was sent any more.
  it("delays no message", async () => {
    await using server = await connect();
    const { adapter, channel, discord } = server;
    const ref = await adapter.postStatus(statusPost(channel, "The job runs."));
    setBack();
    for (let index = 0; index < 60; index += 1)
      await adapter.editStatus({ channel, ref, message: say(`Minute ${index}`) });
    await adapter.postResult(resultPost(channel, { replyTo: ref, files }));
    expect(discord.messages().at(-1)?.attachments).toHaveLength(1);
  });

  it("delays no message if a limit had just been reached", async () => {
    await using server = await connect();
    const { adapter, channel, discord } = server;
    const headers = { "x-ratelimit-remaining": "0", "x-ratelimit-reset-after": "2.000" };
    const ref = await adapter.postStatus(statusPost(channel, "The job runs."));
    discord.failNext({ method: "PATCH", when: "after-processing", status: 200, body: {}, headers });
    await adapter.editStatus({ channel, ref, message: say("Minute 1") });
    const waiting = adapter.editStatus({ channel, ref, message: say("Minute 2") });
    setBack();
    // A request that already waits is told to retry, and not in an hour.
    await expect(waiting).rejects.toMatchObject({ code: "rate_limited", retryAfterMs: undefined });
    await adapter.editStatus({ channel, ref, message: say("Minute 3") });
    expect(discord.messages()[0]?.content).toBe("Minute 3");
  });
});
