import { App, LogLevel, SocketModeReceiver } from "@slack/bolt";
import { expect, onTestFinished } from "vitest";
import type { SlackSandbox } from "../../../sandbox/slack/slack-sandbox.ts";

/** A Bolt app that ends with the test. */
export async function startApp(sandbox: SlackSandbox, define: (app: App) => void): Promise<void> {
  const clientOptions = { slackApiUrl: sandbox.apiUrl };
  const receiver = new SocketModeReceiver({
    appToken: sandbox.appToken,
    logLevel: LogLevel.ERROR,
    installerOptions: { clientOptions },
    // The time limit for a pong, and the delay before Bolt reconnects.
    clientPingTimeout: 500,
  });
  const app = new App({
    token: sandbox.botToken,
    receiver,
    logLevel: LogLevel.ERROR,
    clientOptions,
  });
  define(app);
  onTestFinished(async () => {
    const before = sandbox.socketCount;
    await app.stop();
    // `stop` does not wait for its socket.
    await expect.poll(() => sandbox.socketCount).toBeLessThan(before);
  });
  await app.start();
}
