import { describe, expect, it } from "vitest";
import {
  code,
  codeBlock,
  line,
  link,
  mention,
  message,
  quote,
  strong,
} from "../../../src/core/message.ts";

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
