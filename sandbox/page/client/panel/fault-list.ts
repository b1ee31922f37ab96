import { button, el } from "../dom.ts";
import { send } from "../server.ts";
import type { PanelActions } from "./panel-actions.ts";

/** The labels of the faults, by group. */
const FAULTS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "Job API": {
    "job-api-rate-limit": "limits the rate of requests (429), until fixed",
    "job-api-outage": "is down (503), until fixed",
    "job-api-refuses": "refuses the relay's token (401), until fixed",
    "job-api-silent": "accepts requests and never answers, until fixed",
    "downloads-refused": "refuses downloads (403), until fixed",
    "links-expired": "expires all current links, once",
  },
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

const groupOf = (fault: string): string =>
  Object.keys(FAULTS).find((group) => FAULTS[group]?.[fault] !== undefined) ?? "";

/** Injects and clears faults, and shows the active ones. */
export interface FaultList {
  readonly element: HTMLElement;
  readonly show: (faults: readonly string[]) => void;
}

/** Creates it. Faults of a channel apply to the open one. */
export function createFaultList(actions: Pick<PanelActions, "placeOf">): FaultList {
  const groups = Object.entries(FAULTS).map(([group, faults]) =>
    el(
      "optgroup",
      { label: group },
      ...Object.entries(faults).map(([value, words]) =>
        el("option", { value }, `${group} ${words}`),
      ),
    ),
  );
  const select = el("select", { "aria-label": "What to break" }, ...groups);
  const state = el("p", { class: "fault-state", role: "status" }, "Nothing is broken.");
  const breakIt = (): void =>
    void send({
      kind: "inject-fault",
      fault: select.value,
      discordPlaceId: actions.placeOf("discord"),
      slackPlaceId: actions.placeOf("slack"),
    }).then(({ error }) => {
      if (error !== undefined) state.textContent = error;
    });
  const element = el(
    "div",
    { class: "faults" },
    select,
    el(
      "div",
      { class: "buttons" },
      button("Break it", breakIt),
      button("Fix everything", () => void send({ kind: "clear-faults" })),
    ),
    state,
  );
  const show = (faults: readonly string[]): void => {
    const words = faults.map((fault) => {
      const group = groupOf(fault);
      return `${group} ${FAULTS[group]?.[fault] ?? fault}`;
    });
    state.textContent = words.length === 0 ? "Nothing is broken." : `Broken: ${words.join("; ")}.`;
  };
  return { element, show };
}
