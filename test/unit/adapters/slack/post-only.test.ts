/** A process that only posts, in a stand-in workspace. */
import { expect, it } from "vitest";
import type { SlackSandbox } from "../../../../sandbox/slack/slack-sandbox.ts";
import { createSlackSandbox } from "../../../../sandbox/slack/create-slack-sandbox.ts";
import {
  createSlackAdapter,
  type SlackAdapter,
  type SlackAdapterOptions,
} from "../../../../src/adapters/slack/adapter.ts";
import { renderManifest } from "../../../../src/adapters/slack/manifest.ts";
import type { SlackMembership } from "../../../../src/adapters/slack/installations/create-workspaces.ts";
import { line, message } from "../../../../src/core/message.ts";
import { createFakeLogger } from "../../../support/fakes/fake-logger.ts";
import { offeredCommands } from "../../../support/offered-commands.ts";
import { SECRET_KEY, startCloudRelay } from "../../../support/slack/cloud-relay.ts";
import { createHurriedClock, createResultPost } from "../../../support/slack/workspace.ts";

const forever = new AbortController().signal;

function postOnly(
  membership: SlackMembership,
  { apiUrl, ...options }: Pick<SlackAdapterOptions, "apiUrl" | "onConnection">,
): SlackAdapter {
  return createSlackAdapter({
    ...membership,
    ...options,
    receivesCommands: false,
    apiUrl,
    commands: offeredCommands,
    handlers: {
      command: () => Promise.reject(new Error("no command arrives here")),
      action: () => Promise.reject(new Error("no action arrives here")),
      complete: () => Promise.reject(new Error("nothing is typed here")),
    },
    log: createFakeLogger(),
    clock: createHurriedClock(),
  });
}

/** Posts a status message, edits it, posts a result, and a direct message. */
async function postEverything(adapter: SlackAdapter, slack: SlackSandbox): Promise<void> {
  const workspace = slack.teamId;
  const channel = {
    platform: "slack",
    workspace,
    channel: slack.channels.publicJoined,
  } as const;
  const status = createResultPost(channel, { key: "status", message: message([line("It runs.")]) });
  const ref = await adapter.postStatus(status);
  expect(await adapter.postStatus({ ...status, mayAlreadyExist: true })).toEqual(ref);
  await adapter.editStatus({ channel, ref, message: message([line("It ended.")]) });
  await adapter.postResult(createResultPost(channel));
  const direct = await adapter.openDirect({ userId: slack.userId, workspace });
  await adapter.postStatus({ ...status, channel: direct, key: "direct" });
  expect(textsIn(slack, channel.channel)).toEqual(["It ended.", "The video is ready"]);
  expect(slack.messages(channel.channel)[1]?.files).toMatchObject([{ name: "cat.mp4" }]);
  expect(textsIn(slack, direct.channel)).toEqual(["It runs."]);
}

const textsIn = (slack: SlackSandbox, channel: string): string[] =>
  slack.messages(channel).map(({ text }) => text);

it("posts with the one bot token, and opens no socket", async () => {
  await using slack = await createSlackSandbox({
    manifest: renderManifest(offeredCommands),
    shareDelayMs: 0,
  });
  const connections: boolean[] = [];
  const adapter = postOnly(
    { botToken: slack.botToken },
    { apiUrl: slack.apiUrl, onConnection: ({ connected }) => void connections.push(connected) },
  );
  expect(adapter.endpoints).toEqual([]);
  await adapter.start(forever);
  expect(connections).toEqual([true]);
  await postEverything(adapter, slack);
  await adapter.stop();
  expect(slack.socketCount).toBe(0);
  expect(slack.requestsOf("apps.connections.open")).toEqual([]);
  expect(slack.violations).toEqual([]);
});

it("posts in the workspaces that installed the app through another process", async () => {
  await using relay = await startCloudRelay();
  const { cloud, store, workspaces, install } = relay;
  const { apiUrl } = cloud;
  const { installations } = store;
  const adapter = postOnly({ installations, secretKeys: [SECRET_KEY] }, { apiUrl });
  expect(adapter.endpoints).toEqual([]);
  await adapter.start(forever);
  for (const workspace of workspaces) {
    await install(workspace);
    await postEverything(adapter, workspace);
  }
  const [first] = workspaces;
  const channel = { platform: "slack", workspace: "T0NOWHERE", channel: first.userId } as const;
  const nowhere = adapter.postStatus(createResultPost(channel));
  await expect(nowhere).rejects.toMatchObject({ code: "channel_lost" });
  await adapter.stop();
});
