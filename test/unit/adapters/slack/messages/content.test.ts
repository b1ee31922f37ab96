import { describe, expect, it } from "vitest";
import { renderContent } from "../../../../../src/adapters/slack/messages/content.ts";
import {
  code,
  codeBlock,
  line,
  mention,
  message,
  quote,
  small,
  type Action,
  type Block,
} from "../../../../../src/core/message.ts";

const REFRESH: Action = { kind: "button", name: "refresh", argument: "f1", label: "Refresh" };

const labelled = (argument: string, label: string): Action => ({ ...REFRESH, argument, label });

interface Section {
  readonly type: string;
  readonly text: { readonly text: string };
}

function sectionsOf(blocks: readonly Block[]): { text: string; sections: string[] } {
  const content = renderContent(message(blocks, { actions: [REFRESH] }));
  const sections = (content.blocks as readonly Section[])
    .filter(({ type }) => type === "section")
    .map(({ text }) => text.text);
  return { text: content.text, sections };
}

it("is plain text if there are no buttons", () => {
  expect(renderContent(message([line("Hello")]))).toEqual({ text: "Hello" });
  expect(renderContent(message([line("Hello")], { actions: [] }))).toEqual({ text: "Hello" });
});

it("is the text with the actions below it, in order", () => {
  const actions: Action[] = [
    { ...REFRESH, style: "primary" },
    { kind: "channel-choice", name: "share", argument: "f1", label: "Choose a channel" },
    { kind: "button", name: "stop", argument: "f1", label: "Stop", style: "danger" },
  ];
  expect(renderContent(message([line("Hello & so on")], { actions }))).toEqual({
    text: "Hello &amp; so on",
    blocks: [
      { type: "section", text: { type: "mrkdwn", text: "Hello &amp; so on", verbatim: true } },
      {
        type: "actions",
        elements: [
          {
            type: "button",
            action_id: "refresh:f1",
            text: { type: "plain_text", text: "Refresh", emoji: false },
            style: "primary",
          },
          {
            type: "conversations_select",
            action_id: "share:f1",
            placeholder: { type: "plain_text", text: "Choose a channel", emoji: false },
            filter: { include: ["public", "private"], exclude_bot_users: true },
          },
          {
            type: "button",
            action_id: "stop:f1",
            text: { type: "plain_text", text: "Stop", emoji: false },
            style: "danger",
          },
        ],
      },
    ],
  });
});

it("cuts a label at a character, and replaces an empty one", () => {
  const named = [labelled("f1", "👩‍🚀".repeat(40)), labelled("f2", " \n ")];
  const { blocks } = renderContent(message([line("Hello")], { actions: named }));
  const [, actions] = blocks as [unknown, { elements: { text: { text: string } }[] }];
  const [long, empty] = actions.elements.map(({ text }) => text.text);
  expect(long).toBe("👩‍🚀".repeat(15));
  expect(empty).toBe("refresh");
});

it("names users without a ping in the blocks as in the text", () => {
  const asked = message([line("For ", mention("U1"), mention("U2"))], {
    pings: ["U2"],
    actions: [REFRESH],
  });
  const { text, blocks } = renderContent(asked, (userId) => `(${userId})`);
  expect(text).toBe("For (U1)<@U2>");
  expect(blocks?.[0]).toMatchObject({ text: { text } });
});

describe("a text too long for one section", () => {
  it("is cut between lines", () => {
    const lines = Array.from({ length: 60 }, (_, index) => line(`${index} ${"x".repeat(55)}`));
    const { text, sections } = sectionsOf(lines);
    expect(text.length).toBeGreaterThan(3_000);
    expect(sections).toHaveLength(2);
    expect(sections.join("\n")).toBe(text);
    for (const section of sections) expect(section.length).toBeLessThanOrEqual(3_000);
  });

  it("keeps quotes and code as they are", () => {
    const long = Array.from({ length: 500 }, (_, index) => `line ${index}`).join("\n");
    const { sections } = sectionsOf([
      line("Failed"),
      quote(long),
      line("Details"),
      codeBlock(long),
    ]);
    expect(sections.length).toBeGreaterThan(1);
    for (const section of sections) {
      expect(section.length).toBeLessThanOrEqual(3_000);
      expect((section.match(/^```$/gm) ?? []).length % 2).toBe(0);
      const outside = section.split(/^```$/m).filter((_, index) => index % 2 === 0);
      expect(outside.join("")).not.toMatch(/^line \d/m);
    }
  });

  it("is shortened if a single line is too long", () => {
    const { text, sections } = sectionsOf([line("Failed"), quote("word ".repeat(2_000))]);
    expect(text.length).toBeGreaterThan(3_000);
    expect(sections).toHaveLength(1);
    expect(sections[0]?.length).toBeLessThanOrEqual(3_000);
    expect(sections[0]).toMatch(/^Failed\n> word.*more characters\)$/s);
  });
});

describe("small print", () => {
  const status = [line("In progress"), quote("a cat"), small("Job ", code("job-1"), " · for Ada")];

  it("is in a context block above the buttons", () => {
    const { blocks } = renderContent(message(status, { actions: [REFRESH] }));
    expect(blocks).toMatchObject([
      { type: "section", text: { text: "In progress\n> a cat" } },
      { type: "context", elements: [{ type: "mrkdwn", text: "Job `job-1` · for Ada" }] },
      { type: "actions" },
    ]);
  });

  it("turns a message without buttons into blocks as well, with the summary for notifications", () => {
    const { text, blocks } = renderContent(message(status, { summary: "In progress: <a> cat" }));
    expect(text).toBe("In progress: &lt;a&gt; cat");
    expect(blocks).toHaveLength(2);
  });
});
