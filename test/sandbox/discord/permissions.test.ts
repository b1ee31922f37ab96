import { describe, expect, it } from "vitest";
import type { PermissionName } from "../../../sandbox/discord/permissions.ts";
import { call, post, startSandbox, upload } from "./discord-fixture.ts";

const file = new File(["x"], "a.mp4");
const ALL: PermissionName[] = ["ViewChannel", "SendMessages", "AttachFiles", "ReadMessageHistory"];
const without = (name: PermissionName): PermissionName[] => ALL.filter((other) => other !== name);

describe("a channel", () => {
  it("that the bot cannot see is refused with 50001, for reads and writes", async () => {
    const sandbox = await startSandbox();
    sandbox.setBotPermissions(sandbox.channelId, without("ViewChannel"));
    const missing = { status: 403, body: { code: 50001, message: "Missing Access" } };
    expect(await post(sandbox, { content: "x" })).toMatchObject(missing);
    expect(await call(sandbox, { path: `/channels/${sandbox.channelId}` })).toMatchObject(missing);
  });

  it("that the bot may not post or attach to is refused with 50013", async () => {
    const sandbox = await startSandbox();
    const missing = { status: 403, body: { code: 50013, message: "Missing Permissions" } };
    sandbox.setBotPermissions(sandbox.channelId, without("SendMessages"));
    expect(await post(sandbox, { content: "x" })).toMatchObject(missing);
    sandbox.setBotPermissions(sandbox.channelId, without("AttachFiles"));
    expect(await upload(sandbox, { content: "x" }, [file])).toMatchObject(missing);
    expect((await post(sandbox, { content: "x" })).status).toBe(200);
    sandbox.setBotPermissions(sandbox.channelId, ["Administrator"]);
    expect((await upload(sandbox, {}, [file])).status).toBe(200);
    expect(sandbox.violations).toEqual([]);
  });

  it("that was deleted is refused with 10003, and with 50001 in a guild that removed the bot", async () => {
    const sandbox = await startSandbox();
    const other = sandbox.addChannel();
    sandbox.deleteChannel(other);
    expect((await call(sandbox, { path: `/channels/${other}` })).body.code).toBe(10003);
    sandbox.removeBot(sandbox.guildId);
    expect((await post(sandbox, { content: "x" })).body.code).toBe(50001);
    expect((await call(sandbox, { path: `/guilds/${sandbox.guildId}` })).body.code).toBe(10004);
  });
});

describe("without Read Message History", () => {
  it("the list is empty instead of refused; a single message and a reply are refused", async () => {
    const sandbox = await startSandbox();
    const { body } = await post(sandbox, { content: "x" });
    sandbox.setBotPermissions(sandbox.channelId, without("ReadMessageHistory"));
    const path = `/channels/${sandbox.channelId}/messages`;
    expect(await call(sandbox, { path })).toMatchObject({ status: 200, body: [] });
    expect((await call(sandbox, { path: `${path}/${body.id}` })).body.code).toBe(50013);
    const reply = { content: "y", message_reference: { message_id: body.id } };
    expect((await post(sandbox, reply)).body.code).toBe(160002);
  });
});

describe("a message that is gone", () => {
  it("cannot be edited; a reply to it fails unless fail_if_not_exists is false", async () => {
    const sandbox = await startSandbox();
    const { body } = await post(sandbox, { content: "x" });
    sandbox.deleteMessage(sandbox.channelId, body.id);
    const path = `/channels/${sandbox.channelId}/messages/${body.id}`;
    const edit = await call(sandbox, { method: "PATCH", path, json: { content: "y" } });
    expect(edit).toMatchObject({ status: 404, body: { code: 10008 } });
    const reference = { message_id: body.id };
    const strict = await post(sandbox, { content: "y", message_reference: reference });
    expect(strict.body.errors.message_reference._errors[0].code).toBe(
      "MESSAGE_REFERENCE_UNKNOWN_MESSAGE",
    );
    const mild = { ...reference, fail_if_not_exists: false };
    expect((await post(sandbox, { content: "y", message_reference: mild })).status).toBe(200);
    expect(sandbox.messages()).toMatchObject([{ content: "y", message_reference: undefined }]);
    expect(sandbox.violations).toEqual([]);
  });

  it("of another author cannot be edited or deleted", async () => {
    const sandbox = await startSandbox();
    const said = sandbox.say(sandbox.channelId, sandbox.users[0].id, "mine");
    const path = `/channels/${sandbox.channelId}/messages/${said.id}`;
    const edit = await call(sandbox, { method: "PATCH", path, json: { content: "y" } });
    expect(edit).toMatchObject({ status: 403, body: { code: 50005 } });
    expect((await call(sandbox, { method: "DELETE", path })).body.code).toBe(50013);
  });
});

describe("a thread", () => {
  it("needs a permission of its own in its parent", async () => {
    const sandbox = await startSandbox();
    const thread = sandbox.addThread({ parentId: sandbox.channelId });
    const path = `/channels/${thread}/messages`;
    const send = () => call(sandbox, { method: "POST", path, json: { content: "x" } });
    expect((await send()).status).toBe(200);
    sandbox.setBotPermissions(sandbox.channelId, ALL);
    expect((await send()).body.code).toBe(50013);
  });

  it("is unarchived by a post unless it is locked", async () => {
    const sandbox = await startSandbox();
    const thread = sandbox.addThread({ parentId: sandbox.channelId, archived: true });
    const path = `/channels/${thread}/messages`;
    const send = () => call(sandbox, { method: "POST", path, json: { content: "x" } });
    const { body } = await send();
    expect(sandbox.threadState(thread)).toEqual({ archived: false, locked: false });
    sandbox.updateThread(thread, { archived: true, locked: true });
    expect(await send()).toMatchObject({ status: 400, body: { code: 50083 } });
    const json = { content: "y" };
    const edit = await call(sandbox, { method: "PATCH", path: `${path}/${body.id}`, json });
    expect(edit.body.code).toBe(50083);
  });
});
