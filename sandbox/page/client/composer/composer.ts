/** The text field of a pane, with the acting user and the suggestions. */
import type { UserAction } from "../../user-action.ts";
import { Completion } from "./completion.ts";
import { readDiscordText, suggestOnDiscord } from "../discord/command-text.ts";
import { el } from "../dom.ts";
import type { PlatformState } from "../platform-state.ts";
import { send } from "../server.ts";
import { hintOnSlack, suggestOnSlack } from "../slack/command-text.ts";

/** See the file's header. */
export class Composer {
  readonly element: HTMLFormElement;
  readonly #state: PlatformState;
  readonly #person = el("select", { "data-key": "person" });
  readonly #field: HTMLInputElement;
  readonly #problem = el("p", { class: "problem", role: "alert" });
  readonly #hint: HTMLElement;
  readonly #completion: Completion;

  constructor(state: PlatformState, onPersonChange: () => void) {
    this.#state = state;
    const { platform } = state;
    this.#hint = el("p", { class: "hint", id: `${platform}-hint` });
    this.#field = el("input", {
      id: `${platform}-text`,
      autocomplete: "off",
      spellcheck: "false",
      "aria-describedby": this.#hint.id,
    });
    const suggest = platform === "discord" ? suggestOnDiscord : suggestOnSlack;
    this.#completion = new Completion(this.#field, (text) => suggest(text, state));
    this.#person.addEventListener("change", () => {
      state.personId = this.#person.value;
      onPersonChange();
    });
    this.#field.addEventListener("input", () => this.#drawHint());
    this.element = el(
      "form",
      { class: "composer" },
      this.#completion.list,
      el(
        "div",
        { class: "field" },
        this.#field,
        el(
          "button",
          { type: "submit", class: "send", "aria-label": "Send" },
          el("span", { "aria-hidden": "true" }, "➤"),
        ),
      ),
      el(
        "div",
        { class: "below" },
        el("label", { class: "person" }, "Acting as ", this.#person),
        this.#hint,
      ),
      this.#problem,
    );
    this.element.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.#send();
    });
  }

  /** Updates the list of users and the label of the text field. */
  draw(): void {
    const { view, personId, place, threadId } = this.#state;
    const options = view.people.map(({ id, name, role }) =>
      el("option", { value: id }, role === "member" ? name : `${name} (${role})`),
    );
    const shown = [...this.#person.options].map(({ value }) => value).join(" ");
    if (shown !== view.people.map(({ id }) => id).join(" "))
      this.#person.replaceChildren(...options);
    this.#person.value = personId;
    const name = place?.kind === "direct" ? place.name : `#${place?.name ?? ""}`;
    const where = threadId === undefined ? name : `the thread in ${name}`;
    this.#field.placeholder = threadId === undefined ? `Message ${name}` : "Reply…";
    this.#field.setAttribute("aria-label", `Message ${where}; / begins a command`);
    this.#drawHint();
  }

  /** Inserts a text as if it had been typed. */
  type(text: string): void {
    this.#field.value = text;
    this.#field.focus();
    this.#completion.close();
    this.#drawHint();
  }

  /** Shows an error; an empty text removes it. */
  say(problem: string): void {
    this.#problem.textContent = problem;
  }

  #drawHint(): void {
    const words =
      this.#state.platform === "slack" ? hintOnSlack(this.#field.value, this.#state) : undefined;
    this.#hint.textContent = words ?? "Type / for commands";
  }

  async #send(): Promise<void> {
    const text = this.#field.value.trim();
    if (text === "") return;
    this.#completion.close();
    const action = this.#read(text);
    if (typeof action === "string") {
      this.say(action);
      return;
    }
    this.#field.value = "";
    this.#drawHint();
    const { error } = await send(action);
    this.say(error ?? "");
    // A text that could not be sent stays, so that it can be corrected.
    if (error !== undefined && this.#field.value === "") this.#field.value = text;
  }

  /** Returns the action of sending the text, or why it cannot be sent. */
  #read(text: string): UserAction | string {
    const { platform, personId, placeId, threadId } = this.#state;
    if (platform === "discord" && text.startsWith("/")) return readDiscordText(text, this.#state);
    return {
      kind: "write",
      platform,
      personId,
      placeId,
      text,
      ...(threadId !== undefined && { threadId }),
    };
  }
}
