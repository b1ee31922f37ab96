/** The job APIs' side: starting jobs, injecting faults, and the relay's requests. */
import type { ApiRequestView, JobApiView, JobView, PlatformName } from "../../page-views.ts";
import { button, el, replaceChildren } from "../dom.ts";
import { sayClockToTheSecond, timeElement } from "../local-time.ts";
import { send } from "../server.ts";
import { FaultList } from "./fault-list.ts";
import { JobForm } from "./job-form.ts";
import type { PanelActions } from "./panel-actions.ts";

const MAX_SHOWN_REQUESTS = 60;

/** See the file's header. */
export class JobsPanel {
  readonly #actions: PanelActions;
  readonly #form = new JobForm();
  /** The APIs' names for people, by their names. */
  #apiNames: ReadonlyMap<string, string> = new Map();
  readonly #jobs = new Map<string, JobView>();
  /** The labels of the chosen texts to paste, by job. */
  readonly #chosenTexts = new Map<string, string>();
  readonly #requests = new Map<number, ApiRequestView>();
  readonly #jobList = el("ul", { class: "jobs", "aria-label": "Jobs, newest first" });
  readonly #requestList = el("ol", {
    class: "requests",
    "aria-label": "Requests from the relay, newest first",
    tabindex: "0",
  });
  readonly #faults: FaultList;
  #isDue = false;

  constructor(root: HTMLElement, actions: PanelActions) {
    this.#actions = actions;
    this.#faults = new FaultList(actions);
    root.append(
      part("Start a job", this.#form.element),
      part("Jobs", this.#jobList),
      part("Break something", this.#faults.element),
      part("Requests to the job APIs", this.#requestList),
    );
  }

  /** Resets the state. */
  clear(): void {
    this.#jobs.clear();
    this.#requests.clear();
    this.#redraw();
  }

  /** Offers these job APIs. */
  setApis(apis: readonly JobApiView[]): void {
    this.#apiNames = new Map(apis.map(({ name, displayName }) => [name, displayName]));
    this.#form.setApis(apis);
    this.#faults.setApis(apis);
    this.#redraw();
  }

  /** Adds or updates a job. */
  setJob(job: JobView): void {
    this.#jobs.set(job.id, job);
    this.#redraw();
  }

  /** Adds or updates a request. */
  setRequest(request: ApiRequestView): void {
    this.#requests.set(request.number, request);
    this.#requests.delete(request.number - MAX_SHOWN_REQUESTS);
    this.#redraw();
  }

  /** Shows the active faults. */
  setFaults(faults: readonly string[]): void {
    this.#faults.show(faults);
  }

  #redraw(): void {
    if (this.#isDue) return;
    this.#isDue = true;
    requestAnimationFrame(() => {
      this.#isDue = false;
      replaceChildren(
        this.#jobList,
        ...[...this.#jobs.values()].toReversed().map((job) => this.#toItem(job)),
      );
      const newest = [...this.#requests.values()].toSorted((a, b) => b.number - a.number);
      this.#requestList.replaceChildren(...newest.map(toRow));
    });
  }

  #toItem(job: JobView): HTMLElement {
    const { id, api, prompt, status, phase, polls, parentId } = job;
    const text = this.#textOf(job);
    const ask = (platform: PlatformName, label: string): HTMLElement =>
      button(label, () => this.#actions.ask(platform, text), {
        "data-key": `${platform} ${id}`,
        "aria-label": `${label}: ${prompt}`,
      });
    return el(
      "li",
      { "data-job": id, "data-phase": phase },
      el(
        "div",
        { class: "job-head" },
        el("span", { class: "status" }, status),
        el("span", { class: "prompt" }, prompt),
      ),
      el(
        "div",
        { class: "job-facts" },
        `${this.#apiNames.get(api) ?? api} · ${sayPolls(polls)}`,
        parentId !== undefined && " · rerun",
      ),
      this.#toTexts(job),
      el("code", { class: "job-id" }, text),
      el(
        "div",
        { class: "buttons" },
        ask("discord", "Ask on Discord"),
        ask("slack", "Ask on Slack"),
        button("Next step", () => void send({ kind: "advance-job", api, jobId: id }), {
          "data-key": `step ${id}`,
          "aria-label": `Next step: ${prompt}`,
        }),
      ),
    );
  }

  /** The text with which the job is asked for. */
  #textOf({ id, pasteTexts }: JobView): string {
    const chosen = pasteTexts.find(({ label }) => label === this.#chosenTexts.get(id));
    return (chosen ?? pasteTexts[0])?.text ?? id;
  }

  /** The choice among what a person may paste. */
  #toTexts(job: JobView): HTMLElement {
    const { id, prompt, pasteTexts } = job;
    return el(
      "div",
      { class: "paste", role: "group", "aria-label": `What to paste: ${prompt}` },
      ...pasteTexts.map(({ label, text }) =>
        button(
          label,
          () => {
            this.#chosenTexts.set(id, label);
            this.#redraw();
          },
          { "data-key": `${label} ${id}`, "aria-pressed": String(text === this.#textOf(job)) },
        ),
      ),
    );
  }
}

function sayPolls(polls: number): string {
  if (polls === 0) return "not polled yet";
  return polls === 1 ? "polled once" : `polled ${polls} times`;
}

const part = (title: string, content: HTMLElement): HTMLElement =>
  el("div", {}, el("h2", {}, title), content);

/** Shortens a job id to its first part, the time of submission, which tells jobs apart. */
const shorten = (jobId: string): string => jobId.replace(/^(job:\d+)-.*$/, "$1…");

const toRow = ({ atMs, api, method, path, jobId, status }: ApiRequestView): HTMLElement =>
  el(
    "li",
    {},
    timeElement(atMs, sayClockToTheSecond(atMs)),
    el(
      "code",
      {},
      `${api}: ${method} ${jobId === undefined ? path : `${path.replace(/\/attachments\/.*/, "/attachments/…")} ${shorten(jobId)}`}`,
    ),
    el("strong", {}, status === undefined ? "no answer yet" : String(status)),
  );
