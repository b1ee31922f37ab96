import { expect, it } from "vitest";
import { connect, JOB_ID, say, type Connected } from "../../support/discord/connected.ts";
import { said } from "../../support/sentence.ts";

const FOLLOW = said("shortcut.follow");

/** A member writes a message, and another one uses the command in its menu. */
async function useMenuOn({ discord }: Connected, content: string) {
  const { channelId, users } = discord;
  const { id: messageId } = discord.say(channelId, users[1].id, content);
  return discord.useMenu({ name: FOLLOW, messageId });
}

it("follows the job of a message, in the channel of the message, for the user who chose it", async () => {
  await using server = await connect();
  const used = await useMenuOn(server, `Look: \`\`\`json\n{"jobid": "${JOB_ID}"}\n\`\`\``);
  expect(await used.acknowledged).toMatchObject({ type: 5, ephemeral: true });
  await expect.poll(() => server.invocations).toHaveLength(1);
  expect(server.invocations[0]).toMatchObject({
    name: "pika-status",
    options: { jobid: JOB_ID },
    channel: server.channel,
    userId: server.discord.users[0].id,
    isBot: false,
  });
  await server.invocations[0]!.reply(say("Following."));
  expect(used.reply()).toBe("Following.");
  expect(server.discord.violations).toEqual([]);
});

it("hands on links as they are", async () => {
  await using server = await connect();
  await useMenuOn(server, "It is [here](https://queue.fal.run/fal-ai/pika/requests/c-1), <@1>");
  await expect.poll(() => server.invocations).toHaveLength(1);
  expect(server.invocations[0]?.options).toEqual({
    jobid: "https://queue.fal.run/fal-ai/pika/requests/c-1",
  });
});

it("omits the option if the message says nothing of a job", async () => {
  await using server = await connect();
  await useMenuOn(server, "Good morning");
  await expect.poll(() => server.invocations).toHaveLength(1);
  expect(server.invocations[0]?.options).toEqual({});
});

it("works in a thread and in direct messages", async () => {
  await using server = await connect();
  const { discord } = server;
  const { id: userId } = discord.users[0];
  const places = [
    discord.addThread({ parentId: discord.channelId }),
    discord.addDirectMessage(userId),
  ];
  for (const channelId of places) {
    const { id: messageId } = discord.say(channelId, userId, "job:1");
    await discord.useMenu({ name: FOLLOW, channelId, messageId });
  }
  await expect.poll(() => server.invocations).toHaveLength(2);
  expect(server.invocations.map(({ channel }) => channel)).toEqual([
    server.channelRef(places[0]!),
    { ...server.channelRef(places[1]!), workspace: "@me" },
  ]);
});

it("asks users to try again during a stop, and calls no handler", async () => {
  await using server = await connect();
  server.adapter.stopCommands();
  const used = await useMenuOn(server, JOB_ID);
  expect(await used.acknowledged).toMatchObject({ type: 4, ephemeral: true });
  expect(used.reply()).toMatch(/restarting.*try again/i);
  expect(server.invocations).toEqual([]);
});
