import { expect, it } from "vitest";
import {
  connect,
  JOB_ID,
  resultPost,
  statusPost,
  testFile,
} from "../../../../support/discord/connected.ts";

const LOST = { method: "POST", effect: "reset", when: "after-processing" } as const;

it("starts one thread at a message, however often it is requested", async () => {
  await using server = await connect();
  const { adapter, channel, channelRef, discord } = server;
  const root = await adapter.postStatus(statusPost(channel, "The job runs."));
  const request = { channel, root, name: `Job\n${JOB_ID} ${"x".repeat(100)}` };
  expect(await adapter.openThread(request)).toEqual(channelRef(root.id));
  expect(await adapter.openThread(request)).toEqual(channelRef(root.id));
  const threads = discord.channels().filter(({ kind }) => kind === "thread");
  expect(threads).toMatchObject([{ id: root.id, name: expect.stringMatching(/^Job job:/) }]);
  expect(threads[0]!.name.length).toBeLessThanOrEqual(100);
  expect(discord.violations).toEqual([]);
});

// Discord refuses it, and results of jobs followed there could not be posted at all.
it("stays in the same place within a thread and in a direct message", async () => {
  await using server = await connect();
  const { adapter, channel, channelRef, discord } = server;
  const thread = channelRef(discord.addThread({ parentId: channel.channel }));
  const direct = await adapter.openDirect({ userId: discord.users[0].id, workspace: "@me" });
  for (const [index, place] of [thread, direct].entries()) {
    const root = await adapter.postStatus(statusPost(place, "The job runs.", `key ${index}`));
    expect(await adapter.openThread({ channel: place, root, name: "Job" })).toEqual(place);
  }
});

it("finds the thread again if the answer to its start was lost", async () => {
  await using server = await connect();
  const { adapter, channel, channelRef, discord } = server;
  const root = await adapter.postStatus(statusPost(channel, "The job runs."));
  const request = { channel, root, name: "Job" };
  discord.failNext({ ...LOST, path: /threads$/ });
  await expect(adapter.openThread(request)).rejects.toMatchObject({ code: "unavailable" });
  expect(await adapter.openThread(request)).toEqual(channelRef(root.id));
});

it("names the permission that a thread needs, and reports a missing message", async () => {
  await using server = await connect();
  const { adapter, channel, discord } = server;
  const root = await adapter.postStatus(statusPost(channel, "The job runs."));
  const request = { channel, root, name: "Job" };
  discord.setBotPermissions(channel.channel, ["ViewChannel", "SendMessages"]);
  await expect(adapter.openThread(request)).rejects.toMatchObject({
    code: "forbidden",
    missing: ["Create Public Threads"],
  });
  discord.deleteMessage(channel.channel, root.id);
  await expect(adapter.openThread(request)).rejects.toMatchObject({ code: "message_lost" });
});

// The thread begins with a message in the bot's name that refers to the status message, as a result does.
it("posts a result in the thread once, though an earlier attempt's answer was lost", async () => {
  await using server = await connect({ sandbox: { nonceWindowMs: 0 } });
  const { adapter, channel, discord } = server;
  const root = await adapter.postStatus(statusPost(channel, "The job runs."));
  const thread = await adapter.openThread({ channel, root, name: "Job" });
  const saved: Record<string, string>[] = [];
  const post = resultPost(thread, {
    replyTo: root,
    files: [{ file: testFile(), altText: "" }],
    save: async (checkpoint) => void saved.push(checkpoint),
  });
  const inDoubt = { ...post, mayAlreadyExist: true };
  discord.failNext({ method: "POST", path: /messages$/, status: 503 });
  await expect(adapter.postResult(post)).rejects.toMatchObject({ code: "unavailable" });
  discord.failNext({ ...LOST, path: /messages$/ });
  await expect(adapter.postResult({ ...inDoubt, checkpoint: saved[0]! })).rejects.toMatchObject({
    code: "unavailable",
  });
  const ref = await adapter.postResult({ ...inDoubt, checkpoint: saved[0]! });
  const results = discord.messages(thread.channel).filter(({ content }) => content !== "");
  expect(results).toMatchObject([{ id: ref.id, message_reference: undefined }]);
  // The status message is outside, where nothing in the thread can refer to.
  expect(JSON.stringify(discord.requests)).not.toContain("message_reference");
  expect(ref.url).toContain(`/${thread.channel}/${ref.id}`);
  expect(discord.violations).toEqual([]);
});

it("writes to a user directly, and to the same channel the next time", async () => {
  await using server = await connect();
  const { adapter, discord } = server;
  const [{ id }] = discord.users;
  const direct = await adapter.openDirect({ userId: id, workspace: "@me" });
  expect(direct).toMatchObject({ platform: "discord", workspace: "@me" });
  expect(await adapter.openDirect({ userId: id, workspace: "@me" })).toEqual(direct);
  const file = testFile();
  const ref = await adapter.postResult(resultPost(direct, { files: [{ file, altText: "" }] }));
  expect(ref.url).toBe(`https://discord.com/channels/@me/${direct.channel}/${ref.id}`);
  expect(discord.messages(direct.channel)[0]?.attachments[0]?.sha256).toBe(file.sha256);
  expect(discord.violations).toEqual([]);
});

it("reports a user who accepts no direct messages, or who does not exist", async () => {
  await using server = await connect();
  const { adapter, discord } = server;
  const [{ id }] = discord.users;
  discord.refuseDirectMessages(id);
  const posted = adapter
    .openDirect({ userId: id, workspace: "@me" })
    .then((direct) => adapter.postResult(resultPost(direct)));
  await expect(posted).rejects.toMatchObject({ code: "channel_lost", retryable: false });
  await expect(adapter.openDirect({ userId: "1", workspace: "@me" })).rejects.toMatchObject({
    retryable: false,
  });
});
