import { describe, expect, it } from "vitest";
import { line, message } from "../../../../../src/core/message.ts";
import type { LocalizedText } from "../../../../../src/core/localized-text.ts";
import { permissionNames, translatorFor } from "../../../../../src/messages/translator.ts";
import type { PermissionName } from "../../../../../sandbox/discord/permissions.ts";
import { toPlainText } from "../../../../support/plain-text.ts";
import { connect, WAYS_IN } from "../../../../support/discord/connected.ts";

const said = (localized: LocalizedText): string =>
  toPlainText(message([line(...translatorFor("en").spansOf(localized))]));

const ALL: readonly PermissionName[] = [
  "ViewChannel",
  "SendMessages",
  "SendMessagesInThreads",
  "AttachFiles",
  "ReadMessageHistory",
];
const without = (...names: PermissionName[]) => ALL.filter((name) => !names.includes(name));

describe.each(WAYS_IN)("$way", ({ byHttp }) => {
  it.each([
    ["Attach Files", without("AttachFiles")],
    ["Send Messages", without("SendMessages")],
    ["Send Messages, Attach Files", without("SendMessages", "AttachFiles")],
  ])("says that %s is missing and how to grant it", async (names, permissions) => {
    await using server = await connect({ byHttp });
    server.discord.setBotPermissions(server.discord.channelId, permissions);
    const { invocation } = await server.type();
    const access = await invocation.checkAccess();
    expect(access).toMatchObject({ ok: false });
    const { problem, cure } = access as { problem: LocalizedText; cure: LocalizedText };
    expect(said(problem)).toContain(`here: ${names}.`);
    expect(said(cure)).toMatch(new RegExp(`Permissions.*role.*${names}`));
  });

  it.each([
    ["everything it needs", ALL],
    ["administrator's rights", ["Administrator"] as const],
  ])("needs no more than %s", async (_, permissions) => {
    await using server = await connect({ byHttp });
    server.discord.setBotPermissions(server.discord.channelId, permissions);
    const { invocation } = await server.type();
    expect(await invocation.checkAccess()).toEqual({ ok: true });
  });

  it("works without the message history, and says what is weaker then, and the remedy", async () => {
    await using server = await connect({ byHttp });
    server.discord.setBotPermissions(server.discord.channelId, without("ReadMessageHistory"));
    const { invocation } = await server.type();
    const { weakness } = (await invocation.checkAccess()) as { weakness: LocalizedText };
    expect(said(weakness)).toMatch(/could appear twice[^]*can grant me Read Message History/);
  });

  it("needs Send Messages in Threads in a thread", async () => {
    await using server = await connect({ byHttp });
    const { discord } = server;
    const channelId = discord.addThread({ parentId: discord.channelId });
    discord.setBotPermissions(discord.channelId, without("SendMessages"));
    const allowed = await server.type({ channelId });
    expect(await allowed.invocation.checkAccess()).toEqual({ ok: true });
    discord.setBotPermissions(discord.channelId, without("SendMessagesInThreads"));
    const refused = await server.type({ channelId });
    expect(await refused.invocation.checkAccess()).toMatchObject({
      ok: false,
      problem: { values: { names: permissionNames(["Send Messages in Threads"]) } },
    });
  });

  it("says if a thread is locked", async () => {
    await using server = await connect({ byHttp });
    const { discord } = server;
    const channelId = discord.addThread({
      parentId: discord.channelId,
      archived: true,
      locked: true,
    });
    const { invocation } = await server.type({ channelId });
    expect(await invocation.checkAccess()).toMatchObject({
      ok: false,
      problem: { key: "access.locked" },
    });
  });

  it("says if only the user installed the app, with the invite link", async () => {
    await using server = await connect({ byHttp });
    const { invocation } = await server.type({ installation: "user" });
    expect(await invocation.checkAccess()).toMatchObject({
      ok: false,
      cure: {
        values: { url: expect.stringContaining("https://discord.com/oauth2/authorize") as string },
      },
    });
  });
});
