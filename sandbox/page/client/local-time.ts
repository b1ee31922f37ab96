/** Times in the reader's time zone and language; relative times update automatically. */
import { el } from "./dom.ts";

const UNITS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ["year", 31_536_000],
  ["month", 2_592_000],
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
  ["second", 1],
];
const relative = new Intl.RelativeTimeFormat("en", { numeric: "auto" });

/** "5 minutes ago", "in 3 hours". */
export function sayRelative(atMs: number, nowMs: number): string {
  const seconds = Math.round((atMs - nowMs) / 1_000);
  const [unit, size] = UNITS.find(([, each]) => Math.abs(seconds) >= each) ?? ["second", 1];
  return relative.format(Math.trunc(seconds / size), unit);
}

/** "14:05", or as the reader's language writes it. */
export const sayClock = (atMs: number): string =>
  new Date(atMs).toLocaleTimeString([], { hour: "numeric", minute: "2-digit" });

/** "14:05:09". */
export const sayClockToTheSecond = (atMs: number): string =>
  new Date(atMs).toLocaleTimeString([], { timeStyle: "medium" });

/** Date and time. */
export const sayDate = (atMs: number, style: "short" | "long" = "long"): string =>
  new Date(atMs).toLocaleString([], {
    dateStyle: style === "long" ? "long" : "medium",
    timeStyle: "short",
  });

/** An element for a time, with the full date as its tooltip. */
export function timeElement(atMs: number, words: string, isRelative = false): HTMLTimeElement {
  const date = new Date(atMs);
  const isSound = !Number.isNaN(date.getTime());
  return el(
    "time",
    {
      datetime: isSound && date.toISOString(),
      title: isSound && sayDate(atMs),
      "data-relative": isRelative && String(atMs),
    },
    words,
  );
}

/** An element for a relative time that updates automatically. */
export const relativeTime = (atMs: number): HTMLTimeElement =>
  timeElement(atMs, sayRelative(atMs, Date.now()), true);

/** Starts updating all relative times of the page. */
export function keepTime(): void {
  setInterval(() => {
    for (const element of document.querySelectorAll<HTMLElement>("time[data-relative]")) {
      const words = sayRelative(Number(element.dataset["relative"]), Date.now());
      if (element.textContent !== words) element.textContent = words;
    }
  }, 1_000);
}
