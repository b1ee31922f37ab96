/** Builds what the page shows, node by node: text from outside is never anything but text. */

type Child = Node | string | undefined | false;

/** Attributes by name; `false` and `undefined` leave one out, `true` sets it empty. */
export type Attributes = Readonly<Record<string, string | boolean | undefined>>;

/** An element with attributes and children. */
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

/** A button that does something. */
export function button(
  label: string,
  onClick: () => void,
  attributes: Attributes = {},
): HTMLButtonElement {
  const element = el("button", { type: "button", ...attributes }, label);
  element.addEventListener("click", onClick);
  return element;
}

/** The element of the page with an id. */
export function byId(id: string): HTMLElement {
  const element = document.getElementById(id);
  if (element === null) throw new Error(`the page has no ${id}`);
  return element;
}

/** Puts new children in place of the old ones, and the focus back on the control with the same `data-key`. */
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
