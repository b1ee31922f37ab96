import type { JobApiView } from "../../page-views.ts";
import { button, el, replaceChildren } from "../dom.ts";
import { send } from "../server.ts";
import type { PanelActions } from "./panel-actions.ts";

/** The labels of the faults of a job API. */
const API_FAULTS: Readonly<Record<string, string>> = {
  "rate-limit": "limits the rate of requests (429), until fixed",
  outage: "is down (503), until fixed",
  refuses: "refuses the relay's token (401), until fixed",
  silent: "accepts requests and never answers, until fixed",
  slow: "answers after 5 seconds, until fixed",
  "files-deleted": "has deleted the files (404), until fixed",
  "files-refused": "refuses downloads (403), until fixed",
  "links-expired": "expires all current links, once",
  "jobs-forgotten": "forgets all its jobs, for good",
};

/** The labels of the other faults, by group. */
const PLATFORM_FAULTS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  Discord: {
    "discord-rate-limit": "limits the rate of messages (429), twice",
    "discord-outage": "accepts no messages (503), until fixed",
    "discord-connection": "drops the connection, once",
    "discord-upload": "refuses uploads over 1 kB, until fixed",
    "discord-rights": "takes away the bot's permissions in this channel, until fixed",
    "discord-channel-gone": "deletes this channel for good",
  },
  Slack: {
    "slack-rate-limit": "limits the rate of messages (429), once each",
    "slack-outage": "accepts no messages (503), until fixed",
    "slack-connection": "drops the connection, once",
    "slack-upload": "refuses uploads, until fixed",
    "slack-rights": "removes the bot from this channel, until fixed",
    "slack-channel-gone": "deletes this channel for good",
  },
};

/** The faults of a job API by their names, which begin with the API's. */
const faultsOf = ({ name, faults }: JobApiView): Record<string, string> =>
  Object.fromEntries(faults.map((fault) => [`${name}-${fault}`, API_FAULTS[fault] ?? fault]));

/** Injects and clears faults, and shows the active ones. Faults of a channel apply to the open one. */
export class FaultList {
  readonly element: HTMLElement;
  readonly #select = el("select", { "aria-label": "What to break" });
  readonly #state = el("p", { class: "fault-state", role: "status" }, "Nothing is broken.");
  /** What each fault does, by its name. */
  readonly #words = new Map<string, string>();

  constructor(actions: Pick<PanelActions, "placeOf">) {
    const breakIt = (): void =>
      void send({
        kind: "inject-fault",
        fault: this.#select.value,
        discordPlaceId: actions.placeOf("discord"),
        slackPlaceId: actions.placeOf("slack"),
      }).then(({ error }) => {
        if (error !== undefined) this.#state.textContent = error;
      });
    this.element = el(
      "div",
      { class: "faults" },
      this.#select,
      el(
        "div",
        { class: "buttons" },
        button("Break it", breakIt),
        button("Fix everything", () => void send({ kind: "clear-faults" })),
      ),
      this.#state,
    );
  }

  /** Offers the faults of these job APIs, and those of the platforms. */
  setApis(apis: readonly JobApiView[]): void {
    const groups = [
      ...apis.map((api) => [api.displayName, faultsOf(api)] as const),
      ...Object.entries(PLATFORM_FAULTS),
    ];
    const { value } = this.#select;
    replaceChildren(
      this.#select,
      ...groups.map(([group, faults]) =>
        el("optgroup", { label: group }, ...this.#toOptions(group, faults)),
      ),
    );
    if (this.#words.has(value)) this.#select.value = value;
  }

  /** Shows the active faults. */
  show(faults: readonly string[]): void {
    const words = faults.map((fault) => this.#words.get(fault) ?? fault);
    this.#state.textContent =
      words.length === 0 ? "Nothing is broken." : `Broken: ${words.join("; ")}.`;
  }

  #toOptions(group: string, faults: Readonly<Record<string, string>>): HTMLElement[] {
    return Object.entries(faults).map(([fault, does]) => {
      const words = `${group} ${does}`;
      this.#words.set(fault, words);
      return el("option", { value: fault }, words);
    });
  }
}
