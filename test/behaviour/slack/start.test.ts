import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, expect, it, vi } from "vitest";
import { BOT_SCOPES } from "../../../src/adapters/slack/manifest.ts";
import {
  createHurriedClock,
  openWorkspace,
  type Workspace,
} from "../../support/slack/workspace.ts";

let workspace: Workspace | undefined;

async function open(options?: Parameters<typeof openWorkspace>[0]): Promise<Workspace> {
  workspace = await openWorkspace(options);
  return workspace;
}

afterEach(async () => {
  await workspace?.[Symbol.asyncDispose]();
  workspace = undefined;
});

it("is ready once commands arrive", async () => {
  const { slack, start, log } = await open();
  await start();
  expect(slack.socketCount).toBe(1);
  expect(log.lines.find(({ event }) => event === "slack.ready")?.fields["install"]).toContain(
    "slack-manifest.json",
  );
});

it("keeps trying while Slack cannot be reached, and is ready when it can", async () => {
  const { slack, start, log } = await open();
  await slack.pause();
  const ready = start();
  await vi.waitFor(() => expect(log.events.filter(isUnreachable).length).toBeGreaterThan(1));
  await slack.resume();
  await ready;
  expect(slack.socketCount).toBe(1);
});

const isUnreachable = (event: string): boolean => event === "slack.unreachable";

it.each([
  { method: "auth.test", status: 500 },
  { method: "auth.test", error: "ratelimited" },
  { method: "auth.test", error: "internal_error" },
  { method: "auth.test", body: "<html>maintenance</html>" },
  { method: "auth.test", status: 403, body: "<html>blocked</html>" },
  { method: "auth.test", error: "a_word_of_next_year" },
  { method: "auth.test", reset: true },
  { method: "apps.connections.open", status: 503 },
  { method: "apps.connections.open", status: 403, body: "<html>blocked</html>" },
  { method: "apps.connections.open", error: "internal_error" },
  { method: "apps.connections.open", error: "a_word_of_next_year" },
  { method: "apps.connections.open", reset: true },
])("starts despite %j", async (fault) => {
  const { slack, start, log } = await open();
  slack.failNext({ ...fault, times: 2 });
  await start();
  expect(log.events.filter(isUnreachable)).toHaveLength(2);
  expect(slack.socketCount).toBe(1);
});

it("tries again if Slack does not answer at all", async () => {
  const { slack, start } = await open({ requestTimeoutMs: 200 });
  slack.failNext({ method: "auth.test", hang: true });
  await start();
  expect(slack.socketCount).toBe(1);
});

it("gives up trying when it is stopped, whatever it waits for", async () => {
  const { slack, adapter } = await open({ clock: createHurriedClock(1) });
  await slack.pause();
  const stopping = new AbortController();
  const started = adapter.start(stopping.signal);
  stopping.abort();
  await expect(started).rejects.toMatchObject({ code: "unavailable" });
  await slack.resume();
  slack.failNext({ method: "apps.connections.open", hang: true });
  const again = new AbortController();
  const startedAgain = adapter.start(again.signal);
  again.abort();
  await expect(startedAgain).rejects.toMatchObject({ code: "unavailable" });
});

it.each(["invalid_auth", "account_inactive", "token_revoked"] as const)(
  "says which token to fix if Slack answers %s to the bot token",
  async (error) => {
    const { slack, start } = await open();
    slack.revokeBotToken(error);
    await expect(start()).rejects.toMatchObject({
      name: "ConfigError",
      problems: [expect.stringMatching(`SLACK_BOT_TOKEN.*${error}.*xoxb`)],
    });
  },
);

it("says which token to fix if the app token is refused", async () => {
  const { slack, start } = await open();
  slack.revokeAppToken();
  await expect(start()).rejects.toMatchObject({
    name: "ConfigError",
    problems: [expect.stringMatching("SLACK_APP_TOKEN.*connections:write")],
  });
});

// Left alone, the SDK tries a token of the wrong type forever and logs nothing.
it("says which token to fix if the bot token was given as the app token", async () => {
  const botToken = "xoxb-same-same";
  const { start } = await open({ botToken, tokens: { appToken: botToken } });
  await expect(start()).rejects.toMatchObject({
    name: "ConfigError",
    problems: [expect.stringMatching("SLACK_APP_TOKEN")],
  });
});

it("names required scopes that the app lacks", async () => {
  const { slack, start } = await open();
  slack.setScopes(slack.scopes.filter((scope) => scope !== "files:write"));
  await expect(start()).rejects.toMatchObject({
    name: "ConfigError",
    problems: [expect.stringMatching("SLACK_BOT_TOKEN.*files:write.*slack-manifest.json")],
  });
});

it("starts, and says so, without the scopes that have a weaker replacement", async () => {
  const { slack, start, log } = await open();
  const weaker = new Set(["app_mentions:read", "users:read", "im:write"]);
  slack.setScopes(BOT_SCOPES.filter((scope) => !weaker.has(scope) && !scope.endsWith(":history")));
  await start();
  expect(
    log.lines.find(({ event }) => event === "slack.scopes_missing")?.fields["missing"],
  ).toEqual([...weaker, "channels:history", "groups:history", "im:history"]);
});

it("logs no token and no URL with a ticket", async () => {
  const { slack, start, log } = await open();
  await start();
  slack.socket.reset();
  await vi.waitFor(() => expect(slack.requestsOf("apps.connections.open").length).toBe(2));
  await slack.waitForSocket();
  for (const secret of [slack.botToken, slack.appToken, "wss://", "ws://", "ticket="])
    expect(log.text()).not.toContain(secret);
});

it("can be stopped twice, and without having been started", async () => {
  const { adapter, start, slack } = await open();
  await adapter.stop();
  await adapter.stop();
  await slack.close();
  workspace = await openWorkspace();
  await workspace.start();
  await Promise.all([workspace.adapter.stop(), workspace.adapter.stop()]);
  await vi.waitFor(() => expect(workspace?.slack.socketCount).toBe(0));
  await expect(start()).rejects.toMatchObject({ code: "stopped" });
});

it("starts once, however often `start` is called", async () => {
  const { adapter, slack } = await open();
  const { signal } = new AbortController();
  await Promise.all([adapter.start(signal), adapter.start(signal)]);
  await sleep(50);
  expect(slack.socketCount).toBe(1);
});
