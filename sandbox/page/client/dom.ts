/** Builds the page node by node, so that text from outside is never anything but text. */

type Child = Node | string | undefined | false;

/** Attributes by name; `false` and `undefined` omit one, `true` sets it to empty. */
export type Attributes = Readonly<Record<string, string | boolean | undefined>>;

/** Creates an element with attributes and children. */
export function el<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes))
    if (value !== undefined && value !== false)
      element.setAttribute(name, value === true ? "" : value);
  element.append(...children.filter((child) => child !== undefined && child !== false));
  return element;
}

/** Creates a button. */
export function button(
  label: string,
  onClick: () => void,
  attributes: Attributes = {},
): HTMLButtonElement {
  const element = el("button", { type: "button", ...attributes }, label);
  element.addEventListener("click", onClick);
  return element;
}

/** Returns the page's element with an id. */
export function byId(id: string): HTMLElement {
  const element = document.getElementById(id);
  if (element === null) throw new Error(`the page has no ${id}`);
  return element;
}

/** Replaces the children, and restores the focus to the control with the same `data-key`. */
export function replaceChildren(parent: HTMLElement, ...children: readonly Node[]): void {
  const { activeElement } = document;
  const key =
    activeElement instanceof HTMLElement && parent.contains(activeElement)
      ? activeElement.dataset["key"]
      : undefined;
  parent.replaceChildren(...children);
  if (key === undefined) return;
  for (const candidate of parent.querySelectorAll<HTMLElement>("[data-key]"))
    if (candidate.dataset["key"] === key) candidate.focus();
}
