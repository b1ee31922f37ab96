/** A worker only posts: a token for each platform is enough. */
import { expect, it } from "vitest";
import { parseConfig, type Config } from "../../../src/config/config.ts";
import { SOURCE_DEFINITIONS } from "../../../src/job-sources.ts";

const SECRET_KEY = "ab".repeat(32);

const asWorker = {
  RELAY_ROLE: "worker",
  STORE_URL: "redis://host",
  QUEUE_URL: "redis://host",
};

const parseForPosting = (env: Record<string, string>): Config =>
  parseConfig({ PIKA_API_TOKEN: "pika-token", ...asWorker, ...env }, SOURCE_DEFINITIONS);

it.each([
  ["discord", { DISCORD_TOKEN: "a.b.c", DISCORD_PUBLIC_KEY: SECRET_KEY }, { token: "a.b.c" }],
  ["slack", { SLACK_BOT_TOKEN: "xoxb-1-abc" }, { botToken: "xoxb-1-abc" }],
  ["slack", { RELAY_SECRET_KEY: SECRET_KEY }, { secretKeys: [SECRET_KEY] }],
] as const)("has %s with %o", (platform, env, expected) => {
  const config = parseForPosting(env)[platform];
  expect(config).toMatchObject({ receivesCommands: false, ...expected });
});

it("names what is missing", () => {
  expect(() => parseForPosting({})).toThrow(/DISCORD_TOKEN or SLACK_BOT_TOKEN/);
  const oauth = { SLACK_CLIENT_ID: "1.2" };
  expect(() => parseForPosting(oauth)).toThrow(/RELAY_SECRET_KEY is missing/);
});
