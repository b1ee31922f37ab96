/** Dark or light theme: the system's, or the user's choice. */
import { byId, el } from "./dom.ts";

const KEY = "pika-relay-theme";
const THEMES = [
  ["auto", "System"],
  ["dark", "Dark"],
  ["light", "Light"],
] as const;

/** Fills the theme switch and handles it. */
export function startTheme(): void {
  const select = byId("theme") as HTMLSelectElement;
  select.append(...THEMES.map(([value, label]) => el("option", { value }, label)));
  const apply = (): void => {
    document.documentElement.dataset["theme"] = select.value;
  };
  select.value = localStorage.getItem(KEY) ?? "auto";
  if (select.value === "") select.value = "auto";
  apply();
  select.addEventListener("change", () => {
    localStorage.setItem(KEY, select.value);
    apply();
  });
}
