/** An app that an Enterprise organisation has installed for all its workspaces. */
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { SlackSandbox } from "../../../../sandbox/slack/slack-sandbox.ts";
import type { PollResult } from "../../../../src/core/job/job.ts";
import { aJob } from "../../../support/follows.ts";
import { startCloudRelay, type CloudRelay } from "../../../support/slack/cloud-relay.ts";

const ORGANISATION = "E0STUDIOS";
const running: PollResult = { kind: "job", job: aJob("running") };

let relay: CloudRelay;
let workspace: SlackSandbox;
beforeEach(async () => {
  relay = await startCloudRelay();
  [workspace] = relay.workspaces;
  await relay.install(workspace, ORGANISATION);
  relay.api.answer("job-1", running);
});
afterEach(() => relay[Symbol.asyncDispose]());

/** A command in a workspace of the organisation, by a person of whom Slack says that they belong to `enterprise`. */
async function type(command: string, teamId: string, enterprise: string): Promise<void> {
  const user = {
    id: workspace.userId,
    team_id: teamId,
    enterprise_user: { enterprise_id: enterprise },
  };
  const body = JSON.stringify({ ok: true, user });
  workspace.failNext({ method: "users.info", status: 200, body, times: 3 });
  await workspace.socket.sendEnvelope("slash_commands", {
    command,
    text: "job-1",
    team_id: teamId,
    enterprise_id: enterprise,
    is_enterprise_install: "true",
    channel_id: workspace.channels.publicJoined,
    user_id: workspace.userId,
    trigger_id: `${command} ${teamId} ${enterprise}`,
  });
}

it("is stored once for the organisation, and named on the page", async () => {
  const page = await relay.install(workspace, ORGANISATION);
  expect(await page.text()).toContain("installed in Studios.");
  const stored: string[] = [];
  for await (const each of relay.store.installations.all()) stored.push(each.workspace);
  expect(stored).toEqual([ORGANISATION]);
});

it("follows a job once in a channel, whichever of its workspaces asks", async () => {
  const { store } = relay;
  await type("/pika-status", "T0ONE", ORGANISATION);
  await workspace.waitFor(({ text }) => text.includes("In progress"));
  await type("/job-status", "T0TWO", ORGANISATION);
  const answers = () =>
    workspace.privateMessages(workspace.userId).filter(({ text }) => !text.startsWith("Looking"));
  await vi.waitFor(() => expect(answers()).toHaveLength(2));
  expect(store.all().map(({ channel }) => channel.workspace)).toEqual([ORGANISATION]);
});

it("takes no commands from people of another organisation in a shared channel", async () => {
  const { store, log } = relay;
  await workspace.socket.sendEnvelope("events_api", {
    type: "event_callback",
    event_id: "Ev1",
    team_id: "T0ONE",
    authorizations: [{ enterprise_id: ORGANISATION, is_enterprise_install: true }],
    is_ext_shared_channel: true,
    event: {
      type: "app_mention",
      channel: workspace.channels.publicJoined,
      user: workspace.userId,
      user_team: "T0THEIRS",
      text: `<@${workspace.botUserId}> job-1`,
      ts: "1.1",
    },
  });
  await vi.waitFor(() => expect(log.events).toContain("command.refused"));
  expect(store.all()).toEqual([]);
});

it("is gone for all its workspaces once the organisation uninstalls it", async () => {
  const { cloud, store } = relay;
  await workspace.socket.sendEnvelope("events_api", {
    type: "event_callback",
    event_id: "Ev2",
    event_time: Math.floor(Date.now() / 1000),
    team_id: "T0ONE",
    enterprise_id: ORGANISATION,
    authorizations: [{ enterprise_id: ORGANISATION, is_enterprise_install: true }],
    event: { type: "app_uninstalled" },
  });
  await vi.waitFor(async () =>
    expect(await store.installations.get(`slack:${ORGANISATION}`)).toBeUndefined(),
  );
  expect(cloud.violations).toEqual([]);
});
