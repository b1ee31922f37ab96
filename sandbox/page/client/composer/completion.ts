/** The list of suggestions while the user types, following the ARIA pattern for combo boxes. */
import { el } from "../dom.ts";

/** A suggestion. Without `text` it is only information. */
export interface Suggestion {
  readonly label: string;
  readonly detail: string;
  /** The field's text after it is chosen. */
  readonly text?: string;
}

/** Suggestions for a text; with `preselects`, Enter chooses the first one without an arrow key. */
export interface Suggestions {
  readonly list: readonly Suggestion[];
  readonly preselects: boolean;
}

/** See the file's header. */
export class Completion {
  readonly list: HTMLElement;
  readonly #field: HTMLInputElement;
  readonly #suggest: (text: string) => Promise<Suggestions>;
  #offered: readonly Suggestion[] = [];
  #active = -1;
  /** Identifies the latest request, because late answers are about an earlier text. */
  #round = 0;

  constructor(field: HTMLInputElement, suggest: (text: string) => Promise<Suggestions>) {
    this.#field = field;
    this.#suggest = suggest;
    const listId = `${field.id}-list`;
    this.list = el("ul", {
      id: listId,
      class: "completion",
      role: "listbox",
      "aria-label": "Suggestions",
      hidden: true,
    });
    for (const [name, value] of [
      ["role", "combobox"],
      ["aria-autocomplete", "list"],
      ["aria-expanded", "false"],
      ["aria-controls", listId],
    ] as const)
      field.setAttribute(name, value);
    field.addEventListener("input", () => void this.#update());
    field.addEventListener("keydown", (event) => this.#onKey(event));
    field.addEventListener("blur", () => this.close());
  }

  /** Closes the list. */
  close(): void {
    this.#round += 1;
    this.#show({ list: [], preselects: false });
  }

  async #update(): Promise<void> {
    this.#round += 1;
    const round = this.#round;
    const suggestions = await this.#suggest(this.#field.value);
    if (round === this.#round) this.#show(suggestions);
  }

  #show({ list, preselects }: Suggestions): void {
    this.#offered = list;
    this.#active = preselects && list.length > 0 ? 0 : -1;
    this.list.replaceChildren(...list.map((each, index) => this.#toOption(each, index)));
    this.list.hidden = list.length === 0;
    this.#field.setAttribute("aria-expanded", String(list.length > 0));
    this.#markActive();
  }

  #toOption({ label, detail, text }: Suggestion, index: number): HTMLElement {
    const option = el(
      "li",
      {
        id: `${this.list.id}-${index}`,
        role: "option",
        "aria-disabled": text === undefined && "true",
      },
      el("span", { class: "option-label" }, label),
      el("span", { class: "option-detail" }, detail),
    );
    // The field must keep the focus until the click arrives.
    option.addEventListener("mousedown", (event) => event.preventDefault());
    option.addEventListener("click", () => this.#choose(index));
    return option;
  }

  #markActive(): void {
    for (const [index, option] of [...this.list.children].entries()) {
      option.setAttribute("aria-selected", String(index === this.#active));
      if (index === this.#active) option.scrollIntoView({ block: "nearest" });
    }
    if (this.#active === -1) this.#field.removeAttribute("aria-activedescendant");
    else this.#field.setAttribute("aria-activedescendant", `${this.list.id}-${this.#active}`);
  }

  #onKey(event: KeyboardEvent): void {
    const { key } = event;
    // A list that is still being fetched must not open after it was dismissed.
    if (key === "Escape" && this.#offered.length === 0) this.close();
    if (this.#offered.length === 0 || event.isComposing) return;
    if (key === "ArrowDown" || key === "ArrowUp") {
      const step = key === "ArrowDown" ? 1 : this.#active === -1 ? 0 : -1;
      const count = this.#offered.length;
      this.#active = (this.#active + step + count) % count;
      this.#markActive();
    } else if (key === "Escape") this.close();
    else if ((key === "Enter" || (key === "Tab" && !event.shiftKey)) && this.#active !== -1)
      this.#choose(this.#active);
    else return;
    event.preventDefault();
  }

  #choose(index: number): void {
    const text = this.#offered[index]?.text;
    if (text === undefined) return;
    this.#field.value = text;
    // The event also updates this list, so that the next suggestions appear automatically.
    this.#field.dispatchEvent(new Event("input"));
  }
}
