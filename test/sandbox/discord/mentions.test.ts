import { array, assert, constantFrom, property } from "fast-check";
import { describe, expect, it } from "vitest";
import { parseMentions, toPings } from "../../../sandbox/discord/messages/mentions.ts";

const context = { allowed: undefined, authorId: "9", mayMentionEveryone: true };
const NOBODY = { everyone: false, users: [], roles: [] };

describe("what a text mentions", () => {
  it.each([
    ["<@1> and <@!2>, again <@1>", { everyone: false, users: ["1", "2"], roles: [] }],
    ["<@&3>", { everyone: false, users: [], roles: ["3"] }],
    ["hey @everyone", { everyone: true, users: [], roles: [] }],
    ["hey @here", { everyone: true, users: [], roles: [] }],
    ["`<@1>` ``@here <@2>``", NOBODY],
    ["```\n<@1> ` @everyone\n```", NOBODY],
    ["``` never closed <@1>", { everyone: false, users: ["1"], roles: [] }],
    ["```a``` <@1> ```b```", { everyone: false, users: ["1"], roles: [] }],
    ["one ` tick <@1>", { everyone: false, users: ["1"], roles: [] }],
    ["\\`<@1>\\`", { everyone: false, users: ["1"], roles: [] }],
    ["\\```\n@here\n```", { everyone: true, users: [], roles: [] }],
    ["\\<@1> \\@everyone", { everyone: true, users: ["1"], roles: [] }],
    ["<@1", NOBODY],
    ["mail@example.org <#4> <@abc>", NOBODY],
  ])("%j", (content, expected) => {
    expect(parseMentions(content)).toEqual(expected);
  });
});

describe("whom a message notifies", () => {
  const content = "<@1> <@2> <@&3> @everyone <@9>";

  it("is everything in it without allowed_mentions, except its own author", () => {
    expect(toPings(content, context)).toEqual({ everyone: true, users: ["1", "2"], roles: ["3"] });
  });

  it("is nobody with an empty parse list", () => {
    expect(toPings(content, { ...context, allowed: { parse: [] } })).toEqual(NOBODY);
    expect(toPings(content, { ...context, allowed: {} })).toEqual(NOBODY);
  });

  it("is only those who are both listed and mentioned", () => {
    const allowed = { parse: [], users: ["1", "5"] };
    expect(toPings(content, { ...context, allowed })).toEqual({ ...NOBODY, users: ["1"] });
  });

  it("follows the parse list by kind", () => {
    const allowed = { parse: ["roles" as const, "everyone" as const] };
    expect(toPings(content, { ...context, allowed })).toEqual({
      everyone: true,
      users: [],
      roles: ["3"],
    });
  });

  it("needs the permission for @everyone", () => {
    expect(toPings("@everyone", { ...context, mayMentionEveryone: false })).toEqual(NOBODY);
  });

  it("includes the author of a replied message unless allowed_mentions excludes them", () => {
    const reply = { ...context, repliedUserId: "7" };
    expect(toPings("hi", reply).users).toEqual(["7"]);
    expect(toPings("hi", { ...reply, allowed: { parse: [] } }).users).toEqual([]);
    expect(toPings("hi", { ...reply, allowed: { replied_user: true } }).users).toEqual(["7"]);
    expect(toPings("hi", { ...reply, repliedUserId: "9" }).users).toEqual([]);
  });

  it("never goes beyond an explicit list, whatever the text is", () => {
    const piece = constantFrom("<@1>", "<@2>", "<@&3>", "@everyone", "`", "```", "\n", " x ", "\\");
    assert(
      property(array(piece), (pieces) => {
        const allowed = { parse: [], users: ["1"] };
        const pings = toPings(pieces.join(""), { ...context, allowed });
        expect(pings.everyone).toBe(false);
        expect(pings.roles).toEqual([]);
        expect(pings.users.every((id) => id === "1")).toBe(true);
      }),
    );
  });
});
