/** The job API's side: creating jobs, injecting faults, and the relay's requests. */
import type { ApiRequestView, JobView, PlatformName } from "../../page-views.ts";
import { button, el, replaceChildren } from "../dom.ts";
import { sayClockToTheSecond, timeElement } from "../local-time.ts";
import { send } from "../server.ts";
import { createFaultList, type FaultList } from "./fault-list.ts";
import { createJobForm } from "./job-form.ts";
import type { PanelActions } from "./panel-actions.ts";

const MAX_SHOWN_REQUESTS = 60;

/** See the file's header. */
export class JobsPanel {
  readonly #actions: PanelActions;
  readonly #jobs = new Map<string, JobView>();
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
    this.#faults = createFaultList(actions);
    root.append(
      part("Make a job", createJobForm()),
      part("Jobs", this.#jobList),
      part("Break something", this.#faults.element),
      part("Requests to the job API", this.#requestList),
    );
  }

  /** Resets the state. */
  clear(): void {
    this.#jobs.clear();
    this.#requests.clear();
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

  #toItem({ id, prompt, status, polls, parentId }: JobView): HTMLElement {
    const ask = (platform: PlatformName, label: string): HTMLElement =>
      button(label, () => this.#actions.ask(platform, id), {
        "data-key": `${platform} ${id}`,
        "aria-label": `${label}: ${prompt}`,
      });
    return el(
      "li",
      { "data-job": id, "data-status": status },
      el(
        "div",
        { class: "job-head" },
        el("span", { class: "status" }, status),
        el("span", { class: "prompt" }, prompt),
      ),
      el("code", { class: "job-id" }, id),
      el("div", { class: "job-facts" }, sayPolls(polls), parentId !== undefined && " · rerun"),
      el(
        "div",
        { class: "buttons" },
        ask("discord", "Ask on Discord"),
        ask("slack", "Ask on Slack"),
        button("Next step", () => void send({ kind: "advance-job", jobId: id }), {
          "data-key": `step ${id}`,
          "aria-label": `Next step: ${prompt}`,
        }),
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

const toRow = ({ atMs, method, path, jobId, status }: ApiRequestView): HTMLElement =>
  el(
    "li",
    {},
    timeElement(atMs, sayClockToTheSecond(atMs)),
    el(
      "code",
      {},
      `${method} ${jobId === undefined ? path : `${path.replace(/\/attachments\/.*/, "/attachments/…")} ${shorten(jobId)}`}`,
    ),
    el("strong", {}, status === undefined ? "no answer yet" : String(status)),
  );
