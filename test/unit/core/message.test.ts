import { describe, expect, it } from "vitest";
import {
  code,
  codeBlock,
  command,
  line,
  link,
  mention,
  message,
  nameCommands,
  quote,
  small,
  strong,
} from "../../../src/core/message.ts";
import { toPlainText } from "../../support/plain-text.ts";

describe("a message", () => {
  it("is made of lines, quotes and code blocks", () => {
    expect(
      message(
        [
          line("a ", strong("b"), code("c"), mention("U1"), link("https://x.test", "d")),
          quote("e"),
          codeBlock("f"),
        ],
        { pings: ["U1"] },
      ),
    ).toEqual({
      pings: ["U1"],
      blocks: [
        {
          kind: "line",
          spans: [
            "a ",
            { kind: "strong", text: "b" },
            { kind: "code", text: "c" },
            { kind: "mention", userId: "U1" },
            { kind: "link", url: "https://x.test", label: "d" },
          ],
        },
        { kind: "quote", text: "e" },
        { kind: "code-block", text: "f" },
      ],
    });
  });

  it("notifies only the given users, not those it names", () => {
    expect(message([line(mention("U1"))]).pings).toEqual([]);
  });
});

it("names the commands in lines and small print, and leaves everything else", () => {
  const original = message(
    [
      line("See /pika-help, or ", command("pika-jobs"), "."),
      small(command("pika-notify", "on|off|status")),
      quote("/pika-help"),
    ],
    { pings: ["U1"], locale: "de", summary: "A summary" },
  );
  const named = nameCommands(original, "render");
  expect(toPlainText(named)).toBe(
    "See /pika-help, or `/render-jobs`.\n-# `/render-notify on|off|status`\n> /pika-help",
  );
  expect(named).toMatchObject({ pings: ["U1"], locale: "de", summary: "A summary" });
  expect(nameCommands(named, "pika")).toEqual(nameCommands(original, "pika"));
});
