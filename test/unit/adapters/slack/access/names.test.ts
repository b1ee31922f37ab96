import { afterEach, beforeEach, expect, it } from "vitest";
import { SlackNames } from "../../../../../src/adapters/slack/access/names.ts";
import { SlackHttp } from "../../../../../src/adapters/slack/api/http.ts";
import { SlackWebClient } from "../../../../../src/adapters/slack/api/web-client.ts";
import { createFakeLogger } from "../../../../support/fakes/fake-logger.ts";
import { openWorkspace, type Workspace } from "../../../../support/slack/workspace.ts";

let workspace: Workspace;
let http: SlackHttp;
let names: SlackNames;
beforeEach(async () => {
  workspace = await openWorkspace();
  const { apiUrl, botToken } = workspace.slack;
  http = new SlackHttp();
  const options = { apiUrl, botToken, http, log: createFakeLogger(), timeoutMs: 15_000 };
  names = new SlackNames(new SlackWebClient(options));
});
afterEach(async () => {
  await http.close();
  await workspace[Symbol.asyncDispose]();
});

it("asks Slack once for each name that no event has told", async () => {
  const { slack } = workspace;
  const [jun, kim] = ["jun", "kim"].map((name) => slack.addUser({ name }).id);
  names.note(kim!, "kim");
  for (let times = 0; times < 2; times += 1) await names.read([jun!, kim!]);
  expect([names.of(jun!), names.of(kim!)]).toEqual(["jun", "kim"]);
  expect(slack.requestsOf("users.info").map(({ args }) => args["user"])).toEqual([jun]);
});

it("asks for ten at most", async () => {
  const { slack } = workspace;
  await names.read(Array.from({ length: 30 }, (_each, index) => `U${index}`));
  expect(slack.requestsOf("users.info")).toHaveLength(10);
});

it.each([
  ["a refusal", { error: "missing_scope" }],
  ["an outage", { status: 503 }],
  ["no answer", { hang: true }],
])("leaves a name unknown without an error after %s", async (_what, fault) => {
  const { slack } = workspace;
  slack.failNext({ method: "users.info", ...fault });
  await names.read([slack.userId]);
  expect(names.of(slack.userId)).toBeUndefined();
  await names.read([slack.userId]);
  expect(names.of(slack.userId)).toBeDefined();
});
