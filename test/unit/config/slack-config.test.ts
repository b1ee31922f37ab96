/** One Slack app in many workspaces: what it takes. */
import { expect, it } from "vitest";
import { parseConfig as parse } from "../../../src/config/config.ts";
import { SOURCE_DEFINITIONS } from "../../../src/job-sources.ts";
import { configProblems } from "./config-problems.ts";

const parseConfig = (env: Record<string, string>) => parse(env, SOURCE_DEFINITIONS);
const SIGNING_SECRET = "8f742231b10e8888abcd99yyyzzz85a5";
const overHttp = {
  PIKA_API_TOKEN: "pika-token",
  SLACK_SIGNING_SECRET: SIGNING_SECRET,
  RELAY_HTTP_PORT: "3000",
};

const problemsOf = (changes: Record<string, string>) =>
  configProblems(() => parseConfig({ ...overHttp, ...changes }));

const KEY = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
const OTHER_KEY = KEY.replaceAll("0", "f");
const manyWorkspaces = {
  SLACK_BOT_TOKEN: "",
  SLACK_CLIENT_ID: "1.2",
  SLACK_CLIENT_SECRET: "client-secret",
  SLACK_STATE_SECRET: "state-secret",
  RELAY_SECRET_KEY: KEY,
};

it("has an app in many workspaces with its three values and a key", () => {
  expect(parseConfig({ ...overHttp, ...manyWorkspaces }).slack).toEqual({
    apiUrl: "https://slack.com/api/",
    signingSecret: SIGNING_SECRET,
    oauth: { clientId: "1.2", clientSecret: "client-secret", stateSecret: "state-secret" },
    secretKeys: [KEY],
  });
});

it.each([
  ["in upper case", KEY.toUpperCase(), [KEY]],
  ["in Base64", Buffer.from(KEY, "hex").toString("base64"), [KEY]],
  ["in Base64 for URLs", Buffer.from(OTHER_KEY, "hex").toString("base64url"), [OTHER_KEY]],
  ["of two kinds", `${KEY}, ${Buffer.from(OTHER_KEY, "hex").toString("base64")}`, [KEY, OTHER_KEY]],
])("takes keys %s", (_, value, secretKeys) => {
  const { slack } = parseConfig({ ...overHttp, ...manyWorkspaces, RELAY_SECRET_KEY: value });
  expect(slack).toMatchObject({ secretKeys });
});

it.each([
  "short",
  KEY.slice(1),
  `${KEY}0`,
  `${KEY},`,
  "passphrase of thirty-two letters",
  "!".repeat(44),
])("refuses the key %j in one line that does not repeat it", (value) => {
  const problems = problemsOf({ ...manyWorkspaces, RELAY_SECRET_KEY: value });
  expect(problems).toEqual([
    expect.stringMatching(/^RELAY_SECRET_KEY is not a key of 32 bytes.*openssl rand -hex 32$/),
  ]);
  expect(problems[0]).not.toContain(value);
});

it.each([
  "SLACK_CLIENT_ID",
  "SLACK_CLIENT_SECRET",
  "SLACK_STATE_SECRET",
  "SLACK_SIGNING_SECRET",
  "RELAY_SECRET_KEY",
])("says in one line that %s is missing for an app in many workspaces", (name) => {
  expect(problemsOf({ ...manyWorkspaces, [name]: "" })).toEqual([
    expect.stringMatching(`^${name} is missing: SLACK_\\w+ needs it, set it to`),
  ]);
});

it("does not take a bot token beside the app in many workspaces", () => {
  expect(problemsOf({ ...manyWorkspaces, SLACK_BOT_TOKEN: "xoxb-1-abc" })).toEqual([
    expect.stringMatching(/^SLACK_BOT_TOKEN is set together with SLACK_CLIENT_ID: remove it/),
  ]);
});
