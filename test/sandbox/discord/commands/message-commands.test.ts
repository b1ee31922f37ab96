import { describe, expect, it } from "vitest";
import { call, logIn, register, startSandbox } from "../discord-fixture.ts";

const FOLLOW = { type: 3, name: "Follow this", name_localizations: { de: "Dem folgen" } };

describe("a message command", () => {
  it("is registered beside a slash command, without a description", async () => {
    const sandbox = await startSandbox();
    const slash = { type: 1, name: "follow", description: "d" };
    const { body } = await register(sandbox, [slash, { ...FOLLOW, name: "follow" }]);
    expect(body).toMatchObject([slash, { type: 3, name: "follow", description: "" }]);
    expect(sandbox.commands().map(({ raw }) => raw["type"])).toEqual([1]);
    expect(sandbox.messageCommands().map(({ raw }) => raw["type"])).toEqual([3]);
    expect(sandbox.violations).toEqual([]);
  });

  it.each([
    ["a name of 33 characters", { name: "n".repeat(33) }],
    ["a localised name of 33 characters", { name_localizations: { de: "n".repeat(33) } }],
    ["a description", { description: "d" }],
  ])("is refused with %s", async (_, parts) => {
    const sandbox = await startSandbox();
    expect((await register(sandbox, [{ ...FOLLOW, ...parts }])).body.code).toBe(50035);
  });

  it("brings the message to discord.js, with its content", async () => {
    const sandbox = await startSandbox();
    const client = await logIn(sandbox);
    await register(sandbox, [FOLLOW]);
    const got = new Promise((resolve) => {
      client.once("interactionCreate", (interaction) => {
        if (!interaction.isMessageContextMenuCommand()) return;
        const { targetMessage, targetId, commandName } = interaction;
        resolve({ content: targetMessage.content, targetId, commandName });
      });
    });
    const { id } = sandbox.say(sandbox.channelId, sandbox.users[1].id, "Hello");
    await sandbox.useMenu({ name: "Follow this", messageId: id });
    expect(await got).toEqual({ content: "Hello", targetId: id, commandName: "Follow this" });
  });

  it("is answered with a message that names it", async () => {
    const sandbox = await startSandbox();
    await register(sandbox, [FOLLOW]);
    const { id: messageId } = sandbox.say(sandbox.channelId, sandbox.users[1].id, "Hello");
    const used = await sandbox.useMenu({ name: "Follow this", messageId });
    const path = `/interactions/${used.id}/${used.token}/callback?with_response=true`;
    const json = { type: 4, data: { content: "hi" } };
    const { body } = await call(sandbox, { method: "POST", path, json });
    expect(body.resource.message).toMatchObject({
      type: 23,
      interaction_metadata: { type: 2, target_message_id: messageId },
    });
  });

  it("is not there unless it is registered, and not for messages that the user does not see", async () => {
    const sandbox = await startSandbox();
    const { id: messageId } = sandbox.say(sandbox.channelId, sandbox.users[1].id, "Hello");
    const name = "Follow this";
    await expect(sandbox.useMenu({ name, messageId })).rejects.toThrow("has not registered");
    await register(sandbox, [FOLLOW]);
    await expect(sandbox.useMenu({ name, messageId: "1" })).rejects.toThrow("sees no message");
    await expect(sandbox.command({ name })).rejects.toThrow("has not registered");
  });
});
