/** Whose workspace a person belongs to, and which a channel belongs to, in payloads as Slack documents them. */
import { describe, expect, it } from "vitest";
import { readAction } from "../../../../../src/adapters/slack/events/read-action.ts";
import { readCommand } from "../../../../../src/adapters/slack/events/read-command.ts";
import { readMention } from "../../../../../src/adapters/slack/events/read-mention.ts";
import { readShortcut } from "../../../../../src/adapters/slack/events/read-shortcut.ts";
import { offeredCommands } from "../../../../support/offered-commands.ts";

const JOB = "job:20260101-user:1-bot:pika";

describe("payloads as Slack documents them", () => {
  const identity = { teamId: "TOURS", enterpriseId: "EOURS", botUserId: "UBOT" };
  const event = { channel: "C1", user: "U1", text: `<@UBOT> ${JOB}`, ts: "1.1" };
  const authorizations = [{ team_id: "TOURS", enterprise_id: null }];
  const shared = { team_id: "THOST", is_ext_shared_channel: true, authorizations };

  it.each([
    ["our own, in a partner's channel", { team: "TOURS" }, "TOURS"],
    ["a stranger", { team: "TOURS", user_team: "TTHEIRS" }, "TTHEIRS"],
    ["somebody of another organisation", { team: "TOURS", user_team: "ETHEIRS" }, "ETHEIRS"],
    ["somebody of our organisation", { team: "TOURS", user_team: "EOURS" }, undefined],
    ["nobody knows who", {}, undefined],
  ])("a mention by %s", (_, teams, home) => {
    const mentioned = readMention({ ...shared, event: { ...event, ...teams } }, identity);
    expect(mentioned).toMatchObject({ channel: { workspace: "TOURS" } });
    expect(mentioned?.userTeam).toBe(home);
  });

  // A stranger whose mention came without these fields counted as one of ours, and one of ours as a stranger.
  it("leave the user's workspace to be looked up if they name only the channel's", () => {
    const place = { channel_id: "C1", message_ts: "1.1" };
    const theirs = { team: { id: "THOST" }, user: { id: "U1" } };
    const ours = { ...theirs, team: { id: "TOURS" } };
    const [strangers, own] = [theirs, ours].map((sender) => [
      readMention({ team_id: sender.team.id, event }, identity),
      readShortcut({ ...sender, channel: { id: "C1" }, message: { text: JOB } }, identity),
      readAction({ ...sender, container: place, actions: [{ action_id: "refresh:f1" }] }, identity),
    ]);
    const workspace = "TOURS";
    for (const each of strangers ?? []) expect(each).toMatchObject({ channel: { workspace } });
    expect(strangers?.map((each) => each?.userTeam)).toEqual([undefined, undefined, undefined]);
    expect(own?.map((each) => each?.userTeam)).toEqual([workspace, workspace, workspace]);
  });

  it("have the authorisation's workspace if auth.test names none", () => {
    const mentioned = readMention({ ...shared, event: { ...event, team: "TOURS" } }, {});
    expect(mentioned).toMatchObject({ channel: { workspace: "TOURS" }, userTeam: "TOURS" });
  });

  it("a command, a click and a shortcut", () => {
    const user = { id: "U1", team_id: "TTHEIRS" };
    const [command] = offeredCommands;
    if (!command) throw new Error("there is no command");
    const interactions = [
      readCommand(command, { team_id: "TTHEIRS", channel_id: "C1", user_id: "U1" }, identity),
      readAction(
        {
          team: { id: "THOST" },
          user,
          container: { channel_id: "C1", message_ts: "1.1" },
          actions: [{ action_id: "refresh:f1" }],
        },
        identity,
      ),
      readShortcut(
        { team: { id: "THOST" }, user, channel: { id: "C1" }, message: { text: JOB } },
        identity,
      ),
    ];
    for (const each of interactions)
      expect(each).toMatchObject({ channel: { workspace: "TOURS" }, userTeam: "TTHEIRS" });
  });
});
