import { describe, expect, it } from "vitest";
import * as fc from "fast-check";
import { renderMessage } from "../../../src/adapters/discord/messages/render.ts";
import { MAX_TEXT_LENGTH, renderText } from "../../../src/adapters/slack/messages/render.ts";
import { altTextsAbout, FIELDS, inEveryField, messagesAbout, type Told } from "./hostile-job.ts";
import { formattingText, longFormattingText } from "./hostile-text.ts";
import { draw, profile } from "../../support/profile.ts";

const COUNT = profile.amount({ small: 150, full: 10_000 });
/** Discord API: Create Message. */
const MAX_CONTENT = 2_000;
const MAX_ALT_TEXT = 1_024;

// Control characters but tab and line feed, bidirectional controls, halves of characters.
const UNSEEN =
  // oxlint-disable-next-line no-control-regex -- that is what is looked for
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/;

/** A code block as both platforms read it: from three backticks to the next three. */
const BLOCKS = /```[^]*?```/g;
/** Code within a line, as Discord reads it. Nothing in it is a link. */
const CODE = /(?<![`\\])(`+)(?!`)[^\n]*?[^`\n]\1(?!`)/g;
/** A link with a label, in each platform's own way; a backslash before Discord's bracket makes it text. */
const DISCORD_LINK = /(?<=(?<!\\)(?:\\\\)*)\[(?<label>[^[\]\n]*)\]\(<?https?:[^)>]*>?\)/g;
const SLACK_LINK = /<https?:[^|>]*\|(?<label>[^>]*)>/g;
const BARE_ADDRESS = /(?<![(<|\w])https?:\/\/\w/i;

/** What is wrong with a text that both platforms would show. */
function faultsOf(text: string, maxLength: number): string[] {
  const faults: string[] = [];
  if (text.length > maxLength) faults.push(`${text.length} characters`);
  if (UNSEEN.test(text)) faults.push("a character nobody sees");
  if (!text.isWellFormed()) faults.push("half a character");
  if (text.replace(BLOCKS, "").includes("```")) faults.push("a block that is not closed");
  return faults;
}

/** Links whose labels look like another address than the one they lead to. */
const disguised = (text: string, link: RegExp): string[] =>
  [...text.replace(BLOCKS, "").replace(CODE, "").matchAll(link)].flatMap(([all, ...rest]) =>
    /^\s*\w+:\/\/\S/.test(rest[0] ?? "") ? [all] : [],
  );

function wrong({ message, kind }: Told): string[] {
  const discord = renderMessage(message, { unfurl: kind === "result" }).content;
  const slack = renderText(message);
  return [
    ...faultsOf(discord, MAX_CONTENT),
    ...faultsOf(slack, MAX_TEXT_LENGTH),
    ...disguised(discord, DISCORD_LINK),
    ...disguised(slack, SLACK_LINK),
  ];
}

/** How many code blocks of its own a message has: what outside text adds to them would be a break-out. */
const blocksOf = ({ message }: Told): number =>
  message.blocks.filter((block) => block.kind === "code-block" && block.text.trim() !== "").length;

describe("a job's text stays in its place and within the limits", () => {
  it(`with ${COUNT} generated texts in every field`, { timeout: 900_000 }, () => {
    for (const text of draw(fc.oneof(formattingText, longFormattingText), COUNT)) {
      const told = messagesAbout(inEveryField(text), ["111"]);
      for (const each of told) {
        expect([each.name, wrong(each)]).toEqual([each.name, []]);
        const { content } = renderMessage(each.message);
        expect(content.match(BLOCKS)?.length ?? 0).toBeLessThanOrEqual(blocksOf(each));
        expect(renderText(each.message).match(BLOCKS)?.length ?? 0).toBeLessThanOrEqual(
          blocksOf(each),
        );
      }
      for (const altText of altTextsAbout(told)) {
        expect(altText.length).toBeLessThanOrEqual(MAX_ALT_TEXT);
        expect(altText).not.toMatch(UNSEEN);
        expect(altText).not.toContain("\n");
      }
    }
  });

  it.each(FIELDS)("as 100 kB of %s", (field) => {
    const fields = { ...inEveryField("a cat"), [field]: "``` <@1> [x](y) ".repeat(7_000) };
    for (const told of messagesAbout(fields, ["111"]))
      expect([told.name, wrong(told)]).toEqual([told.name, []]);
  });

  it("as an address in a prompt, which Slack would turn into a link", () => {
    const fields = inEveryField("see https://evil.example/x now");
    for (const { message } of messagesAbout(fields, ["U1"])) {
      const outside = renderText(message)
        .replace(BLOCKS, "")
        .replace(/`[^`\n]*`/g, "");
      expect(outside).not.toMatch(BARE_ADDRESS);
    }
  });
});
