import { expect, it } from "vitest";
import { parseConfig } from "../../../src/config/config.ts";
import { secretsOf } from "../../../src/config/secrets.ts";
import { SOURCE_DEFINITIONS } from "../../../src/job-sources.ts";

it("finds every secret of a configuration", () => {
  const env = {
    PIKA_API_TOKEN: "secret-pika",
    DISCORD_TOKEN: "secret-discord",
    SLACK_BOT_TOKEN: "xoxb-secret",
    SLACK_APP_TOKEN: "xapp-secret",
    STORE_URL: "redis://:secret%2Fredis@host",
    QUEUE_URL: "rediss://:secret-queue@host",
  };
  const secrets = secretsOf(parseConfig(env, SOURCE_DEFINITIONS), SOURCE_DEFINITIONS);
  expect(secrets.toSorted()).toEqual(
    [
      "secret-pika",
      "secret-discord",
      "xoxb-secret",
      "xapp-secret",
      "secret%2Fredis",
      "secret/redis",
      "secret-queue",
      "secret-queue",
    ].toSorted(),
  );
});

it("finds those of an app in many workspaces, the keys in the ways they may be written", () => {
  const key = Buffer.alloc(32, 0xfb);
  const env = {
    PIKA_API_TOKEN: "secret-pika",
    SLACK_SIGNING_SECRET: "secret-signing",
    SLACK_CLIENT_ID: "1.2",
    SLACK_CLIENT_SECRET: "secret-client",
    SLACK_STATE_SECRET: "secret-state",
    RELAY_SECRET_KEY: key.toString("base64"),
    RELAY_HTTP_PORT: "3000",
  };
  const secrets = secretsOf(parseConfig(env, SOURCE_DEFINITIONS), SOURCE_DEFINITIONS);
  const written = [key.toString("hex"), key.toString("base64url")];
  const expected = ["secret-pika", "secret-signing", "secret-client", "secret-state", ...written];
  expect(secrets).toEqual(expect.arrayContaining(expected));
  expect(secrets).toContain(key.toString("base64").replace("=", ""));
});
