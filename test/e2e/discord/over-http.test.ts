/** Discord over HTTP with the real server. */
import { generateKeyPairSync, sign } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { freePort } from "../../support/http/free-port.ts";
import { createDiscordDriver } from "../../support/processes/platform-drivers.ts";
import {
  describeSignedRequests,
  followToTheEnd,
  startOverHttp,
  type RelayOverHttp,
  type SigningPlatform,
} from "../signed-requests.ts";

const keys = generateKeyPairSync("ed25519");
const otherKeys = generateKeyPairSync("ed25519");
const PUBLIC_KEY = Buffer.from(
  keys.publicKey.export({ format: "jwk" }).x ?? "",
  "base64url",
).toString("hex");

const DISCORD: SigningPlatform = {
  createDriver: createDiscordDriver,
  env: { DISCORD_PUBLIC_KEY: PUBLIC_KEY },
  path: "/discord/interactions",
  type: "application/json",
  timeHeader: "x-signature-timestamp",
  signatureHeader: "x-signature-ed25519",
  sign: (timestamp, body, isForged) => {
    const { privateKey } = isForged ? otherKeys : keys;
    return sign(null, Buffer.from(timestamp + body), privateKey).toString("hex");
  },
  commandFor: ({ discord }, jobId, id) =>
    JSON.stringify({
      id: String(1_000 + id),
      application_id: discord.applicationId,
      token: `secret-token-${id}`,
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
    }),
  accepted: { type: 5, data: { flags: 64 } },
  refused: [
    ["with a body that was changed", 401, { sent: "{}" }],
    ["with half a signature", 401, { headers: { "x-signature-ed25519": "ab".repeat(32) } }],
  ],
  secrets: ({ discord }) => ["secret-token", "x-signature", discord.token],
};

let started: RelayOverHttp;
beforeAll(async () => {
  started = await startOverHttp(DISCORD);
});
afterAll(() => started.environment[Symbol.asyncDispose]());

it("warns that the key is not the application's", () => {
  const { log } = started.relay;
  expect(log.filter(({ msg }) => msg === "discord.public_key_differs")).toHaveLength(1);
});

it("answers a PING with a PONG", async () => {
  expect(await (await started.post('{"type":1}')).json()).toEqual({ type: 1 });
});

describeSignedRequests(DISCORD, () => started);

it("follows a job from the command to the result with its file, with Discord's own key", async () => {
  const { environment, driver, relay } = started;
  const { discord } = environment;
  await relay.stop();
  const port = await freePort();
  const own = await environment.readyRelay({
    ...driver.env,
    DISCORD_PUBLIC_KEY: discord.publicKey,
    RELAY_HTTP_PORT: String(port),
  });
  await discord.sendByHttp({ url: `http://127.0.0.1:${port}${DISCORD.path}` });
  await followToTheEnd(started);
  expect(own.log.filter(({ msg }) => msg === "discord.public_key_differs")).toEqual([]);
});

it("keeps no connection to the gateway", () => {
  const { sessions } = started.environment.discord.gateway;
  // The one relay that registered the commands before these.
  expect(sessions.filter(({ connected }) => connected)).toEqual([]);
});
