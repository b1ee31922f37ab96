import { isDeepStrictEqual } from "node:util";
import {
  ButtonStyle,
  ComponentType,
  type APIActionRowComponent,
  type APIButtonComponentWithCustomId,
  type APIChannelSelectComponent,
} from "discord.js";
import type { Action, Button } from "../../../core/message.ts";
import { cleanLine, cutText } from "../../../core/text.ts";
import { SHARABLE_TYPES } from "../access/sharing.ts";

/** Most buttons side by side, and most rows (Discord API: action row, message). */
const MAX_IN_ROW = 5;
const MAX_ROWS = 5;
/** Longest texts (Discord API: button, select). */
const MAX_LABEL = 80;
const MAX_PLACEHOLDER = 150;

const STYLES = { primary: ButtonStyle.Primary, danger: ButtonStyle.Danger } as const;

type Row = APIActionRowComponent<APIButtonComponentWithCustomId | APIChannelSelectComponent>;

/** Buttons side by side, and each choice in a row of its own, as Discord wants it. Labels are plain text to Discord. */
export function renderActions(actions: readonly Action[]): Row[] {
  const rows: Row["components"][] = [];
  let open: Row["components"] | undefined;
  for (const action of actions) {
    if (action.kind === "channel-choice") {
      rows.push([renderChoice(action)]);
      open = undefined;
      continue;
    }
    if (!open || open.length === MAX_IN_ROW) rows.push((open = []));
    open.push(renderButton(action));
  }
  return rows
    .slice(0, MAX_ROWS)
    .map((components) => ({ type: ComponentType.ActionRow, components }));
}

/** Whether a message has exactly these actions, whatever their labels. */
export const hasActions = (components: unknown, actions: readonly Action[]): boolean =>
  isDeepStrictEqual(customIdsOf(components), customIdsOf(renderActions(actions)));

/** The ids of all components below a message. */
export const customIdsOf = (rows: unknown): unknown[] =>
  (Array.isArray(rows) ? (rows as Partial<Row>[]) : []).flatMap((row) =>
    (row.components ?? []).map((component) => component.custom_id),
  );

const renderButton = (button: Button): APIButtonComponentWithCustomId => ({
  type: ComponentType.Button,
  style: button.style === undefined ? ButtonStyle.Secondary : STYLES[button.style],
  label: cutText(cleanLine(button.label), MAX_LABEL),
  custom_id: toCustomId(button),
});

const renderChoice = (choice: Action): APIChannelSelectComponent => ({
  type: ComponentType.ChannelSelect,
  placeholder: cutText(cleanLine(choice.label), MAX_PLACEHOLDER),
  channel_types: [...SHARABLE_TYPES],
  custom_id: toCustomId(choice),
});

const toCustomId = ({ name, argument }: Action): string => `${name}:${argument}`;

/** The action behind a component's id; `undefined` if the id is not one of the relay's. */
export function parseCustomId(customId: string): { name: string; argument: string } | undefined {
  const [name, ...rest] = customId.split(":");
  return name && rest.length > 0 ? { name, argument: rest.join(":") } : undefined;
}
