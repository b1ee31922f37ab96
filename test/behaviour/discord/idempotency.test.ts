import { expect, it } from "vitest";
import { code, line, message } from "../../../src/core/message.ts";
import type { Checkpoint } from "../../../src/core/ports/platform.ts";
import { systemClock } from "../../../src/adapters/node/system-clock.ts";
import {
  connect,
  hurriedClock,
  JOB_ID,
  resultPost,
  say,
  statusPost,
  testFile,
} from "../../support/discord/connected.ts";

const LOST = {
  method: "POST",
  path: /messages$/,
  effect: "reset",
  when: "after-processing",
} as const;
const status = (words: string) => message([line(words, " Job ", code(JOB_ID))]);

it("posts no second message for the same key, however often it is called", async () => {
  await using server = await connect();
  const { adapter, channel, discord } = server;
  const first = await adapter.postStatus(statusPost(channel, "The job runs."));
  const second = await adapter.postStatus(statusPost(channel, "The job runs."));
  expect(second).toEqual(first);
  await adapter.postStatus(statusPost(channel, "The job runs.", "follow-2:status"));
  expect(discord.messages()).toHaveLength(2);
});

it("finds the result whose response was lost, even after the nonce has expired and many messages followed", async () => {
  await using server = await connect({ sandbox: { nonceWindowMs: 0 } });
  const { adapter, channel, discord } = server;
  const replyTo = await adapter.postStatus(statusPost(channel, "The job runs."));
  for (let index = 0; index < 120; index += 1)
    discord.say(discord.channelId, discord.users[0].id, `chatter ${index}`);
  discord.failNext(LOST);
  let checkpoint: Checkpoint | undefined;
  const file = testFile();
  const post = resultPost(channel, {
    replyTo,
    files: [{ file, altText: "a cat" }],
    save: async (saved) => void (checkpoint = saved),
  });
  await expect(adapter.postResult(post)).rejects.toMatchObject({ code: "unavailable" });
  for (let index = 0; index < 120; index += 1)
    discord.say(discord.channelId, discord.users[0].id, `more ${index}`);
  const again = { ...post, mayAlreadyExist: true, checkpoint: checkpoint! };
  const ref = await adapter.postResult(again);
  const results = discord.messages().filter((m) => m.attachments.length > 0);
  expect(results).toMatchObject([{ id: ref.id }]);
});

it("posts the result again if the first attempt did not post it", async () => {
  await using server = await connect({ sandbox: { nonceWindowMs: 0 } });
  const { adapter, channel, discord } = server;
  const replyTo = await adapter.postStatus(statusPost(channel, "The job runs."));
  discord.failNext({ ...LOST, when: "before" });
  const post = resultPost(channel, { replyTo });
  await expect(adapter.postResult(post)).rejects.toMatchObject({ code: "unavailable" });
  await adapter.postResult({ ...post, mayAlreadyExist: true });
  expect(discord.messages()).toHaveLength(2);
});

it("stores what it sends, and where to look for it, before it sends a result", async () => {
  await using server = await connect({ adapter: { clock: hurriedClock(30) } });
  const { adapter, channel, discord } = server;
  const saved: Checkpoint[] = [];
  const save = async (checkpoint: Checkpoint): Promise<void> => {
    expect(discord.messages()).toEqual([]);
    saved.push(checkpoint);
  };
  discord.failNext({ method: "POST", path: /messages$/ });
  const post = resultPost(channel, { save });
  await expect(adapter.postResult(post)).rejects.toMatchObject({ code: "unavailable" });
  await adapter.postResult({ ...post, mayAlreadyExist: true, checkpoint: saved[0]! });
  expect(new Set(saved.map(({ traces }) => traces)).size).toBe(1);
  expect(saved[0]?.["traces"]).toContain(discord.channelId);
});

it("takes over a status message whose response was lost, and updates it", async () => {
  await using server = await connect({ sandbox: { nonceWindowMs: 0 } });
  const { adapter, channel, discord } = server;
  discord.failNext(LOST);
  const post = { ...statusPost(channel, ""), message: status("Waiting.") };
  await expect(adapter.postStatus(post)).rejects.toMatchObject({ code: "unavailable" });
  const [landed] = discord.messages();
  const ref = await adapter.postStatus({
    ...post,
    message: status("Running."),
    mayAlreadyExist: true,
  });
  expect(ref.id).toBe(landed?.id);
  expect(discord.messages()).toMatchObject([
    { content: expect.stringContaining("Running.") as string },
  ]);
});

it("does not take over the status message of an earlier, finished follow of the same job", async () => {
  await using server = await connect({ sandbox: { nonceWindowMs: 0 } });
  const { adapter, channel, discord } = server;
  const old = await adapter.postStatus({ ...statusPost(channel, ""), message: status("Done.") });
  await adapter.postResult(resultPost(channel, { replyTo: old, message: status("Ready.") }));
  const ref = await adapter.postStatus({
    ...statusPost(channel, "", "follow-2:status"),
    message: status("Waiting."),
    mayAlreadyExist: true,
  });
  expect(ref.id).not.toBe(old.id);
  expect(discord.messages()).toHaveLength(3);
});

it("does not take the status message of its own follow for the result", async () => {
  await using server = await connect({ sandbox: { nonceWindowMs: 0 } });
  const { adapter, channel, discord } = server;
  await adapter.postStatus({ ...statusPost(channel, ""), message: status("Running.") });
  const result = { message: status("Failed."), mayAlreadyExist: true };
  await adapter.postResult(resultPost(channel, result));
  expect(discord.messages()).toHaveLength(2);
});

it("never takes another author's message for its own", async () => {
  await using server = await connect();
  const { adapter, channel, discord } = server;
  discord.say(discord.channelId, discord.users[0].id, "The job runs.");
  await adapter.postStatus({ ...statusPost(channel, "The job runs."), mayAlreadyExist: true });
  expect(discord.messages()).toHaveLength(2);
});

it("relies on the nonce if it may not read the history", async () => {
  await using server = await connect();
  const { adapter, channel, discord } = server;
  discord.setBotPermissions(discord.channelId, ["ViewChannel", "SendMessages"]);
  discord.failNext(LOST);
  const post = { ...statusPost(channel, ""), message: say("The job runs.") };
  await expect(adapter.postStatus(post)).rejects.toMatchObject({ code: "unavailable" });
  await adapter.postStatus({ ...post, mayAlreadyExist: true });
  expect(discord.messages()).toHaveLength(1);
});

// The earliest possible time of a result once came from a clock that was ahead, so nothing was ever
// newer.
it.each([2, -2])("finds a lost result although our clock is %i days off", async (days) => {
  const clock = { ...systemClock, now: () => Date.now() + days * 86_400_000 };
  await using server = await connect({ sandbox: { nonceWindowMs: 0 }, adapter: { clock } });
  const { adapter, channel, discord } = server;
  const replyTo = await adapter.postStatus(statusPost(channel, "The job runs."));
  const saved: Checkpoint[] = [];
  const save = async (checkpoint: Checkpoint) => void saved.push(checkpoint);
  const post = resultPost(channel, { replyTo, save, files: [{ file: testFile(), altText: "" }] });
  discord.failNext(LOST);
  await expect(adapter.postResult(post)).rejects.toMatchObject({ code: "unavailable" });
  const ref = await adapter.postResult({ ...post, mayAlreadyExist: true, checkpoint: saved[0]! });
  const results = discord.messages().filter((each) => each.attachments.length > 0);
  expect(results).toMatchObject([{ id: ref.id }]);
});
