/** Slack over HTTP with the real server. */
import { createHmac } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createSlackDriver } from "../support/processes/platform-drivers.ts";
import {
  describeSignedRequests,
  followToTheEnd,
  startOverHttp,
  type RelayOverHttp,
  type SigningPlatform,
} from "./signed-requests.ts";

const SECRET = "8f742231b10e8888abcd99yyyzzz85a5";

const SLACK: SigningPlatform = {
  createDriver: createSlackDriver,
  env: { SLACK_SIGNING_SECRET: SECRET },
  path: "/slack/events",
  type: "application/x-www-form-urlencoded",
  timeHeader: "x-slack-request-timestamp",
  signatureHeader: "x-slack-signature",
  sign: (timestamp, body, isForged) => {
    const hmac = createHmac("sha256", isForged ? "another" : SECRET);
    return `v0=${hmac.update(`v0:${timestamp}:${body}`).digest("hex")}`;
  },
  commandFor: ({ slack }, jobId, id) =>
    new URLSearchParams({
      command: "/pika-status",
      text: jobId,
      team_id: slack.teamId,
      channel_id: slack.channels.publicJoined,
      user_id: slack.userId,
      trigger_id: `trigger.${id}`,
      response_url: `${slack.apiUrl.replace("/api/", "")}/commands/none/${id}`,
    }).toString(),
  accepted: undefined,
  refused: [
    ["with a body that was changed", 401, { sent: "text=other" }],
    ["with a signature of another version", 401, { headers: { "x-slack-signature": "v1=00" } }],
    ["signed, but not understood", 400, { type: "application/json" }],
  ],
  secrets: () => [SECRET, "v0=", "x-slack-signature", "trigger."],
};

let started: RelayOverHttp;
beforeAll(async () => {
  started = await startOverHttp(SLACK);
  started.environment.slack.sendByHttp({ url: started.url, signingSecret: SECRET });
});
afterAll(() => started.environment[Symbol.asyncDispose]());

it("follows a job from the command to the result with its file", async () => {
  await followToTheEnd(started);
  expect(started.environment.slack.socketCount).toBe(0);
});

it("says once that the app token is not used", () => {
  const lines = started.relay.log.filter(({ msg }) => msg === "slack.app_token_unused");
  expect(lines).toMatchObject([{ variable: "SLACK_APP_TOKEN", cure: expect.any(String) }]);
});

it("gives Slack its challenge back when it verifies the address", async () => {
  const body = JSON.stringify({ type: "url_verification", challenge: "c", token: "t" });
  const answer = await started.post(body, { type: "application/json" });
  expect(await answer.json()).toEqual({ challenge: "c" });
});

describeSignedRequests(SLACK, () => started);
