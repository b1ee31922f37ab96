/** Discord over HTTP with the real server, by requests that are signed here and not by the stand-in. */
import { generateKeyPairSync, sign, type KeyObject } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RelayProcess } from "../../../sandbox/process/relay-process.ts";
import { freePort } from "../../support/http/free-port.ts";
import {
  createDiscordDriver,
  createEnvironmentWithCommands,
  shownOnce,
  statusOf,
  type PlatformDriver,
} from "../../support/processes/platform-drivers.ts";
import type { TestEnvironment } from "../../support/processes/test-environment.ts";

const keys = generateKeyPairSync("ed25519");
const PUBLIC_KEY = Buffer.from(
  keys.publicKey.export({ format: "jwk" }).x ?? "",
  "base64url",
).toString("hex");

let environment: TestEnvironment;
let driver: PlatformDriver;
let relay: RelayProcess;
let url: string;

/** A relay that takes interactions at a port of its own. */
async function start(publicKey: string): Promise<{ relay: RelayProcess; url: string }> {
  const port = await freePort();
  const started = await environment.readyRelay({
    ...driver.env,
    DISCORD_PUBLIC_KEY: publicKey,
    RELAY_HTTP_PORT: String(port),
  });
  return { relay: started, url: `http://127.0.0.1:${port}/discord/interactions` };
}

beforeAll(async () => {
  environment = await createEnvironmentWithCommands();
  driver = createDiscordDriver(environment);
  ({ relay, url } = await start(PUBLIC_KEY));
});
afterAll(() => environment[Symbol.asyncDispose]());

/** What a test sends differently from Discord. */
interface Change {
  readonly key?: KeyObject;
  readonly laterS?: number;
  /** The body that is sent in place of the signed one. */
  readonly sent?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

async function post(body: string, change: Change = {}): Promise<Response> {
  const { key = keys.privateKey, laterS = 0, sent = body } = change;
  const timestamp = String(Math.floor(Date.now() / 1_000) + laterS);
  const headers = {
    "content-type": "application/json",
    "x-signature-ed25519": sign(null, Buffer.from(timestamp + body), key).toString("hex"),
    "x-signature-timestamp": timestamp,
    ...change.headers,
  };
  return fetch(url, { method: "POST", headers, body: sent });
}

let commandsTyped = 0;

/** The body of a command that nothing but its signature keeps from being run. */
function commandFor(jobId: string): string {
  const { discord } = environment;
  commandsTyped += 1;
  return JSON.stringify({
    id: String(1_000 + commandsTyped),
    application_id: discord.applicationId,
    token: `secret-token-${commandsTyped}`,
    type: 2,
    version: 1,
    guild_id: discord.guildId,
    channel_id: discord.channelId,
    channel: { id: discord.channelId, type: 0 },
    member: { user: { id: discord.users[0].id, username: "ada" }, permissions: "2048" },
    app_permissions: "309237763072",
    locale: "en-US",
    entitlements: [],
    authorizing_integration_owners: { 0: discord.guildId },
    data: {
      id: "1",
      name: "pika-status",
      type: 1,
      options: [{ type: 3, name: "jobid", value: jobId }],
    },
  });
}

describe("a request", () => {
  it.each<[string, number, Change]>([
    ["signed with another key", 401, { key: generateKeyPairSync("ed25519").privateKey }],
    ["more than five minutes old", 401, { laterS: -302 }],
    ["more than five minutes ahead", 401, { laterS: 302 }],
    ["with a body that was changed", 401, { sent: "{}" }],
    ["without a signature", 401, { headers: { "x-signature-ed25519": "" } }],
    ["without a time", 401, { headers: { "x-signature-timestamp": "" } }],
    ["with a time that is none", 401, { headers: { "x-signature-timestamp": "now" } }],
    ["with half a signature", 401, { headers: { "x-signature-ed25519": "ab".repeat(32) } }],
    ["of 20 MB", 413, { sent: "x".repeat(20 * 1024 * 1024) }],
  ])("%s is answered with %i and has no effect", async (_, status, change) => {
    const jobId = environment.pika.addJob();
    const answer = await post(commandFor(jobId), change);
    expect([answer.status, (await answer.text()).length < 40]).toEqual([status, true]);
    await sleep(100);
    expect(environment.pika.polls(jobId)).toBe(0);
  });

  it("that Discord signed has one effect, however often it is replayed", async () => {
    const jobId = environment.pika.addJob();
    const body = commandFor(jobId);
    const answers = await Promise.all(Array.from({ length: 10 }, () => post(body)));
    for (const answer of answers)
      expect(await answer.json()).toEqual({ type: 5, data: { flags: 64 } });
    await statusOf(driver, jobId, environment.discord.channelId);
    await sleep(300);
    expect(driver.shown(environment.discord.channelId)).toHaveLength(1);
    const follows = relay.log.filter((line) => line.msg === "follow.registered");
    expect(follows.filter((line) => line["jobId"] === jobId)).toHaveLength(1);
  });

  it("that is a PING gets a PONG", async () => {
    expect(await (await post('{"type":1}')).json()).toEqual({ type: 1 });
  });

  it("by GET is not allowed", async () => {
    expect((await fetch(url)).status).toBe(405);
  });
});

it("warns that the key is not the application's", () => {
  expect(relay.log.filter(({ msg }) => msg === "discord.public_key_differs")).toHaveLength(1);
});

it("logs neither a signature nor an interaction's token", () => {
  expect(relay.printed()).toContain("discord.request_refused");
  for (const secret of ["secret-token", "x-signature", environment.discord.token])
    expect(relay.printed()).not.toContain(secret);
});

it("follows a job from the command to the result with its file, with Discord's own key", async () => {
  const { discord, pika } = environment;
  await relay.stop();
  const own = await start(discord.publicKey);
  await discord.sendByHttp({ url: own.url });
  const { id: channel } = driver.addChannel();
  const jobId = pika.addJob();
  await driver.type("pika-status", [jobId], { channel });
  await statusOf(driver, jobId, channel);
  pika.setJob(jobId, { status: "completed" });
  const result = await shownOnce(driver, ({ files }) => files.length > 0, channel);
  expect(result.files).toHaveLength(1);
  expect(own.relay.log.filter(({ msg }) => msg === "discord.public_key_differs")).toEqual([]);
  expect(environment.violations()).toEqual([]);
});

it("keeps no connection to the gateway", () => {
  // The one relay that registered the commands before these.
  expect(environment.discord.gateway.sessions.filter(({ connected }) => connected)).toEqual([]);
});
