/**
 * A message as Slack takes it: its text, and, if it has buttons or small print, the same as blocks with the buttons
 * below. Beside blocks, the text is for notifications and screen readers.
 */
import type { types } from "@slack/bolt";
import type { Action, Message } from "../../../core/message.ts";
import { cleanLine, cutText } from "../../../core/text.ts";
import { toActionId } from "./action-id.ts";
import type { WrittenBlock } from "../../../messages/fit-message.ts";
import { renderLiterally, renderText, renderWritten } from "./render.ts";

const MAX_SECTION_LENGTH = 3_000;
const MAX_LABEL_LENGTH = 75;
const MAX_PLACEHOLDER_LENGTH = 150;
const FENCE = "```";

/** See the file's header. */
export interface Content {
  readonly text: string;
  /** Absent: no buttons, and no small print. */
  readonly blocks?: types.KnownBlock[];
}

/** A message as Slack takes it. */
export function renderContent(message: Message, nameQuietly?: (userId: string) => string): Content {
  const { actions = [], summary } = message;
  const isPlain = actions.length === 0 && !message.blocks.some(({ kind }) => kind === "small");
  if (isPlain) return { text: renderText(message, nameQuietly) };
  const written = toBlocks(renderWritten(message, nameQuietly), splitText);
  // All of it fits into one section then.
  const shorter = () =>
    toBlocks(renderWritten(message, nameQuietly, MAX_SECTION_LENGTH), (text) => [text]) ?? [];
  const blocks = written ?? shorter();
  if (actions.length > 0) blocks.push({ type: "actions", elements: actions.map(toElement) });
  return {
    text: summary === undefined ? renderText(message, nameQuietly) : renderLiterally(summary),
    blocks,
  };
}

/** Small print as contexts, everything else as sections; `undefined` if a line does not fit into one. */
function toBlocks(
  written: readonly WrittenBlock[],
  split: (text: string) => string[] | undefined,
): types.KnownBlock[] | undefined {
  const blocks: types.KnownBlock[] = [];
  let lines: string[] = [];
  for (const { kind, text } of [...written, { kind: "small", text: "" } as const]) {
    if (kind !== "small") {
      lines.push(text);
      continue;
    }
    const pieces = split(lines.join("\n"));
    if (pieces === undefined) return undefined;
    blocks.push(...pieces.filter((each) => each.trim() !== "").map(toSection));
    if (text.trim() !== "") blocks.push(toContext(cutText(text, MAX_SECTION_LENGTH)));
    lines = [];
  }
  return blocks;
}

/** Text in pieces that fit into a section each, cut between lines; `undefined` if a single line does not fit. */
function splitText(text: string): string[] | undefined {
  const pieces: string[] = [];
  let piece: string[] = [];
  let length = 0;
  let isCode = false;
  for (const line of text.split("\n")) {
    if (line.length + 2 * (FENCE.length + 1) > MAX_SECTION_LENGTH) return undefined;
    // With room for the fence that a cut inside a code block needs.
    if (length + line.length + FENCE.length + 2 > MAX_SECTION_LENGTH) {
      pieces.push([...piece, ...(isCode ? [FENCE] : [])].join("\n"));
      piece = isCode ? [FENCE] : [];
      length = piece.join("\n").length;
    }
    piece.push(line);
    length += line.length + 1;
    if (line === FENCE) isCode = !isCode;
  }
  return [...pieces, piece.join("\n")];
}

/** `verbatim`: without it Slack makes links and mentions of plain text that looks like some. */
const toMrkdwn = (text: string): types.MrkdwnElement => ({ type: "mrkdwn", text, verbatim: true });

const toSection = (text: string): types.SectionBlock => ({ type: "section", text: toMrkdwn(text) });

const toContext = (text: string): types.ContextBlock => ({
  type: "context",
  elements: [toMrkdwn(text)],
});

function toElement(action: Action): types.ConversationsSelect | types.Button {
  const { name, argument } = action;
  const label = cleanLine(action.label) || name;
  const actionId = toActionId({ name, argument });
  if (action.kind === "channel-choice")
    return {
      type: "conversations_select",
      action_id: actionId,
      placeholder: plain(label, MAX_PLACEHOLDER_LENGTH),
      filter: { include: ["public", "private"], exclude_bot_users: true },
    };
  return {
    type: "button",
    action_id: actionId,
    text: plain(label, MAX_LABEL_LENGTH),
    ...(action.style === undefined ? {} : { style: action.style }),
  };
}

/** Text in which nothing means anything to Slack, emoji names included. */
const plain = (text: string, maxLength: number): types.PlainTextElement => ({
  type: "plain_text",
  text: cutText(text, maxLength),
  emoji: false,
});
