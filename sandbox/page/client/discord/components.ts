/** Rows of buttons and menus under a Discord message. */
import { button, el } from "../dom.ts";
import type { ElementActions } from "../posts/element-actions.ts";
import type { PlatformState } from "../platform-state.ts";
import { menu } from "../posts/menu.ts";

interface Component {
  readonly type: number;
  readonly custom_id?: string;
  readonly label?: string;
  readonly style?: number;
  readonly url?: string;
  readonly placeholder?: string;
  readonly disabled?: boolean;
  readonly components?: readonly Component[];
  readonly options?: readonly { readonly label: string; readonly value: string }[];
}

const BUTTON = 2;
const TEXT_SELECT = 3;
const CHANNEL_SELECT = 8;
const STYLES: Readonly<Record<number, string>> = { 1: "primary", 3: "success", 4: "danger" };

/** Returns one element per row. */
export const renderComponents = (
  rows: readonly unknown[],
  state: PlatformState,
  actions: ElementActions,
): HTMLElement[] =>
  (rows as readonly Component[]).map(({ components = [] }) =>
    el("div", { class: "actions" }, ...components.map((each) => toElement(each, state, actions))),
  );

function toElement(
  component: Component,
  state: PlatformState,
  actions: ElementActions,
): HTMLElement {
  const { type, custom_id: id = "", label = "", style = 2, disabled = false } = component;
  if (type === BUTTON)
    return button(label, () => actions.press(id), {
      class: `action ${STYLES[style] ?? ""}`,
      disabled,
      "data-key": id,
    });
  const isChannels = type === CHANNEL_SELECT;
  if (!isChannels && type !== TEXT_SELECT) return el("span", {}, `(component ${type})`);
  const choices = isChannels
    ? state.places
        .filter(({ kind }) => kind !== "direct")
        .map(({ id: value, name }) => ({ value, label: `#${name}` }))
    : (component.options ?? []);
  return menu({
    key: id,
    label: component.placeholder ?? "Make a selection",
    choices,
    onChoose: (value) => actions.choose(id, isChannels ? "channel" : "option", value),
  });
}
