import { expect, it } from "vitest";
import { isAllowed, type AllowList } from "../../../../src/core/channel/allow-list.ts";
import type { ChannelRef } from "../../../../src/core/channel/channel-ref.ts";
import { EVERYWHERE } from "../../../support/limits.ts";

const places = {
  guildChannel: { platform: "discord", workspace: "1", channel: "11" },
  otherInGuild: { platform: "discord", workspace: "1", channel: "12" },
  otherGuild: { platform: "discord", workspace: "2", channel: "21" },
  discordDirect: { platform: "discord", workspace: "@me", channel: "31" },
  slackChannel: { platform: "slack", workspace: "T1", channel: "C1" },
  slackThread: { platform: "slack", workspace: "T1", channel: "C1", thread: "1.2" },
  slackDirect: { platform: "slack", workspace: "T1", channel: "D1" },
  otherWorkspace: { platform: "slack", workspace: "T2", channel: "C2" },
} as const satisfies Record<string, ChannelRef>;
type Place = keyof typeof places;

const all = Object.keys(places) as Place[];
const discord: Place[] = ["guildChannel", "otherInGuild", "otherGuild", "discordDirect"];
const slack: Place[] = ["slackChannel", "slackThread", "slackDirect", "otherWorkspace"];

it.each<[string, Partial<AllowList>, readonly Place[]]>([
  ["empty lists: everything", {}, all],
  [
    "a server: it alone on Discord, and all of Slack",
    { guilds: ["1"] },
    ["guildChannel", "otherInGuild", ...slack],
  ],
  [
    "a workspace: it alone on Slack, direct messages included, and all of Discord",
    { workspaces: ["T1"] },
    [...discord, "slackChannel", "slackThread", "slackDirect"],
  ],
  [
    "channels: they alone, on both platforms",
    { channels: ["11", "C1", "D1"] },
    ["guildChannel", "slackChannel", "slackThread", "slackDirect"],
  ],
  [
    "a channel in a server that is not allowed: nothing of Discord",
    { guilds: ["2"], channels: ["11"] },
    [],
  ],
  ["a direct message's channel", { channels: ["31"] }, ["discordDirect"]],
  ["a server, and a channel of it", { guilds: ["1"], channels: ["12", "21"] }, ["otherInGuild"]],
])("allows by %s", (_name, list, expected) => {
  const allowed = { ...EVERYWHERE, ...list };
  expect(all.filter((place) => isAllowed(allowed, places[place]))).toEqual(expected);
});

it("does not apply one platform's list to the other", () => {
  const swapped = { ...EVERYWHERE, guilds: ["T1"], workspaces: ["1"] };
  expect(all.filter((place) => isAllowed(swapped, places[place]))).toEqual([]);
});
