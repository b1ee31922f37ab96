import { describe, expect, test } from "vitest";
import { hideEmails } from "../../../src/core/hide-emails.ts";

describe("e-mail addresses in a text", () => {
  test.each([
    ["ann@example.com", "[email]"],
    ["write to Ann <ann.b+c@mail.example.co.uk>.", "write to Ann <[email]>."],
    ["a@example.com, b@example.com", "[email], [email]"],
    ["email=ann@example.com&x=1", "email=[email]&x=1"],
    ["?email=ann%40example.com&x=1", "?email=[email]&x=1"],
    ["ann%2Bb%40example.com", "[email]"],
    ["jo***@gmail.com", "[email]"],
    ["jörg@exämple.de", "[email]"],
    ["user:12345-ann@example.com-job:4aa24347", "user:[email]:4aa24347"],
    ["user%3A12345-ann%40example.com-job%3A4aa24347", "[email]%3A4aa24347"],
    [
      "j101v-u12345-email:ann@example.com-bot:google-flow",
      "j101v-u12345-email:[email]:google-flow",
    ],
    ["j022v-u12345-US:ann@example.com:dreamina", "j022v-u12345-US:[email]:dreamina"],
  ])("are hidden in %s", (text, hidden) => {
    expect(hideEmails(text)).toBe(hidden);
  });

  test.each([
    "@everyone <@123> @original",
    "node_modules/@slack/bolt@4.4.0/dist/index.js",
    "ann@localhost",
    "50%40",
    "a @ b.com",
    "https://discord.com/channels/@me/1",
  ])("are nothing else: %s", (text) => {
    expect(hideEmails(text)).toBe(text);
  });

  test.each([
    "a line\nann@example.com",
    'a "quote"ann@example.com',
    "tab\tann@example.com\\",
    "é\u0001ann@example.com",
  ])("leave valid JSON: %j", (text) => {
    for (const json of [
      JSON.stringify({ text }),
      JSON.stringify({ text: JSON.stringify({ text }) }),
    ]) {
      const hidden = hideEmails(json);
      expect(JSON.parse(hidden)).toHaveProperty("text");
      expect(hidden).toContain("[email]");
      expect(hidden).not.toContain("ann");
    }
  });

  // The time-out of the test is the assertion that the time grows with the length, not with its square.
  test.each(["a", "a@", "a.", "%40", "%40a.", "a@b.", "a@b-", "\\n", "\\"])(
    "are found quickly in a text full of %s",
    (piece) => {
      const text = `${piece.repeat(3_000_000 / piece.length)}@`;
      expect(hideEmails(text)).toContain("@");
    },
  );
});
