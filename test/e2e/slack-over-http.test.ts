/** Slack over HTTP with the real server, by requests that are signed here and not by the stand-in. */
import { createHmac } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RelayProcess } from "../../sandbox/process/relay-process.ts";
import { freePort } from "../support/http/free-port.ts";
import type { TestEnvironment } from "../support/processes/test-environment.ts";
import {
  createEnvironmentWithCommands,
  createSlackDriver,
  shownOnce,
  statusOf,
  type PlatformDriver,
} from "../support/processes/platform-drivers.ts";

const SECRET = "8f742231b10e8888abcd99yyyzzz85a5";
const FORM = "application/x-www-form-urlencoded";

let environment: TestEnvironment;
let driver: PlatformDriver;
let relay: RelayProcess;
let url: string;

beforeAll(async () => {
  const port = await freePort();
  environment = await createEnvironmentWithCommands();
  driver = createSlackDriver(environment);
  relay = await environment.readyRelay({
    ...driver.env,
    SLACK_SIGNING_SECRET: SECRET,
    RELAY_HTTP_PORT: String(port),
  });
  url = `http://127.0.0.1:${port}/slack/events`;
  environment.slack.sendByHttp({ url, signingSecret: SECRET });
});
afterAll(() => environment[Symbol.asyncDispose]());

it("follows a job from the command to the result with its file", async () => {
  const { slack, pika } = environment;
  const { id: channel } = driver.addChannel();
  const jobId = pika.addJob();
  await driver.type("pika-status", [jobId], { channel });
  await statusOf(driver, jobId, channel);
  pika.setJob(jobId, { status: "completed" });
  const result = await shownOnce(driver, ({ files }) => files.length > 0, channel);
  expect(result.files).toHaveLength(1);
  expect(slack.socketCount).toBe(0);
  expect(environment.violations()).toEqual([]);
});

it("says once that the app token is not used", () => {
  const lines = relay.log.filter(({ msg }) => msg === "slack.app_token_unused");
  expect(lines).toMatchObject([{ variable: "SLACK_APP_TOKEN", cure: expect.any(String) }]);
});

/** What a test sends differently from Slack. */
interface Change {
  readonly secret?: string;
  readonly laterS?: number;
  readonly type?: string;
  /** The body that is sent in place of the signed one. */
  readonly sent?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

async function post(body: string, change: Change = {}): Promise<Response> {
  const { secret = SECRET, laterS = 0, type = FORM, sent = body } = change;
  const timestamp = String(Math.floor(Date.now() / 1_000) + laterS);
  const hmac = createHmac("sha256", secret).update(`v0:${timestamp}:${body}`).digest("hex");
  const headers = {
    "content-type": type,
    "x-slack-request-timestamp": timestamp,
    "x-slack-signature": `v0=${hmac}`,
    ...change.headers,
  };
  return fetch(url, { method: "POST", headers, body: sent });
}

let commandsTyped = 0;

/** The body of a command that nothing but its signature keeps from being run. */
function commandFor(jobId: string): string {
  const { slack } = environment;
  commandsTyped += 1;
  return new URLSearchParams({
    command: "/pika-status",
    text: jobId,
    team_id: slack.teamId,
    channel_id: slack.channels.publicJoined,
    user_id: slack.userId,
    trigger_id: `trigger.${commandsTyped}`,
    response_url: `${slack.apiUrl.replace("/api/", "")}/commands/none/${commandsTyped}`,
  }).toString();
}

describe("a request", () => {
  it.each<[string, number, Change]>([
    ["signed with another secret", 401, { secret: "another" }],
    ["more than five minutes old", 401, { laterS: -302 }],
    ["more than five minutes ahead", 401, { laterS: 302 }],
    ["with a body that was changed", 401, { sent: "text=other" }],
    ["without a signature", 401, { headers: { "x-slack-signature": "" } }],
    ["without a time", 401, { headers: { "x-slack-request-timestamp": "" } }],
    ["with a time that is none", 401, { headers: { "x-slack-request-timestamp": "now" } }],
    ["with a signature of another version", 401, { headers: { "x-slack-signature": "v1=00" } }],
    ["signed, but not understood", 400, { type: "application/json" }],
    ["of 20 MB", 413, { sent: "x".repeat(20 * 1024 * 1024) }],
  ])("%s is answered with %i and has no effect", async (_, status, change) => {
    const jobId = environment.pika.addJob();
    const answer = await post(commandFor(jobId), change);
    expect([answer.status, (await answer.text()).length < 40]).toEqual([status, true]);
    await sleep(100);
    expect(environment.pika.polls(jobId)).toBe(0);
  });

  it("that Slack signed has one effect, however often it is replayed", async () => {
    const jobId = environment.pika.addJob();
    const body = commandFor(jobId);
    const answers = await Promise.all(Array.from({ length: 10 }, () => post(body)));
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    const channel = environment.slack.channels.publicJoined;
    await statusOf(driver, jobId, channel);
    await sleep(300);
    expect(driver.shown(channel)).toHaveLength(1);
    const follows = relay.log.filter((line) => line.msg === "follow.registered");
    expect(follows.filter((line) => line["jobId"] === jobId)).toHaveLength(1);
  });

  it("of Slack to verify the address gets its challenge back", async () => {
    const body = JSON.stringify({ type: "url_verification", challenge: "c", token: "t" });
    expect(await (await post(body, { type: "application/json" })).json()).toEqual({
      challenge: "c",
    });
  });

  it("by GET is not allowed", async () => {
    expect((await fetch(url)).status).toBe(405);
  });
});

it("logs neither the secret nor a signature", () => {
  expect(relay.printed()).toContain("slack.request_refused");
  for (const secret of [SECRET, "v0=", "x-slack-signature", "trigger."])
    expect(relay.printed()).not.toContain(secret);
});
