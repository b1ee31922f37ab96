/** Slack's blocks: sections, contexts, headers, dividers, and rows of buttons and menus. */
import { button, el } from "../dom.ts";
import type { TextContext } from "../posts/inline.ts";
import { menu } from "../posts/menu.ts";
import type { ElementActions } from "../posts/element-actions.ts";
import { renderMrkdwn } from "./mrkdwn.ts";

interface SlackText {
  readonly type: string;
  readonly text: string;
}

interface SlackElement {
  readonly type: string;
  readonly action_id: string;
  readonly text?: SlackText | string;
  readonly style?: string;
  readonly placeholder?: SlackText;
  readonly options?: readonly { readonly text: SlackText; readonly value: string }[];
  readonly filter?: { readonly include?: readonly string[] };
}

interface Block {
  readonly type: string;
  readonly text?: SlackText | string;
  readonly elements?: readonly SlackElement[];
  readonly fields?: readonly SlackText[];
  readonly accessory?: SlackElement;
}

/** Returns one element per block. */
export const renderBlocks = (
  blocks: readonly unknown[],
  context: TextContext,
  actions: ElementActions,
): HTMLElement[] => (blocks as readonly Block[]).map((block) => toBlock(block, context, actions));

function toBlock(block: Block, context: TextContext, actions: ElementActions): HTMLElement {
  const { type, text, elements = [], fields = [], accessory } = block;
  switch (type) {
    case "divider":
      return el("hr");
    case "header":
      return el("div", { class: "heading-2" }, ...textNodes(text, context));
    case "context":
      return el(
        "div",
        { class: "subtext" },
        ...elements.flatMap((each) => textNodes(each.text, context)),
      );
    case "actions":
      return el(
        "div",
        { class: "actions" },
        ...elements.map((each) => toElement(each, context, actions)),
      );
    default:
      return el(
        "div",
        { class: "section" },
        ...textNodes(text, context),
        ...fields.flatMap((field) => textNodes(field, context)),
        accessory && toElement(accessory, context, actions),
      );
  }
}

function textNodes(text: SlackText | string | undefined, context: TextContext): Node[] {
  if (text === undefined) return [];
  if (typeof text === "string") return renderMrkdwn(text, context);
  return text.type === "mrkdwn"
    ? renderMrkdwn(text.text, context)
    : [document.createTextNode(text.text)];
}

const wordsOf = (text: SlackText | string | undefined): string =>
  typeof text === "object" ? text.text : (text ?? "");

function toElement(
  element: SlackElement,
  context: TextContext,
  actions: ElementActions,
): HTMLElement {
  const { type, action_id: id, text, style = "", placeholder, options, filter } = element;
  if (type === "button")
    return button(wordsOf(text), () => actions.press(id), {
      class: `action ${style}`,
      "data-key": id,
    });
  const kinds = filter?.include ?? ["public", "private", "im"];
  const isChannels = type !== "static_select";
  const choices = isChannels
    ? context.state.places
        .filter(({ kind }) => kinds.includes(SLACK_KINDS[kind] ?? ""))
        .map(({ id: value, name }) => ({ value, label: `# ${name}` }))
    : (options ?? []).map((option) => ({ value: option.value, label: option.text.text }));
  return menu({
    key: id,
    label: placeholder?.text ?? "Choose",
    choices,
    onChoose: (value) => actions.choose(id, isChannels ? "channel" : "option", value),
  });
}

const SLACK_KINDS: Readonly<Record<string, string>> = {
  channel: "public",
  private: "private",
  direct: "im",
};
