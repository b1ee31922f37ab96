/** One app in two workspaces, with the real server and store: installed, restarted, given a new key, uninstalled. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { createSlackCloud, type SlackCloud } from "../../sandbox/slack/oauth/slack-cloud.ts";
import type { SlackSandbox } from "../../sandbox/slack/slack-sandbox.ts";
import type { RelayProcess } from "../../sandbox/process/relay-process.ts";
import { commands } from "../../commands/index.ts";
import { renderManifest } from "../../src/adapters/slack/manifest.ts";
import { freePort } from "../support/http/free-port.ts";
import { createEnvironment, type TestEnvironment } from "../support/processes/test-environment.ts";

const SIGNING_SECRET = "8f742231b10e8888abcd99yyyzzz85a5";
const OLD_KEY = "1".repeat(64);
const NEW_KEY = Buffer.alloc(32, 7).toString("base64");

let environment: TestEnvironment;
let cloud: SlackCloud;
let first: SlackSandbox;
let second: SlackSandbox;
let relay: RelayProcess;
let address: string;

beforeAll(async () => {
  const manifest = renderManifest(commands, { publicUrl: "https://relay.example" });
  [environment, cloud] = await Promise.all([createEnvironment(), createSlackCloud({ manifest })]);
  [first, second] = cloud.workspaces as [SlackSandbox, SlackSandbox];
  address = `http://127.0.0.1:${await freePort()}`;
  cloud.sendByHttp({ url: `${address}/slack/events`, signingSecret: SIGNING_SECRET });
  relay = await start(OLD_KEY);
});
afterAll(async () => {
  await environment[Symbol.asyncDispose]();
  await cloud.close();
});

const start = (key: string): Promise<RelayProcess> =>
  environment.readyRelay({
    DISCORD_TOKEN: "",
    SLACK_BOT_TOKEN: "",
    SLACK_APP_TOKEN: "",
    SLACK_API_URL: cloud.apiUrl,
    SLACK_SIGNING_SECRET: SIGNING_SECRET,
    SLACK_CLIENT_ID: cloud.clientId,
    SLACK_CLIENT_SECRET: cloud.clientSecret,
    SLACK_STATE_SECRET: "the-state-secret",
    RELAY_SECRET_KEY: key,
    RELAY_HTTP_PORT: new URL(address).port,
  });

/** Installs the app as a person does in a browser. Resolves with the last page. */
async function install(workspace: SlackSandbox): Promise<string> {
  const lead = await fetch(`${address}/slack/install`, { redirect: "manual" });
  const cookie = lead.headers.getSetCookie()[0]?.split(";")[0] ?? "";
  const back = new URL(cloud.answer(lead.headers.get("location") ?? "", { workspace }));
  const page = await fetch(`${address}${back.pathname}${back.search}`, { headers: { cookie } });
  return page.text();
}

/** Follows a new job in a workspace until its result is there. */
async function followToTheEnd(workspace: SlackSandbox): Promise<void> {
  const jobId = environment.pika.addJob();
  const command = await workspace.command({ command: "/pika-status", text: jobId });
  await command.acknowledged;
  const known = workspace.messages(command.channelId).length;
  await vi.waitFor(
    () => expect(workspace.messages(command.channelId).length).toBeGreaterThan(known),
    10_000,
  );
  environment.pika.setJob(jobId, { status: "completed" });
  await vi.waitFor(
    () => expect(workspace.messages(command.channelId).at(-1)?.files).toHaveLength(1),
    15_000,
  );
}

it("serves each workspace that has installed the app, and only there", async () => {
  expect(await install(first)).toContain("Pika Relay is installed in");
  await followToTheEnd(first);
  expect(second.requests).toEqual([]);
  const refused = await second.command({ command: "/pika-status", text: "job:1" });
  expect((await refused.waitForPrivateReply()).text).toMatch(/not installed/);
  expect(await install(second)).toContain("Pika Relay is installed in");
  await followToTheEnd(second);
});

it("knows both after a restart with a new key, and after one without the old key", async () => {
  expect.hasAssertions();
  for (const key of [`${NEW_KEY},${OLD_KEY}`, NEW_KEY]) {
    await relay.stop();
    relay = await start(key);
    for (const workspace of [first, second]) await followToTheEnd(workspace);
  }
});

it("names in one line each workspace whose key is missing, and goes on", async () => {
  await relay.stop();
  relay = await start("2".repeat(64));
  const lines = () => relay.log.filter(({ msg }) => msg === "installation.unreadable");
  expect(
    lines()
      .map((line) => String(line["workspace"]))
      .toSorted((a, b) => a.localeCompare(b)),
  ).toEqual([first.teamId, second.teamId]);
  await install(first);
  await followToTheEnd(first);
  expect(lines()).toHaveLength(2);
});

it("forgets a workspace that uninstalls the app, and no other one", async () => {
  await install(second);
  await cloud.uninstall(second);
  await relay.event("installation.removed");
  const refused = await second.command({ command: "/pika-status", text: "job:1" });
  expect((await refused.waitForPrivateReply()).text).toMatch(/not installed/);
  await followToTheEnd(first);
});

it("has no token and no secret in its log or in its store", async () => {
  await relay.stop();
  const store = await readFile(join(environment.directory, "relay.sqlite"), "latin1");
  const secrets = [first.botToken, second.botToken, cloud.clientSecret, "the-state-secret"];
  for (const secret of [...secrets, SIGNING_SECRET, OLD_KEY, NEW_KEY]) {
    expect(relay.printed()).not.toContain(secret);
    expect(store).not.toContain(secret);
  }
  expect(cloud.violations).toEqual([]);
  expect([...first.violations, ...second.violations]).toEqual([]);
});
