import { expect, it } from "vitest";
import { codeBlock, line, link, mention, message, quote } from "../../../../../src/core/message.ts";
import {
  connect,
  resultPost,
  say,
  statusPost,
  testFile,
} from "../../../../support/discord/connected.ts";

it("posts a status message that links to itself, and edits it in place", async () => {
  await using server = await connect();
  const { discord, adapter, channel } = server;
  const ref = await adapter.postStatus(statusPost(channel, "The job is waiting."));
  expect(ref.url).toBe(
    `https://discord.com/channels/${discord.guildId}/${discord.channelId}/${ref.id}`,
  );
  await adapter.editStatus({ channel, ref, message: say("The job runs.") });
  expect(discord.messages()).toMatchObject([
    { id: ref.id, content: "The job runs.", edits: [{ content: "The job is waiting." }] },
  ]);
  expect(discord.violations).toEqual([]);
});

it("posts a result as a reply to the status message, with the bytes and the alt text", async () => {
  await using server = await connect();
  const { discord, adapter, channel } = server;
  const status = await adapter.postStatus(statusPost(channel, "The job runs."));
  const files = [testFile("cat.mp4"), testFile('odd "näme".mp4', { chunks: 1, chunkBytes: 1 })];
  const ref = await adapter.postResult(
    resultPost(channel, {
      replyTo: status,
      files: files.map((file, index) => ({ file, altText: `prompt ${index}` })),
    }),
  );
  const posted = discord.messages().find(({ id }) => id === ref.id);
  expect(posted?.message_reference?.message_id).toBe(status.id);
  expect(posted?.attachments).toMatchObject([
    { filename: "cat.mp4", sha256: files[0]!.sha256, description: "prompt 0" },
    { sha256: files[1]!.sha256, description: "prompt 1" },
  ]);
  const served = await fetch(posted!.attachments[0]!.url);
  expect((await served.arrayBuffer()).byteLength).toBe(files[0]!.sizeBytes);
  expect(discord.violations).toEqual([]);
});

it("still attaches files if Bolt has loaded another undici into the process", async () => {
  // The newer undici took over the global dispatcher, and every upload through discord.js failed.
  await import("@slack/bolt");
  await using server = await connect();
  const file = testFile();
  await server.adapter.postResult(
    resultPost(server.channel, { files: [{ file, altText: "a cat" }] }),
  );
  expect(server.discord.messages()[0]?.attachments[0]?.sha256).toBe(file.sha256);
});

it("notifies only the people named in pings, whatever the text says", async () => {
  await using server = await connect();
  const { discord, adapter, channel } = server;
  const [asker, other] = discord.users;
  const text = `@everyone <@${other.id}> <@&1>`;
  const body = message([line(mention(asker.id), " ", text), quote(text), codeBlock(text)], {
    pings: [asker.id],
  });
  await adapter.postResult(resultPost(channel, { message: body }));
  const status = await adapter.postStatus({
    ...statusPost(channel, ""),
    message: { ...body, pings: [] },
  });
  await adapter.editStatus({ channel, ref: status, message: body });
  expect(discord.messages().map(({ pings }) => pings)).toEqual([
    { everyone: false, users: [asker.id], roles: [] },
    { everyone: false, users: [], roles: [] },
  ]);
});

it("lets Discord preview only our own link, and none from outside text", async () => {
  await using server = await connect();
  const { adapter, channel, discord } = server;
  const ours = line("Not attached: ", link("https://media.test/cat.mp4", "cat.mp4"));
  const bodies = [
    message([ours]),
    message([ours, quote("like https://elsewhere.test/ please")]),
    message([quote("like https://elsewhere.test/ please")]),
  ];
  for (const [index, body] of bodies.entries())
    await adapter.postResult(resultPost(channel, { message: body, key: `key ${index}` }));
  const sent = discord.requests.filter(({ method }) => method === "POST").map(({ body }) => body);
  expect(sent.map((body) => (body as { flags?: number }).flags)).toEqual([undefined, 4, 4]);
  expect((sent[0] as { content: string }).content).toContain("(https://media.test/cat.mp4)");
  expect((sent[1] as { content: string }).content).toContain("(<https://media.test/cat.mp4>)");
});

it("posts the result without a reply if it may not read the history", async () => {
  await using server = await connect();
  const { discord, adapter, channel } = server;
  const status = await adapter.postStatus(statusPost(channel, "The job runs."));
  discord.setBotPermissions(discord.channelId, ["ViewChannel", "SendMessages", "AttachFiles"]);
  const file = testFile();
  await adapter.postResult(
    resultPost(channel, { replyTo: status, files: [{ file, altText: "" }] }),
  );
  const result = discord.messages()[1];
  expect(result?.message_reference).toBeUndefined();
  expect(result?.attachments[0]?.sha256).toBe(file.sha256);
});

it("posts the result although a user deleted the status message", async () => {
  await using server = await connect();
  const { discord, adapter, channel } = server;
  const status = await adapter.postStatus(statusPost(channel, "The job runs."));
  discord.deleteMessage(discord.channelId, status.id);
  await adapter.postResult(resultPost(channel, { replyTo: status }));
  expect(discord.messages()).toMatchObject([{ content: "The video is ready." }]);
});

it("posts into a thread, and unarchives an archived one", async () => {
  await using server = await connect();
  const { discord, adapter, channelRef } = server;
  const thread = discord.addThread({ parentId: discord.channelId, archived: true });
  await adapter.postStatus(statusPost(channelRef(thread), "The job runs."));
  expect(discord.messages(thread)).toHaveLength(1);
  expect(discord.threadState(thread).archived).toBe(false);
});
