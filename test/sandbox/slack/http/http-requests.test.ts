/** The stand-in's requests, as Bolt's own receiver takes them. */
import type { AddressInfo } from "node:net";
import { App, HTTPReceiver, LogLevel } from "@slack/bolt";
import { expect, onTestFinished, test, vi } from "vitest";
import type { SlackSandbox } from "../../../../sandbox/slack/slack-sandbox.ts";
import { openSandbox } from "../open-sandbox.ts";

const signingSecret = "8f742231b10e8888abcd99yyyzzz85a5";

/** A Bolt app over HTTP that ends with the test. `secret`: with which the stand-in signs. */
async function startHttpApp(
  sandbox: SlackSandbox,
  define: (app: App) => void,
  secret = signingSecret,
): Promise<void> {
  const receiver = new HTTPReceiver({ signingSecret, logLevel: LogLevel.ERROR });
  const clientOptions = { slackApiUrl: sandbox.apiUrl };
  const app = new App({ token: sandbox.botToken, receiver, clientOptions });
  app.logger.setLevel(LogLevel.ERROR);
  define(app);
  const server = await receiver.start({ port: 0, host: "127.0.0.1" });
  onTestFinished(() => receiver.stop());
  const { port } = server.address() as AddressInfo;
  sandbox.sendByHttp({ url: `http://127.0.0.1:${port}/slack/events`, signingSecret: secret });
}

test("a command, a shortcut and a mention reach Bolt, and its replies reach the user", async () => {
  const sandbox = await openSandbox();
  const seen: unknown[] = [];
  await startHttpApp(sandbox, (app) => {
    app.command("/pika-status", async ({ ack, command, respond }) => {
      seen.push(command.text);
      await ack({ text: "looking" });
      await respond("done");
    });
    app.shortcut("follow-job", async ({ ack, shortcut }) => {
      await ack();
      seen.push(shortcut.callback_id);
    });
    app.event("app_mention", async ({ event }) => void seen.push(event.user));
  });
  const command = await sandbox.command({ command: "/pika-status", text: "job:1 & ä" });
  expect((await command.acknowledged).payload).toEqual({ text: "looking" });
  await command.waitForPrivateReply(({ text }) => text === "done");
  const channel = sandbox.channels.publicJoined;
  const { ts } = sandbox.say(channel, "job:2");
  const used = await sandbox.useShortcut({ channel, ts, callbackId: "follow-job" });
  await used.acknowledged;
  const mention = await sandbox.mention({ channel, text: "job:3" });
  await mention.acknowledged;
  await vi.waitFor(() => expect(seen).toEqual(["job:1 & ä", "follow-job", sandbox.userId]));
  expect(sandbox.violations).toEqual([]);
});

test("what is not acknowledged times out", async () => {
  const sandbox = await openSandbox({ ackTimeoutMs: 300 });
  await startHttpApp(sandbox, () => undefined, "another secret");
  const command = await sandbox.command({ command: "/pika-status", text: "job:1" });
  await expect(command.acknowledged).rejects.toThrow("the app did not respond");
  const channel = sandbox.channels.publicJoined;
  const mention = await sandbox.mention({ channel, text: "job:1" });
  await expect(mention.acknowledged).rejects.toThrow("not acknowledged");
});
