import type { JobApiView } from "../../page-views.ts";
import { el, replaceChildren } from "../dom.ts";
import { send } from "../server.ts";

const MADE = { video: "videos", image: "pictures" } as const;

const field = (label: string, control: HTMLElement): HTMLLabelElement =>
  el("label", {}, el("span", {}, label), control);

const number = (
  name: string,
  value: number,
  limits: Readonly<Record<string, string>>,
): HTMLElement =>
  el("input", { name, type: "number", value: String(value), required: true, ...limits });

const check = (name: string, label: string, checked: boolean): HTMLLabelElement =>
  el("label", { class: "check" }, el("input", { name, type: "checkbox", checked }), label);

const option = (value: string, words = value): HTMLOptionElement => el("option", { value }, words);

/** The form that starts a job at one of the job APIs: its outcome, duration and files. */
export class JobForm {
  readonly element: HTMLFormElement;
  #apis: readonly JobApiView[] = [];
  readonly #api = el("select", { name: "api" });
  readonly #outcome = el("select", { name: "outcome" });
  readonly #makes = el("select", { name: "makes" });
  readonly #ahead = field("Jobs ahead of it", number("ahead", 0, { min: "0", max: "20" }));
  readonly #percent = check("percent", "Reports its progress", true);
  readonly #unsafe = check("unsafe", "Marks its files as unsafe", false);

  constructor() {
    const done = el("p", { class: "done", role: "status" });
    this.element = el(
      "form",
      { class: "job-form", "aria-label": "Start a job" },
      field("At", this.#api),
      field("Ends", this.#outcome),
      field("Prompt", el("input", { name: "prompt", value: "a paper boat on a slow river" })),
      field("After, in seconds", number("seconds", 10, { min: "0", max: "3600", step: "any" })),
      this.#ahead,
      field("Makes", this.#makes),
      field("How many", number("files", 1, { min: "1", max: "20" })),
      field("Size of each, in kB", number("kilobytes", 25, { min: "0", max: "65536" })),
      this.#percent,
      this.#unsafe,
      el(
        "details",
        {},
        el("summary", {}, "Error message"),
        field("Error", el("input", { name: "error" })),
        field("Details", el("textarea", { name: "details", rows: "2" })),
      ),
      el("button", { type: "submit" }, "Start the job"),
      done,
    );
    this.#api.addEventListener("change", () => this.#fit());
    this.element.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.#submit().then((words) => {
        done.textContent = words;
      });
    });
  }

  /** Offers these job APIs. */
  setApis(apis: readonly JobApiView[]): void {
    this.#apis = apis;
    const chosen = this.#api.value;
    replaceChildren(this.#api, ...apis.map(({ name, displayName }) => option(name, displayName)));
    if (apis.some(({ name }) => name === chosen)) this.#api.value = chosen;
    this.#fit();
  }

  get #chosen(): JobApiView | undefined {
    return this.#apis.find(({ name }) => name === this.#api.value);
  }

  /** Shows what the chosen API can do. */
  #fit(): void {
    const { ends = [], tells = [], makes = [] } = this.#chosen ?? {};
    offer(
      this.#outcome,
      ends.map((end) => option(end)),
    );
    offer(
      this.#makes,
      makes.map((kind) => option(kind, MADE[kind])),
    );
    this.#ahead.hidden = !tells.includes("queue");
    this.#percent.hidden = !tells.includes("percent");
    this.#unsafe.hidden = !tells.includes("unsafe");
  }

  async #submit(): Promise<string> {
    const data = new FormData(this.element);
    const text = (name: string): string => {
      const value = data.get(name);
      return typeof value === "string" ? value : "";
    };
    const { ends = [], tells = [], makes = [], displayName = "" } = this.#chosen ?? {};
    const { error } = await send({
      kind: "create-job",
      api: text("api"),
      outcome: ends.find((each) => each === text("outcome")) ?? "completed",
      prompt: text("prompt"),
      durationMs: Number(text("seconds")) * 1_000,
      ahead: tells.includes("queue") ? Number(text("ahead")) : 0,
      fileKind: makes.find((each) => each === text("makes")) ?? "video",
      fileCount: Number(text("files")),
      fileBytes: Number(text("kilobytes")) * 1_000,
      tellsPercent: data.has("percent"),
      isUnsafe: tells.includes("unsafe") && data.has("unsafe"),
      error: text("error"),
      errorDetails: text("details"),
    });
    return error ?? `The job is running at ${displayName}.`;
  }
}

/** Replaces the options, and keeps the choice if it is still one. */
function offer(select: HTMLSelectElement, options: readonly HTMLOptionElement[]): void {
  const { value } = select;
  select.replaceChildren(...options);
  if (options.some((each) => each.value === value)) select.value = value;
}
