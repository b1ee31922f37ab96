/**
 * What a message is made of at Slack: its text, and, where it has something to press, the same text as blocks with the
 * buttons below. Beside blocks the text is what notifications and screen readers use.
 */
import type { Action, Message } from "../../core/message.ts";
import { cleanLine, cutText } from "../../core/text.ts";
import { toActionId } from "./action-id.ts";
import { renderText } from "./render.ts";

const MAX_SECTION_LENGTH = 3_000;
const MAX_LABEL_LENGTH = 75;
const MAX_PLACEHOLDER_LENGTH = 150;
const FENCE = "```";

/** See the file's header. */
export interface Content {
  readonly text: string;
  /** Absent: nothing to press. */
  readonly blocks?: readonly object[];
}

/** A message as Slack takes it. */
export function renderContent(message: Message, nameQuietly?: (userId: string) => string): Content {
  const text = renderText(message, nameQuietly);
  const { actions = [] } = message;
  if (actions.length === 0) return { text };
  const shorter = (): string[] => [renderText(message, nameQuietly, MAX_SECTION_LENGTH)];
  const sections = (splitText(text) ?? shorter()).filter((each) => each.trim() !== "");
  const elements = actions.map(toElement);
  return { text, blocks: [...sections.map(toSection), { type: "actions", elements }] };
}

/** Text in pieces that fit into a section each, cut between lines; undefined where a single line does not fit. */
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
const toSection = (text: string): object => ({
  type: "section",
  text: { type: "mrkdwn", text, verbatim: true },
});

function toElement(action: Action): object {
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
const plain = (text: string, maxLength: number): object => ({
  type: "plain_text",
  text: cutText(text, maxLength),
  emoji: false,
});
