/** Which workspace a user belongs to, if Slack's payload names only their organisation. */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { openWorkspace, type Workspace } from "../../support/slack/workspace.ts";

let workspace: Workspace;
beforeEach(async () => {
  workspace = await openWorkspace();
});
afterEach(() => workspace[Symbol.asyncDispose]());

const ORGANISATION = "E0OURS";

/** What auth.test returns, with some fields changed. */
function introduce(more: object): void {
  const { slack } = workspace;
  const body = JSON.stringify({
    ok: true,
    url: "https://pika-sandbox.slack.com/",
    team_id: slack.teamId,
    user_id: slack.botUserId,
    bot_id: slack.botId,
    ...more,
  });
  slack.failNext({ method: "auth.test", status: 200, body });
}

/** A mention in a shared channel by a user of an organisation. */
async function mention(user: string) {
  const { slack, invocations } = workspace;
  const known = invocations.length;
  await slack.socket.sendEnvelope("events_api", {
    type: "event_callback",
    event_id: `Ev${known}`,
    team_id: "T0THEIRS",
    authorizations: [{ team_id: slack.teamId, enterprise_id: ORGANISATION }],
    is_ext_shared_channel: true,
    event: {
      type: "app_mention",
      channel: slack.channels.publicJoined,
      user,
      team: slack.teamId,
      user_team: ORGANISATION,
      text: `<@${slack.botUserId}> job:1`,
      ts: "1.1",
    },
  });
  await vi.waitFor(() => expect(invocations.length).toBeGreaterThan(known));
  return invocations[known];
}

describe("a user of our organisation", () => {
  beforeEach(async () => {
    introduce({ enterprise_id: ORGANISATION });
    await workspace.start();
  });

  it("is looked up, and may belong to our workspace or to another one of it", async () => {
    const { slack } = workspace;
    const other = slack.addUser({ name: "eve", teamId: slack.addTeam() });
    expect(await (await mention(slack.userId))?.readHome?.()).toBe(slack.teamId);
    expect(await (await mention(other.id))?.readHome?.()).toBe(other.teamId);
  });

  it("belongs to no workspace, rather than ours, if Slack does not answer", async () => {
    const { slack } = workspace;
    slack.failNext({ method: "users.info", status: 503 });
    const asked = await mention(slack.userId);
    await expect(asked?.readHome?.()).rejects.toMatchObject({ code: "unavailable" });
  });
});

it("refuses an installation for a whole organisation at the start, and says what to do", async () => {
  introduce({ team_id: ORGANISATION, enterprise_id: ORGANISATION, is_enterprise_install: true });
  await expect(workspace.start()).rejects.toMatchObject({
    code: "config_invalid",
    problems: [expect.stringMatching(/^SLACK_BOT_TOKEN: .*single workspace/)],
  });
});
