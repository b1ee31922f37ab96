import { expect, it } from "vitest";
import { placesOfEvent } from "../../../../../src/adapters/slack/installations/places-of-event.ts";

it.each<[string, object, readonly string[]]>([
  [
    "a command",
    { team_id: "T1", enterprise_id: "E1", is_enterprise_install: "false" },
    ["T1", "E1"],
  ],
  [
    "a command of an organisation",
    { team_id: "T1", enterprise_id: "E1", is_enterprise_install: "true" },
    ["E1", "T1"],
  ],
  [
    "a mention in a shared channel",
    { team_id: "T2", authorizations: [{ team_id: "T1", enterprise_id: null }] },
    ["T1", "T2"],
  ],
  [
    "a mention for an organisation",
    {
      team_id: "T2",
      authorizations: [{ team_id: null, enterprise_id: "E1", is_enterprise_install: true }],
    },
    ["E1", "T2"],
  ],
  ["a button", { team: { id: "T1" }, user: { team_id: "T2" }, enterprise: null }, ["T1", "T2"]],
  [
    "a button under another workspace's message",
    {
      type: "block_actions",
      team: { id: "T2" },
      user: { team_id: "T2" },
      message: { bot_profile: { team_id: "T1" } },
    },
    ["T1", "T2"],
  ],
  [
    "a shortcut on another bot's message",
    {
      type: "message_action",
      team: { id: "T2" },
      user: { team_id: "T2" },
      message: { bot_profile: { team_id: "T1" } },
    },
    ["T2"],
  ],
  [
    "a button of an organisation",
    { team: null, user: { team_id: "T2" }, enterprise: { id: "E1" }, is_enterprise_install: true },
    ["E1", "T2"],
  ],
  ["nothing", {}, []],
  ["anything", { team_id: 1, team: "T1", user: [], authorizations: "x", message: 3 }, []],
])("finds the places of %s", (_, event, places) => {
  expect(placesOfEvent(event)).toEqual(places);
});
