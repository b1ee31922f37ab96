/** What the adapter sends to Discord without a gateway, its answers to interactions included, conforms to Discord's description. */
import { expect, it, onTestFinished } from "vitest";
import type { WireExchange } from "../../../../sandbox/discord/request-log.ts";
import { systemClock } from "../../../../src/adapters/node/system-clock.ts";
import type { CommandInvocation } from "../../../../src/core/invocation.ts";
import { adapterFor, handlersWith, JOB_ID, say } from "../../../support/discord/connected.ts";
import { judge } from "./exchange.ts";
import { startRecorded } from "./recorded.ts";

const CHANNEL = "GET /channels/{channel_id} 200";
const PERMISSIONS = ["GET /guilds/{guild_id} 200", "GET /guilds/{guild_id}/members/{user_id} 200"];

/** An answer to an interaction, as a request to Discord with the same body. */
const asCallback = (body: string): WireExchange => ({
  method: "POST",
  target: "/api/v10/interactions/1/token/callback",
  requestHeaders: { "content-type": "application/json" },
  requestBody: Buffer.from(body),
  answer: undefined,
});

async function start() {
  const recorded = await startRecorded();
  const { discord } = recorded;
  const invocations: CommandInvocation[] = [];
  const adapter = adapterFor(discord, {
    publicKey: discord.publicKey,
    clock: systemClock,
    handlers: handlersWith({
      command: async (invocation) => void invocations.push(invocation),
      complete: async () => [{ value: JOB_ID, label: "a cat" }],
    }),
  });
  onTestFinished(() => adapter.stop());
  await adapter.start(new AbortController().signal);
  const answers: string[] = [];
  await discord.sendByHttp({
    url: "https://relay.example/discord/interactions",
    send: async (request) => {
      const answer = await adapter.endpoints[0]!.handle(request);
      answers.push(await answer.clone().text());
      return answer;
    },
  });
  // The first two answers are to the check of the address.
  const callbacks = () => Promise.all(answers.slice(2).map((body) => judge(asCallback(body))));
  return { ...recorded, adapter, invocations, callbacks };
}

it("asks which application it is, and registers the commands", async () => {
  const { newSummaries } = await start();
  expect(await newSummaries()).toEqual([
    "GET /applications/@me 200",
    "PUT /applications/{application_id}/commands 200",
  ]);
});

it("acknowledges, refuses and suggests in its answers", async () => {
  const { discord, adapter, callbacks, newSummaries } = await start();
  await newSummaries();
  const order = { name: "pika-status", options: { jobid: JOB_ID } };
  await (
    await discord.command(order)
  ).acknowledged;
  await discord.complete({ command: "pika-status", focused: "jobid", options: { jobid: "job" } });
  adapter.stopCommands();
  await (
    await discord.command(order)
  ).acknowledged;
  const judged = await callbacks();
  expect(judged.flatMap(({ request }) => request)).toEqual([]);
  expect(judged).toHaveLength(3);
  expect(await newSummaries()).toEqual([]);
});

it("asks what the bot may do in another channel, or in a thread", async () => {
  const { discord, invocations, newSummaries } = await start();
  const channel = discord.addChannel();
  const thread = discord.addThread({ parentId: channel });
  await newSummaries();
  for (const chosen of [channel, thread]) {
    const order = { name: "pika-share", options: { jobid: JOB_ID, channel: chosen } };
    await (
      await discord.command(order)
    ).acknowledged;
    await expect.poll(() => invocations.at(-1)?.options["channel"]).toBe(chosen);
    expect(await invocations.at(-1)!.checkSharing(chosen)).toMatchObject({ kind: "ok" });
  }
  await invocations.at(-1)!.reply(say("Shared."));
  expect((await newSummaries()).toSorted()).toEqual(
    [
      CHANNEL,
      CHANNEL,
      CHANNEL,
      ...PERMISSIONS,
      ...PERMISSIONS,
      "PATCH /webhooks/{webhook_id}/{webhook_token}/messages/@original 200",
    ].toSorted(),
  );
});
