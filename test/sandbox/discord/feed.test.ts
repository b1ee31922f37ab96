import { describe, expect, it } from "vitest";
import { DEFAULT_BOT_PERMISSIONS } from "../../../sandbox/discord/permissions.ts";
import { call, post, register, startSandbox, upload } from "./discord-fixture.ts";

type Sandbox = Awaited<ReturnType<typeof startSandbox>>;

function listen(sandbox: Sandbox): string[] {
  const names = new Map(sandbox.users.map(({ id, username }) => [id, username]));
  const heard: string[] = [];
  sandbox.on("feed", (entry) => {
    const what =
      "message" in entry
        ? `message "${entry.message.content}"${entry.message.loading ? " thinking" : ""}`
        : `${entry.channel.kind} "${entry.channel.name}"`;
    const who = entry.visibleTo.map((id) => names.get(id)).join(" ");
    heard.push(`${entry.change} ${what} for ${who}`);
  });
  return heard;
}

describe("the feed", () => {
  it("has public messages, threads and direct messages, and who sees them", async () => {
    const sandbox = await startSandbox();
    const [ada, grace] = sandbox.users;
    const heard = listen(sandbox);
    const { channelId } = sandbox;
    sandbox.setBotPermissions(channelId, [...DEFAULT_BOT_PERMISSIONS, "CreatePublicThreads"]);
    const { body } = await post(sandbox, { content: "hello" });
    const path = `/channels/${channelId}/messages/${body.id}`;
    await call(sandbox, { method: "PATCH", path, json: { content: "edited" } });
    sandbox.setMemberPermissions(channelId, grace.id, []);
    await call(sandbox, { method: "POST", path: `${path}/threads`, json: { name: "T" } });
    sandbox.deleteMessage(channelId, body.id);
    const direct = sandbox.addDirectMessage(grace.id);
    sandbox.say(direct, grace.id, "psst");
    expect(heard).toEqual([
      'edited text "videos" for ada grace',
      'created message "hello" for ada grace',
      'edited message "edited" for ada grace',
      'created thread "T" for ada',
      'edited message "edited" for ada',
      'deleted message "edited" for ada',
      'created dm "" for grace',
      'created message "psst" for grace',
    ]);
    expect(sandbox.channels().map(({ kind }) => kind)).toEqual(["text", "thread", "dm"]);
    expect(ada.username).toBe("ada");
  });

  it("has private answers, from thinking to deleted", async () => {
    const sandbox = await startSandbox();
    await register(sandbox);
    const heard = listen(sandbox);
    const { id, token } = await sandbox.command({ name: "pika-status", options: { jobid: "1" } });
    const path = `/interactions/${id}/${token}/callback`;
    await call(sandbox, { method: "POST", path, json: { type: 5, data: { flags: 64 } } });
    const original = `/webhooks/${sandbox.applicationId}/${token}/messages/@original`;
    await call(sandbox, { method: "PATCH", path: original, json: { content: "private" } });
    await call(sandbox, { method: "DELETE", path: original });
    expect(heard).toEqual([
      'created message "" thinking for ada',
      'edited message "private" for ada',
      'deleted message "private" for ada',
    ]);
  });

  it("has everything to draw a message", async () => {
    const sandbox = await startSandbox();
    const question = sandbox.say(sandbox.channelId, sandbox.users[0].id, "done?");
    const drawn: unknown[] = [];
    sandbox.on("feed", (entry) => "message" in entry && drawn.push(entry.message));
    const components = [
      { type: 1, components: [{ type: 2, style: 1, custom_id: "a", label: "A" }] },
    ];
    const reply = { message_reference: { message_id: question.id } };
    await upload(sandbox, { content: "yes", components, ...reply }, [new File(["abc"], "a.mp4")]);
    expect(drawn).toMatchObject([
      {
        author: { username: "pika-relay", globalName: "Pika Relay", bot: true },
        content: "yes",
        attachments: [{ filename: "a.mp4", content_type: "video/mp4", size: 3 }],
        components: [{ components: [{ label: "A" }] }],
        message_reference: { message_id: question.id },
        flags: 0,
      },
    ]);
  });
});

describe("an attachment", () => {
  it.each([
    ["bytes=0-1", 206, "ab", "bytes 0-1/6"],
    ["bytes=4-", 206, "ef", "bytes 4-5/6"],
    ["bytes=2-99", 206, "cdef", "bytes 2-5/6"],
    ["bytes=-2", 206, "ef", "bytes 4-5/6"],
    ["bytes=6-", 416, "", "bytes */6"],
    ["bytes=3-1", 200, "abcdef", null],
    ["bytes=0-1,3-4", 200, "abcdef", null],
    ["lines=1-2", 200, "abcdef", null],
  ])("is served for %s with %i", async (...[range, status, text, place]) => {
    const sandbox = await startSandbox();
    await upload(sandbox, {}, [new File(["abcdef"], "a.mp4")]);
    const url = sandbox.messages()[0]!.attachments[0]!.url;
    const answer = await fetch(url, { headers: { range } });
    expect(answer.status).toBe(status);
    expect(answer.headers.get("content-range")).toBe(place);
    expect(answer.headers.get("accept-ranges")).toBe("bytes");
    expect(await answer.text()).toBe(text);
    const head = await fetch(url, { method: "HEAD" });
    expect(head.headers.get("content-length")).toBe("6");
    expect(await head.text()).toBe("");
  });
});
