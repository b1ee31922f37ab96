import { el } from "../dom.ts";
import { send } from "../server.ts";

const OUTCOMES = ["completed", "failed", "moderated", "cancelled"] as const;

const field = (label: string, control: HTMLElement): HTMLElement =>
  el("label", {}, el("span", {}, label), control);

const number = (
  name: string,
  value: number,
  limits: Readonly<Record<string, string>>,
): HTMLElement =>
  el("input", { name, type: "number", value: String(value), required: true, ...limits });

/** Creates the form that creates a job: its outcome, duration and files. */
export function createJobForm(): HTMLElement {
  const done = el("p", { class: "done", role: "status" });
  const outcome = el(
    "select",
    { name: "outcome" },
    ...OUTCOMES.map((each) => el("option", {}, each)),
  );
  const form = el(
    "form",
    { class: "job-form", "aria-label": "Make a job" },
    field("Prompt", el("input", { name: "prompt", value: "a paper boat on a slow river" })),
    field("Ends", outcome),
    field("After, in seconds", number("seconds", 10, { min: "0", max: "3600", step: "any" })),
    field("Videos", number("files", 1, { min: "1", max: "20" })),
    field("Size of each, in kB", number("kilobytes", 25, { min: "0", max: "65536" })),
    el(
      "label",
      { class: "check" },
      el("input", { name: "percent", type: "checkbox", checked: true }),
      "Reports its progress",
    ),
    el(
      "details",
      {},
      el("summary", {}, "Error message"),
      field("Error", el("input", { name: "error" })),
      field("Details", el("textarea", { name: "details", rows: "2" })),
    ),
    el("button", { type: "submit" }, "Make the job"),
    done,
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void submit(form).then((words) => {
      done.textContent = words;
    });
  });
  return form;
}

async function submit(form: HTMLFormElement): Promise<string> {
  const data = new FormData(form);
  const text = (name: string): string => {
    const value = data.get(name);
    return typeof value === "string" ? value : "";
  };
  const { error } = await send({
    kind: "create-job",
    outcome: OUTCOMES.find((each) => each === text("outcome")) ?? "completed",
    prompt: text("prompt"),
    durationMs: Number(text("seconds")) * 1_000,
    fileCount: Number(text("files")),
    fileBytes: Number(text("kilobytes")) * 1_000,
    tellsPercent: data.has("percent"),
    error: text("error"),
    errorDetails: text("details"),
  });
  return error ?? "The job is running.";
}
