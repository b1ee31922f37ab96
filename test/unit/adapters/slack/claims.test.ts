/** Two processes that get the same events, in a stand-in workspace. */
import { afterEach, beforeEach, expect, it } from "vitest";
import { createSlackSandbox } from "../../../../sandbox/slack/create-slack-sandbox.ts";
import type { SlackSandbox } from "../../../../sandbox/slack/slack-sandbox.ts";
import { systemClock } from "../../../../src/adapters/node/system-clock.ts";
import { createSlackAdapter, type SlackAdapter } from "../../../../src/adapters/slack/adapter.ts";
import { renderManifest } from "../../../../src/adapters/slack/manifest.ts";
import { createInteractionClaim } from "../../../../src/core/interaction-claim.ts";
import type { Invocation } from "../../../../src/core/invocation.ts";
import { line, message } from "../../../../src/core/message.ts";
import { createFakeLogger } from "../../../support/fakes/fake-logger.ts";
import { createFakeStore, type FakeStore } from "../../../support/fakes/fake-store.ts";
import { offeredCommands } from "../../../support/offered-commands.ts";
import { sentence } from "../../../support/sentence.ts";
import { SIGNING_SECRET } from "../../../support/slack/workspace.ts";

let slack: SlackSandbox;
let store: FakeStore;
let adapters: readonly [SlackAdapter, SlackAdapter];
/** Those that a request reaches: by default both, as if a load balancer got no answer in time from the first. */
let reached: readonly SlackAdapter[];
/** What either process has handled. */
let handled: Invocation[];
/** The status and the body of each answer to Slack. */
let answers: (readonly [number, string])[];

const handle = async (invocation: Invocation): Promise<void> => {
  handled.push(invocation);
  await invocation.reply(message([line("Following it.")]));
};

const create = (): SlackAdapter =>
  createSlackAdapter({
    signingSecret: SIGNING_SECRET,
    botToken: slack.botToken,
    apiUrl: slack.apiUrl,
    commands: offeredCommands,
    handlers: { command: handle, action: handle, complete: async () => [] },
    claim: createInteractionClaim(store.claims, systemClock),
    log: createFakeLogger(),
    clock: systemClock,
  });

beforeEach(async () => {
  const manifest = renderManifest(offeredCommands, { publicUrl: "https://relay.example" });
  slack = await createSlackSandbox({ manifest });
  store = createFakeStore();
  handled = [];
  answers = [];
  adapters = [create(), create()];
  reached = adapters;
  for (const adapter of adapters) await adapter.start(new AbortController().signal);
  slack.sendByHttp({
    url: "https://relay.example/slack/events",
    signingSecret: SIGNING_SECRET,
    send,
  });
});
afterEach(async () => {
  for (const adapter of adapters) await adapter.stop();
  await slack.close();
});

async function send(request: Request): Promise<Response> {
  const sent = reached.map((adapter) => adapter.endpoints[0]!.handle(request.clone()));
  const received = await Promise.all(sent);
  for (const answer of received) answers.push([answer.status, await answer.clone().text()]);
  return received[0]!;
}

it("acknowledge a command, and one of them handles it", async () => {
  const typed = await slack.command({ command: "/pika-status", text: "job-1" });
  await typed.waitForPrivateReply();
  expect(handled).toHaveLength(1);
  expect(typed.privateReplies.map(({ text }) => text)).toEqual(["Following it."]);
  expect(answers).toEqual([
    [200, ""],
    [200, ""],
  ]);
  expect(slack.violations).toEqual([]);
});

it("handle a mention once that Slack sends again to the other process", async () => {
  reached = [adapters[0]];
  const mention = await slack.mention({ channel: slack.channels.publicJoined, text: "job-1" });
  await expect.poll(() => slack.privateReplies).toHaveLength(1);
  reached = [adapters[1]];
  mention.resend(1);
  await expect
    .poll(() => answers)
    .toEqual([
      [200, ""],
      [200, ""],
    ]);
  const next = await slack.mention({ channel: slack.channels.publicJoined, text: "job-2" });
  await next.acknowledged;
  await expect.poll(() => slack.privateReplies).toHaveLength(2);
  expect(handled).toHaveLength(2);
});

it("handle a button once, and the next press as well", async () => {
  const channel = { platform: "slack", workspace: slack.teamId } as const;
  const refresh = { kind: "button", name: "refresh", argument: "f1", label: "Refresh" } as const;
  const { id } = await adapters[0].postStatus({
    channel: { ...channel, channel: slack.channels.publicJoined },
    jobId: "job-1",
    message: { ...message([line("It runs.")]), actions: [refresh] },
    key: "status",
    mayAlreadyExist: false,
  });
  const press = { channel: slack.channels.publicJoined, ts: id, actionId: "refresh:f1" };
  for (const presses of [1, 2]) {
    await (await slack.pressButton(press)).waitForPrivateReply();
    expect(handled).toHaveLength(presses);
  }
});

// They used to say that something went wrong, which told nobody to wait, or whom to tell.
it("say that nothing was changed if the store fails, and handle nothing", async () => {
  store.failWith(new Error("gone"));
  const typed = await slack.command({ command: "/pika-status", text: "job-1" });
  const reply = await typed.waitForPrivateReply();
  expect(reply.text).toMatch(sentence("answer.store-down"));
  expect(reply.text).toMatch(sentence("answer.store-down-rest"));
  expect(handled).toEqual([]);
});
