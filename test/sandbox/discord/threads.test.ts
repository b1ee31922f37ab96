import { Events, type AnyThreadChannel, type TextChannel } from "discord.js";
import { describe, expect, it } from "vitest";
import { DEFAULT_BOT_PERMISSIONS } from "../../../sandbox/discord/permissions.ts";
import { call, logIn, post, startSandbox } from "./discord-fixture.ts";

const HAS_THREAD = 32;

async function startAllowed() {
  const sandbox = await startSandbox();
  const { channelId } = sandbox;
  sandbox.setBotPermissions(channelId, [...DEFAULT_BOT_PERMISSIONS, "CreatePublicThreads"]);
  const { body } = await post(sandbox, { content: "status" });
  const path = `/channels/${channelId}/messages/${body.id}`;
  const start = (json: unknown = { name: "Job 1" }) =>
    call(sandbox, { method: "POST", path: `${path}/threads`, json });
  return { sandbox, messageId: String(body.id), path, start };
}

describe("a thread", () => {
  it("is started at a message, has its id, and appears on it", async () => {
    const { sandbox, messageId, path, start } = await startAllowed();
    const begun = await start({ name: "Job 1", auto_archive_duration: 60 });
    expect(begun.status).toBe(201);
    expect(begun.body).toMatchObject({
      id: messageId,
      type: 11,
      parent_id: sandbox.channelId,
      thread_metadata: { auto_archive_duration: 60, archived: false },
    });
    const { body } = await call(sandbox, { path });
    expect(body).toMatchObject({ flags: HAS_THREAD, thread: { id: messageId, message_count: 0 } });
    expect(sandbox.messages()[0]?.thread).toMatchObject({ name: "Job 1", messageCount: 0 });
    expect(await start()).toMatchObject({ status: 400, body: { code: 160004 } });
    expect(sandbox.violations).toEqual([]);
  });

  it("accepts messages, and lists them after Discord's own first one", async () => {
    const { sandbox, messageId, start } = await startAllowed();
    await start();
    const inside = `/channels/${messageId}/messages`;
    await call(sandbox, { method: "POST", path: inside, json: { content: "in it" } });
    const { body } = await call(sandbox, { path: inside });
    expect(body).toMatchObject([
      { type: 0, content: "in it" },
      { type: 21, content: "", referenced_message: { id: messageId } },
    ]);
    const own = { method: "PATCH", path: `${inside}/${body[1].id}`, json: { content: "x" } };
    expect((await call(sandbox, own)).body.code).toBe(50021);
    expect(sandbox.messages(messageId)).toMatchObject([{ content: "in it" }]);
    sandbox.setBotPermissions(sandbox.channelId, ["ViewChannel", "SendMessages"]);
    const refused = await call(sandbox, { method: "POST", path: inside, json: { content: "x" } });
    expect(refused.body.code).toBe(50013);
  });

  it.each([
    ["without a name", {}],
    ["with a name of 101", { name: "x".repeat(101) }],
    ["that archives after a minute", { name: "x", auto_archive_duration: 1 }],
  ])("%s is refused with 50035", async (_, json) => {
    const { start } = await startAllowed();
    expect(await start(json)).toMatchObject({ status: 400, body: { code: 50035 } });
  });

  it("needs Create Public Threads, a message, and a channel that is not a thread", async () => {
    const { sandbox, messageId, start } = await startAllowed();
    await start();
    const begin = (channelId: string, id: string) =>
      call(sandbox, {
        method: "POST",
        path: `/channels/${channelId}/messages/${id}/threads`,
        json: { name: "x" },
      });
    expect((await begin(messageId, messageId)).body.code).toBe(50024);
    expect((await begin(sandbox.channelId, "1")).body.code).toBe(10008);
    const without = DEFAULT_BOT_PERMISSIONS.filter((name) => name !== "CreatePublicThreads");
    sandbox.setBotPermissions(sandbox.channelId, without);
    const { body } = await post(sandbox, { content: "other" });
    expect((await begin(sandbox.channelId, body.id)).body.code).toBe(50013);
  });

  it("is started, seen and posted to by discord.js", async () => {
    const { sandbox, messageId } = await startAllowed();
    const client = await logIn(sandbox);
    const told = new Promise<[AnyThreadChannel, boolean]>((resolve) => {
      client.once(Events.ThreadCreate, (...event) => resolve(event));
    });
    const channel = (await client.channels.fetch(sandbox.channelId)) as TextChannel;
    const message = await channel.messages.fetch(messageId);
    const thread = await message.startThread({ name: "Job 1" });
    expect((await told)[0].id).toBe(messageId);
    await thread.send("in it");
    expect(thread.parentId).toBe(sandbox.channelId);
    expect(sandbox.messages(messageId)).toMatchObject([{ content: "in it" }]);
    await expect(message.startThread({ name: "again" })).rejects.toMatchObject({
      code: 160004,
    });
    expect(sandbox.violations).toEqual([]);
  });
});
