import { describe, expect, it } from "vitest";
import type { PermissionName } from "../../../../../sandbox/discord/permissions.ts";
import { connect, JOB_ID, WAYS_IN, type Connected } from "../../../../support/discord/connected.ts";
import { permissionNames } from "../../../../../src/messages/translator.ts";

const MEMBER: readonly PermissionName[] = ["ViewChannel", "SendMessages", "SendMessagesInThreads"];

/** A person names another channel in a command. */
async function share(server: Connected, channel: string) {
  const { invocation } = await server.type({
    name: "pika-share",
    options: { jobid: JOB_ID, channel },
  });
  return { invocation, access: await invocation.checkSharing(channel) };
}

describe.each(WAYS_IN)("$way", ({ byHttp }) => {
  it("is allowed if the user and the bot may both post, with the server's limit", async () => {
    await using server = await connect({ byHttp, sandbox: { uploadLimitBytes: 50_000_000 } });
    const channel = server.discord.addChannel();
    const { invocation, access } = await share(server, channel);
    expect(invocation.options).toEqual({ jobid: JOB_ID, channel });
    expect(access).toEqual({
      kind: "ok",
      channel: server.channelRef(channel),
      uploadLimitBytes: 50_000_000,
    });
    expect(server.discord.violations).toEqual([]);
  });

  it.each([
    [
      "the person may not write",
      MEMBER.filter((name) => name !== "SendMessages"),
      "person-may-not",
    ],
    ["the person may write", MEMBER, "ok"],
  ] as const)("is decided by Discord's answer if %s", async (_, permissions, kind) => {
    await using server = await connect({ byHttp });
    const { discord } = server;
    const channel = discord.addChannel();
    discord.setMemberPermissions(channel, discord.users[0].id, permissions);
    expect((await share(server, channel)).access).toMatchObject({ kind });
  });

  it("needs the permission for threads in a thread", async () => {
    await using server = await connect({ byHttp });
    const { discord } = server;
    const thread = discord.addThread({ parentId: discord.channelId });
    const { id } = discord.users[0];
    discord.setMemberPermissions(discord.channelId, id, ["ViewChannel", "SendMessages"]);
    expect((await share(server, thread)).access).toEqual({ kind: "person-may-not" });
    discord.setMemberPermissions(discord.channelId, id, ["ViewChannel", "SendMessagesInThreads"]);
    expect((await share(server, thread)).access).toMatchObject({
      kind: "ok",
      channel: { channel: thread },
    });
    discord.updateThread(thread, { archived: true, locked: true });
    expect((await share(server, thread)).access).toMatchObject({
      kind: "relay-may-not",
      problem: { key: "access.locked" },
    });
  });

  it("is refused if the bot may not post, with the missing permission", async () => {
    await using server = await connect({ byHttp });
    const channel = server.discord.addChannel({ botPermissions: ["ViewChannel", "SendMessages"] });
    expect((await share(server, channel)).access).toEqual({
      kind: "relay-may-not",
      problem: { key: "access.lacks", values: { names: permissionNames(["Attach Files"]) } },
    });
  });

  it("refuses a channel of another server, or one that the user did not choose", async () => {
    await using server = await connect({ byHttp });
    const { discord } = server;
    const channel = discord.addChannel();
    const { invocation } = await share(server, channel);
    const unchosen = discord.addChannel();
    const elsewhere = discord.addChannel({ guildId: discord.addGuild() });
    for (const other of [unchosen, elsewhere, "", "__proto__"])
      expect(await invocation.checkSharing(other)).toEqual({ kind: "no-channel" });
  });

  it.each([
    ["nothing special", MEMBER, false],
    ["the right to manage it", [...MEMBER, "ManageChannels"], true],
    ["administrator's rights", ["Administrator"], true],
  ] as const)("lets a user with %s manage a channel: %j", async (_, memberPermissions, may) => {
    await using server = await connect({ byHttp });
    const { invocation } = await server.type({ memberPermissions: [...memberPermissions] });
    expect(await invocation.canManageChannel()).toBe(may);
  });
});
