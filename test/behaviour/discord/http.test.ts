/** Discord over HTTP: signed requests, without a gateway connection. */
import { expect, it } from "vitest";
import { createDiscordSandbox } from "../../../sandbox/discord/create-discord-sandbox.ts";
import type { PollResult } from "../../../src/core/job/job.ts";
import { mp4Bytes } from "../../support/fakes/fake-media.ts";
import { aJob } from "../../support/follows.ts";
import { startDiscordRelay, VIDEO } from "../../support/discord/discord-relay.ts";

const JOB = "job-1";
const video = { url: VIDEO, filename: "a.mp4", contentType: "video/mp4" };
const running: PollResult = { kind: "job", job: aJob("running") };
const completed: PollResult = { kind: "job", job: aJob("completed", { attachments: [video] }) };
const follow = { name: "pika-status", options: { jobid: JOB } };

async function startRelay() {
  const discord = await createDiscordSandbox();
  const relay = await startDiscordRelay(discord, { byHttp: true });
  relay.media.script(VIDEO, { bytes: mp4Bytes() });
  relay.api.answer(JOB, running);
  return {
    discord,
    ...relay,
    /** Lets time pass until there is something to see. */
    passing: async (probe: () => boolean): Promise<void> => {
      await expect
        .poll(async () => (await relay.clock.advance(15_000), probe()), { timeout: 20_000 })
        .toBe(true);
    },
    [Symbol.asyncDispose]: async () => {
      await relay.app.stop();
      await discord.close();
    },
  };
}

it("goes from a command to its status, a pressed button and the result with its file", async () => {
  await using relay = await startRelay();
  const { discord, api, passing } = relay;
  const typed = await discord.command(follow);
  expect(await typed.acknowledged).toMatchObject({ type: 5, ephemeral: true });
  expect(await typed.waitForReply()).toContain("/channels/");
  const [status] = discord.messages();
  const { custom_id: customId = "" } = (
    status!.components as { components: { custom_id?: string }[] }[]
  )
    .flatMap(({ components }) => components)
    .find(({ custom_id: id }) => id?.startsWith("refresh:"))!;
  const pressed = await discord.pressButton({ messageId: status!.id, customId });
  expect((await pressed.acknowledged).afterMs).toBeLessThan(1_000);
  await pressed.waitForReply();
  api.answer(JOB, completed);
  await passing(() => discord.messages().some(({ attachments }) => attachments.length > 0));
  expect(discord.messages().at(-1)).toMatchObject({ attachments: [{ filename: "a.mp4" }] });
  expect(discord.gateway.counts.connections).toBe(0);
  expect(discord.violations).toEqual([]);
});

it("suggests the jobs that are followed while a person types", async () => {
  await using relay = await startRelay();
  const { discord } = relay;
  const typed = await discord.command(follow);
  await typed.waitForReply();
  const typing = { command: "pika-status", focused: "jobid", options: { jobid: "job" } };
  expect(await discord.complete(typing)).toMatchObject([{ value: JOB }]);
});

it("does once what arrives twice", async () => {
  await using relay = await startRelay();
  const { discord, store } = relay;
  const typed = await discord.command(follow);
  await typed.waitForReply();
  const posted = discord.messages().length;
  const [sent] = discord.sentByHttp;
  const before = typed.replies.length;
  await relay.adapter.endpoints[0]!.handle(
    new Request("https://relay.example/", { method: "POST", ...sent! }),
  );
  expect(discord.messages()).toHaveLength(posted);
  expect([store.all().length, typed.replies.length]).toEqual([1, before]);
});

it("shares a result into a channel only if the bot may post there", async () => {
  await using relay = await startRelay();
  const { discord, api, passing } = relay;
  await (await discord.command(follow)).waitForReply();
  api.answer(JOB, completed);
  await passing(() => discord.messages().some(({ attachments }) => attachments.length > 0));
  const share = async (channel: string): Promise<string> => {
    const typed = await discord.command({ name: "pika-share", options: { jobid: JOB, channel } });
    return typed.waitForReply();
  };
  const closed = discord.addChannel({ botPermissions: ["ViewChannel"] });
  expect(await share(closed)).toContain("Send Messages");
  const open = discord.addChannel();
  await share(open);
  await passing(() => discord.messages(open).length > 0);
  expect(discord.messages(closed)).toEqual([]);
  expect(discord.violations).toEqual([]);
});
