/** A process that only posts, through the real discord.js in a stand-in server. */
import { expect, it } from "vitest";
import { createDiscordSandbox } from "../../../../sandbox/discord/create-discord-sandbox.ts";
import {
  adapterFor,
  resultPost,
  say,
  statusPost,
  testFile,
} from "../../../support/discord/connected.ts";

it("posts, and opens no gateway connection, registers no commands and has no endpoint", async () => {
  await using discord = await createDiscordSandbox();
  const connections: boolean[] = [];
  const adapter = adapterFor(discord, {
    receivesCommands: false,
    publicKey: discord.publicKey,
    onConnection: ({ connected }) => void connections.push(connected),
  });
  expect(adapter.endpoints).toEqual([]);
  await adapter.start(new AbortController().signal);
  expect(connections).toEqual([true]);
  const workspace = discord.guildId;
  const channel = { platform: "discord", workspace, channel: discord.channelId } as const;
  const status = statusPost(channel, "It runs.");
  const ref = await adapter.postStatus(status);
  expect(await adapter.postStatus({ ...status, mayAlreadyExist: true })).toEqual(ref);
  await adapter.editStatus({ channel, ref, message: say("It ended.") });
  const file = testFile();
  await adapter.postResult(resultPost(channel, { files: [{ file, altText: "a cat" }] }));
  const [user] = discord.users;
  const direct = await adapter.openDirect({ userId: user.id, workspace });
  await adapter.postStatus(statusPost(direct, "It runs.", "direct"));
  await adapter.stop();
  expect(discord.messages(channel.channel)).toMatchObject([
    { content: "It ended." },
    { content: "The video is ready.", attachments: [{ filename: file.filename }] },
  ]);
  expect(discord.messages(direct.channel)).toMatchObject([{ content: "It runs." }]);
  expect(discord.registrations).toEqual([]);
  expect(discord.gateway.counts).toMatchObject({ connections: 0, identifies: 0 });
  expect(discord.violations).toEqual([]);
});
