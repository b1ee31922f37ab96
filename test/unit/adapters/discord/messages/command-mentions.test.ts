import { expect, it } from "vitest";
import { command, line, message } from "../../../../../src/core/message.ts";
import type { Checkpoint } from "../../../../../src/core/ports/platform.ts";
import { createDiscordSandbox } from "../../../../../sandbox/discord/create-discord-sandbox.ts";
import {
  adapterFor,
  connect,
  JOB_ID,
  resultPost,
  statusPost,
} from "../../../../support/discord/connected.ts";
import { offeredCommands } from "../../../../support/offered-commands.ts";

const words = message([line("See ", command("pika-status"), ".")]);

it("makes commands clickable in messages, edits, results and private answers", async () => {
  await using server = await connect();
  const { adapter, channel, discord } = server;
  const [registered] = discord.commands();
  const clickable = `See </pika-status:${registered?.id}>.`;
  const ref = await adapter.postStatus({ ...statusPost(channel, ""), message: words });
  await adapter.postResult(resultPost(channel, { message: words }));
  expect(discord.messages().map(({ content }) => content)).toEqual([clickable, clickable]);
  await adapter.editStatus({ channel, ref, message: message([...words.blocks, ...words.blocks]) });
  expect(discord.messages()[0]?.content).toBe(`${clickable}\n${clickable}`);
  const { typed, invocation } = await server.type();
  await invocation.reply(words);
  expect(typed.reply()).toBe(clickable);
  expect(discord.violations).toEqual([]);
});

it("gives commands the names that people type, clickable where a click types them in the right place", async () => {
  await using server = await connect({ adapter: { commandPrefix: "render" } });
  const { adapter, channel, discord } = server;
  const [registered] = discord.commands();
  const help = { ...command("pika-help"), isClickable: false } as const;
  const renamed = message([line("See ", command("pika-status", "job:1"), " or ", help, ".")]);
  const clickable = `See </render-status:${registered?.id}> \`job:1\` or \`/render-help\`.`;
  const ref = await adapter.postStatus({ ...statusPost(channel, ""), message: renamed });
  await adapter.postResult(resultPost(channel, { message: renamed }));
  await adapter.editStatus({ channel, ref, message: renamed });
  expect(discord.messages().map(({ content }) => content)).toEqual([clickable, clickable]);
  const { typed, invocation } = await server.type({ name: "job-status" });
  expect(invocation).toMatchObject({ name: "job-status", options: { jobid: JOB_ID } });
  await invocation.reply(renamed);
  expect(typed.reply()).toBe(clickable);
  expect(discord.violations).toEqual([]);
});

it("recognises a message that was posted under another prefix, and corrects it", async () => {
  await using discord = await createDiscordSandbox({ nonceWindowMs: 0 });
  const channel = {
    platform: "discord",
    workspace: discord.guildId,
    channel: discord.channelId,
  } as const;
  let checkpoint: Checkpoint | undefined;
  const save = async (kept: Checkpoint): Promise<void> => {
    checkpoint ??= kept;
  };
  for (const commandPrefix of ["pika", "render"]) {
    const adapter = adapterFor(discord, { commandPrefix });
    await adapter.start(new AbortController().signal);
    await adapter.postStatus({
      ...statusPost(channel, ""),
      message: words,
      mayAlreadyExist: checkpoint !== undefined,
      ...(checkpoint && { checkpoint }),
      save,
    });
    await adapter.stop();
  }
  expect(discord.messages().map(({ content }) => content)).toEqual([
    expect.stringMatching(/^See <\/render-status:\d+>\.$/),
  ]);
});

it("links commands that an earlier process registered, only in the server that has them", async () => {
  await using discord = await createDiscordSandbox();
  const { guildId } = discord;
  const first = adapterFor(discord, { guildId });
  await first.start(new AbortController().signal);
  await first.stop();
  const adapter = adapterFor(discord, { guildId });
  await adapter.start(new AbortController().signal);
  expect(discord.registrations.map(({ created }) => created)).toEqual([
    // Beside them, /job-status and the command in the menu of messages.
    offeredCommands.length + 2,
    0,
  ]);
  const here = { platform: "discord", workspace: guildId, channel: discord.channelId } as const;
  await adapter.postStatus({ ...statusPost(here, ""), message: words });
  const [registered] = discord.commands(guildId);
  expect(discord.messages()[0]?.content).toBe(`See </pika-status:${registered?.id}>.`);
  const direct = await adapter.openDirect({ userId: discord.users[0].id, workspace: "@me" });
  await adapter.postStatus({ ...statusPost(direct, "", "follow-2:status"), message: words });
  expect(discord.messages(direct.channel)[0]?.content).toBe("See `/pika-status`.");
  await adapter.stop();
});
