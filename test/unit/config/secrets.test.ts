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
    ].toSorted(),
  );
});
