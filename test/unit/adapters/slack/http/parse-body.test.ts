import { expect, it } from "vitest";
import { parseBody } from "../../../../../src/adapters/slack/http/parse-body.ts";

const FORM = "application/x-www-form-urlencoded";

it.each([
  ["an event", "application/json", '{"type":"event_callback"}', { type: "event_callback" }],
  ["an event without a content type", "", '{"type":"x"}', { type: "x" }],
  [
    "a command",
    FORM,
    "command=%2Fpika-status&text=a+%26b",
    { command: "/pika-status", text: "a &b" },
  ],
  ["a command with a charset", `${FORM}; charset=UTF-8`, "text=%C3%A4", { text: "ä" }],
  ["a button", FORM, "payload=%7B%22type%22%3A%22block_actions%22%7D", { type: "block_actions" }],
  ["an empty form", FORM, "", {}],
])("parses %s", (...[, contentType, text, body]) => {
  expect(parseBody(contentType, text)).toEqual(body);
});

it.each([
  ["no JSON", "application/json", "<html>"],
  ["nothing", "application/json", ""],
  ["a list", "application/json", "[]"],
  ["a number", "application/json", "1"],
  ["null", "application/json", "null"],
  ["a payload that is no JSON", FORM, "payload=%7B"],
  ["an empty payload", FORM, "payload="],
  ["a form of another kind", "application/x-www-form-urlencoded-too", "text=a"],
])("takes %s for no body", (_, contentType, text) => {
  expect(parseBody(contentType, text)).toBeUndefined();
});

it("sets no prototype", () => {
  const body = parseBody(FORM, "__proto__=x&text=a");
  expect(Object.getPrototypeOf(body)).toBe(Object.prototype);
  expect(parseBody("", '{"__proto__":{"text":"a"}}')?.["text"]).toBeUndefined();
});
