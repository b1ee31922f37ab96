/** Platforms over HTTP: what they take besides the secret. The other combinations are in config.test.ts. */
import { expect, it } from "vitest";
import { parseConfig as parse } from "../../../src/config/config.ts";
import { SOURCE_DEFINITIONS } from "../../../src/job-sources.ts";
import { configProblems } from "./config-problems.ts";

const parseConfig = (env: Record<string, string>) => parse(env, SOURCE_DEFINITIONS);
const SIGNING_SECRET = "8f742231b10e8888abcd99yyyzzz85a5";
const overHttp = {
  PIKA_API_TOKEN: "pika-token",
  SLACK_BOT_TOKEN: "xoxb-1-abc",
  SLACK_SIGNING_SECRET: SIGNING_SECRET,
  RELAY_HTTP_PORT: "3000",
};
const appToken = "xapp-1-abc";

const problemsOf = (changes: Record<string, string>) =>
  configProblems(() => parseConfig({ ...overHttp, ...changes }));

it("has Slack over HTTP with a signing secret, whether or not there is an app token", () => {
  const { slack, http } = parseConfig(overHttp);
  const expected = {
    botToken: "xoxb-1-abc",
    apiUrl: "https://slack.com/api/",
    signingSecret: SIGNING_SECRET,
  };
  expect(slack).toEqual(expected);
  expect(http).toEqual({ host: "127.0.0.1", port: 3000 });
  const both = parseConfig({ ...overHttp, SLACK_APP_TOKEN: appToken });
  expect(both.slack).toEqual({ ...expected, appToken });
});

it.each([
  ["the port is missing", { RELAY_HTTP_PORT: "" }, /^RELAY_HTTP_PORT is missing: .*, set it to/],
  ["the bot token is missing", { SLACK_BOT_TOKEN: "" }, /^SLACK_BOT_TOKEN is missing: .*xoxb/],
  [
    "the bot token is missing beside both others",
    { SLACK_BOT_TOKEN: "", SLACK_APP_TOKEN: appToken },
    /^SLACK_BOT_TOKEN is missing: .*xoxb/,
  ],
  [
    "the secret is the bot token",
    { SLACK_SIGNING_SECRET: "xoxb-1-abc" },
    /^SLACK_SIGNING_SECRET holds a token: set it to the Signing Secret/,
  ],
  [
    "the secret is an app token",
    { SLACK_SIGNING_SECRET: appToken },
    /^SLACK_SIGNING_SECRET holds a token: set it to the Signing Secret/,
  ],
  [
    "the secret was not copied alone",
    { SLACK_SIGNING_SECRET: "two words" },
    /^SLACK_SIGNING_SECRET has spaces/,
  ],
])("says so in one line if %s", (_, changes, problem) => {
  expect(problemsOf(changes)).toEqual([expect.stringMatching(problem)]);
});

const PUBLIC_KEY = "0123456789abcdef".repeat(4);
const discordOverHttp = {
  PIKA_API_TOKEN: "pika-token",
  DISCORD_TOKEN: "discord-token",
  DISCORD_PUBLIC_KEY: PUBLIC_KEY,
  RELAY_HTTP_PORT: "3000",
};
const discordProblems = (changes: Record<string, string>): readonly string[] =>
  problemsOf({ SLACK_BOT_TOKEN: "", SLACK_SIGNING_SECRET: "", ...discordOverHttp, ...changes });

it("has Discord over HTTP with a public key", () => {
  expect(parseConfig(discordOverHttp).discord).toEqual({
    token: "discord-token",
    apiUrl: "https://discord.com/api",
    publicKey: PUBLIC_KEY,
  });
});

it.each([
  [
    "the port is missing",
    { RELAY_HTTP_PORT: "" },
    /^RELAY_HTTP_PORT is missing: DISCORD_PUBLIC_KEY/,
  ],
  ["the token is missing", { DISCORD_TOKEN: "" }, /^DISCORD_TOKEN is missing: DISCORD_PUBLIC_KEY/],
  [
    "a digit is missing",
    { DISCORD_PUBLIC_KEY: PUBLIC_KEY.slice(1) },
    /^DISCORD_PUBLIC_KEY is not a public/,
  ],
  [
    "it is no hex",
    { DISCORD_PUBLIC_KEY: "g".repeat(64) },
    /^DISCORD_PUBLIC_KEY is not a public key: copy/,
  ],
])("says so in one line if of Discord over HTTP %s", (_, changes, problem) => {
  expect(discordProblems(changes)).toEqual([expect.stringMatching(problem)]);
});
