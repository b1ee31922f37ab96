import { describe, expect, it } from "vitest";
import { call, post, register, startSandbox } from "./discord-fixture.ts";

const button = (more: object = {}) => ({ type: 2, style: 1, custom_id: "a", label: "A", ...more });
const row = (...components: object[]) => ({ type: 1, components });
const select = { type: 8, custom_id: "s" };
const texts = (...values: string[]) => ({
  type: 3,
  custom_id: "t",
  options: values.map((value) => ({ label: value, value })),
});
const many = (count: number) =>
  Array.from({ length: count }, (_, index) => button({ custom_id: `b${index}` }));

describe("components", () => {
  it("are kept and numbered, stay through an edit of the text, and are removed by an empty list", async () => {
    const sandbox = await startSandbox();
    const emoji = { id: null, name: "🔁" };
    const json = { content: "x", components: [row(button({ emoji })), row(select)] };
    const { body } = await post(sandbox, json);
    const numbered = [
      { type: 1, id: 1, components: [{ id: 2, custom_id: "a", emoji: { name: "🔁" } }] },
      { type: 1, id: 3, components: [{ id: 4, custom_id: "s", min_values: 1, max_values: 1 }] },
    ];
    expect(body.components).toMatchObject(numbered);
    const path = `/channels/${sandbox.channelId}/messages/${body.id}`;
    const edited = await call(sandbox, { method: "PATCH", path, json: { content: "y" } });
    expect(edited.body.components).toMatchObject(numbered);
    expect(sandbox.messages()[0]?.components).toMatchObject(numbered);
    const without = await call(sandbox, { method: "PATCH", path, json: { components: [] } });
    expect(without.body.components).toEqual([]);
    expect(sandbox.violations).toEqual([]);
  });

  it.each([
    ["six rows", many(6).map((each) => row(each)), [], "BASE_TYPE_BAD_LENGTH"],
    ["six buttons in a row", [row(...many(6))], [0, "components"], "BASE_TYPE_BAD_LENGTH"],
    ["an empty row", [row()], [0, "components"], "BASE_TYPE_BAD_LENGTH"],
    [
      "a select beside a button",
      [row(button(), select)],
      [0, "components", 1],
      "COMPONENT_LAYOUT_WIDTH_EXCEEDED",
    ],
    [
      "an id twice, even disabled",
      [row(button()), row(button({ disabled: true }))],
      [1, "components", 0, "custom_id"],
      "COMPONENT_CUSTOM_ID_DUPLICATED",
    ],
    [
      "no id",
      [row(button({ custom_id: undefined }))],
      [0, "components", 0, "custom_id"],
      "COMPONENT_CUSTOM_ID_REQUIRED",
    ],
    [
      "an id of 101",
      [row(button({ custom_id: "x".repeat(101) }))],
      [0, "components", 0, "custom_id"],
      "BASE_TYPE_MAX_LENGTH",
    ],
    [
      "a label of 81",
      [row(button({ label: "x".repeat(81) }))],
      [0, "components", 0, "label"],
      "BASE_TYPE_MAX_LENGTH",
    ],
    [
      "neither label nor emoji",
      [row(button({ label: "" }))],
      [0, "components", 0, "label"],
      "BASE_TYPE_REQUIRED",
    ],
    [
      "a link without an address",
      [row({ type: 2, style: 5, label: "L" })],
      [0, "components", 0, "url"],
      "BASE_TYPE_REQUIRED",
    ],
    [
      "a link with an id",
      [row(button({ style: 5, url: "https://example.invalid/" }))],
      [0, "components", 0, "custom_id"],
      "BUTTON_COMPONENT_CUSTOM_ID_URL_EXCLUSIVE",
    ],
    ["an unknown type", [row({ type: 99 })], [0, "components", 0, "type"], "BASE_TYPE_CHOICES"],
    [
      "a value twice",
      [row(texts("1", "1"))],
      [0, "components", 0, "options", 1, "value"],
      "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED",
    ],
    ["no values", [row(texts())], [0, "components", 0, "options"], "BASE_TYPE_BAD_LENGTH"],
  ])("with %s are refused with 50035 at the right path", async (...[, components, place, code]) => {
    const sandbox = await startSandbox();
    const answer = await post(sandbox, { content: "x", components });
    expect(answer).toMatchObject({ status: 400, body: { code: 50035 } });
    let node = answer.body.errors.components;
    for (const key of place) node = node[key];
    expect(node._errors.map((problem: { code: string }) => problem.code)).toContain(code);
    expect(sandbox.messages()).toEqual([]);
  });
});

const option = (more: object) => ({ name: "o", description: "O", type: 3, ...more });
const choices = (count: number, value: unknown = "v") =>
  Array.from({ length: count }, (_, index) => ({ name: `c${index}`, value }));

describe("options of commands", () => {
  it.each([
    ["choices and autocomplete", option({ autocomplete: true, choices: choices(1) })],
    ["26 choices", option({ choices: choices(26) })],
    ["a choice of the wrong kind", option({ type: 4, choices: choices(1, "text") })],
    ["a choice that is too long", option({ choices: choices(1, "x".repeat(101)) })],
    ["a channel type that is none", option({ type: 7, channel_types: ["text"] })],
    ["an unknown type", option({ type: 77 })],
  ])("with %s are refused with 50035", async (_, wrong) => {
    const sandbox = await startSandbox();
    const answer = await register(sandbox, [{ name: "c", description: "C", options: [wrong] }]);
    expect(answer).toMatchObject({ status: 400, body: { code: 50035 } });
    expect(sandbox.commands()).toEqual([]);
  });

  it("that belong to another kind are ignored and recorded", async () => {
    const sandbox = await startSandbox();
    const wrong = option({ type: 7, autocomplete: true });
    const answer = await register(sandbox, [{ name: "c", description: "C", options: [wrong] }]);
    expect(answer.status).toBe(200);
    expect(sandbox.violations).toMatchObject([
      { reason: "unknown field 0.options.0.autocomplete" },
    ]);
  });

  it("are checked by the user's client before anything is sent", async () => {
    const sandbox = await startSandbox();
    const options = [
      option({ name: "kind", choices: choices(2) }),
      option({ name: "count", type: 4, min_value: 1, max_value: 5 }),
      option({ name: "where", type: 7, channel_types: [11] }),
    ];
    await register(sandbox, [{ name: "c", description: "C", options }]);
    const type = (typed: Record<string, string | number>) =>
      sandbox.command({ name: "c", options: typed });
    await expect(type({ kind: "other" })).rejects.toThrow("no choice other");
    await expect(type({ count: 1.5 })).rejects.toThrow("no integer");
    await expect(type({ count: 6 })).rejects.toThrow("takes 1 to 5");
    await expect(type({ where: sandbox.channelId })).rejects.toThrow("of another type");
    const elsewhere = sandbox.addChannel({ guildId: sandbox.addGuild() });
    await expect(type({ where: elsewhere })).rejects.toThrow("sees no channel");
  });

  it("of a command with a required permission, or for servers only, are limited to those who may use it", async () => {
    const sandbox = await startSandbox();
    const command = { name: "c", description: "C", contexts: [0] };
    await register(sandbox, [{ ...command, default_member_permissions: "16" }]);
    await expect(sandbox.command({ name: "c" })).rejects.toThrow("may not use");
    await sandbox.command({ name: "c", memberPermissions: ["ManageChannels"] });
    const channelId = sandbox.addDirectMessage(sandbox.users[0].id);
    await expect(sandbox.command({ name: "c", channelId })).rejects.toThrow("not registered");
  });
});
