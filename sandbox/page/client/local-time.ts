/** Instants in the reader's own time and language; relative ones move by themselves. */
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

/** "14:05" or however the reader's language writes it. */
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

/** An instant as an element, with the whole of it to point at. */
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

/** A relative instant that moves by itself. */
export const relativeTime = (atMs: number): HTMLTimeElement =>
  timeElement(atMs, sayRelative(atMs, Date.now()), true);

/** Moves all the relative instants of the page on. */
export function keepTime(): void {
  setInterval(() => {
    for (const element of document.querySelectorAll<HTMLElement>("time[data-relative]")) {
      const words = sayRelative(Number(element.dataset["relative"]), Date.now());
      if (element.textContent !== words) element.textContent = words;
    }
  }, 1_000);
}
