/** On a narrow screen, one part of the page is visible at a time. */
import { button, byId } from "./dom.ts";

const PARTS = [
  ["discord", "Discord"],
  ["slack", "Slack"],
  ["panel", "Jobs"],
] as const;

type Part = (typeof PARTS)[number][0];

/** Shows a part; on a wide screen all parts are visible anyway. */
export function showPart(part: Part): void {
  byId("main").dataset["shown"] = part;
  for (const tab of byId("tabs").querySelectorAll<HTMLElement>("button"))
    tab.setAttribute("aria-pressed", String(tab.dataset["part"] === part));
}

/** Creates the tabs. */
export function startTabs(): void {
  byId("tabs").append(
    ...PARTS.map(([part, label]) => button(label, () => showPart(part), { "data-part": part })),
  );
  showPart("discord");
}
