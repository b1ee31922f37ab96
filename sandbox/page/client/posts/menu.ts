import { el } from "../dom.ts";

/** A select, which every keyboard and screen reader can use. */
export function menu({
  key,
  label,
  choices,
  onChoose,
}: {
  readonly key: string;
  readonly label: string;
  readonly choices: readonly { readonly value: string; readonly label: string }[];
  readonly onChoose: (value: string) => void;
}): HTMLElement {
  const select = el(
    "select",
    { class: "choice", "aria-label": label, "data-key": key },
    el("option", { value: "" }, label),
    ...choices.map((choice) => el("option", { value: choice.value }, choice.label)),
  );
  select.addEventListener("change", () => {
    if (select.value !== "") onChoose(select.value);
  });
  return select;
}
