import { PermissionFlagsBits as Bit, OverwriteType, PermissionsBitField } from "discord.js";
import { expect, it } from "vitest";
import {
  computePermissions,
  type PermissionSources,
} from "../../../../../src/adapters/discord/access/compute-permissions.ts";

const base: PermissionSources = {
  guildId: "guild",
  userId: "bot",
  ownerId: "owner",
  roles: [
    { id: "guild", permissions: Bit.ViewChannel },
    { id: "own", permissions: Bit.SendMessages },
    { id: "also", permissions: 0n },
    { id: "foreign", permissions: Bit.Administrator },
    { id: "admin", permissions: Bit.Administrator },
  ],
  ownRoles: ["own", "also"],
  overwrites: [],
  isTimedOut: false,
};
const role = (id: string, { allow = 0n, deny = 0n }) => ({
  id,
  type: OverwriteType.Role,
  allow,
  deny,
});
const member = (id: string, bits: { allow?: bigint; deny?: bigint }) => ({
  ...role(id, bits),
  type: OverwriteType.Member,
});
const namesOf = (sources: Partial<PermissionSources>): string[] =>
  computePermissions({ ...base, ...sources }).toArray();

it.each([
  ["are those of everyone and of its own roles", [], ["ViewChannel", "SendMessages"]],
  ["lose what everyone is denied", [role("guild", { deny: Bit.ViewChannel })], ["SendMessages"]],
  [
    "keep what one role is denied and another allowed",
    [role("also", { allow: Bit.SendMessages }), role("own", { deny: Bit.SendMessages })],
    ["ViewChannel", "SendMessages"],
  ],
  [
    "are decided by its roles before everyone's",
    [role("own", { allow: Bit.ViewChannel }), role("guild", { deny: Bit.ViewChannel })],
    ["ViewChannel", "SendMessages"],
  ],
  [
    "are decided by itself before its roles",
    [member("bot", { deny: Bit.SendMessages }), role("own", { allow: Bit.SendMessages })],
    ["ViewChannel"],
  ],
  [
    "do not depend on others",
    [role("foreign", { deny: Bit.ViewChannel }), member("other", { deny: Bit.ViewChannel })],
    ["ViewChannel", "SendMessages"],
  ],
])("of the bot %s", (_, overwrites, expected) => {
  expect(namesOf({ overwrites }).toSorted()).toEqual(expected.toSorted());
});

it.each([
  ["an administrator", { ownRoles: ["admin"] }],
  ["the owner", { ownerId: "bot" }],
])("of %s are all, whatever the channel says and even while timed out", (_, who) => {
  const overwrites = [member("bot", { deny: PermissionsBitField.All })];
  const permissions = computePermissions({ ...base, ...who, overwrites, isTimedOut: true });
  expect(permissions.has(Bit.SendMessages)).toBe(true);
});

it("are nothing but seeing and reading while timed out", () => {
  const overwrites = [member("bot", { allow: Bit.ReadMessageHistory })];
  expect(namesOf({ overwrites, isTimedOut: true })).toEqual(["ViewChannel", "ReadMessageHistory"]);
});
