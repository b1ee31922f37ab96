import type { Follow } from "../core/follow.ts";
import type { JobFacts, Trouble } from "../core/job.ts";
import { cleanLine, cutText } from "../core/text.ts";

/** How a follow's situation is called in the status message: a symbol, so that colour is never needed, and words. */
export function situationOf(follow: Follow): { symbol: string; words: string } {
  switch (follow.outcome?.kind) {
    case undefined:
      return runningWords(follow.job);
    case "completed":
      return { symbol: "✅", words: "Completed" };
    case "failed":
      return { symbol: "❌", words: "Failed" };
    case "cancelled":
      return { symbol: "🚫", words: "Cancelled" };
    case "moderated":
      return { symbol: "🛑", words: "Stopped by moderation" };
    case "gave-up":
      return { symbol: "⌛", words: "Gave up waiting" };
    case "unknown-job":
      return { symbol: "❓", words: "Unknown to the job API" };
  }
}

function runningWords(job: JobFacts | undefined): { symbol: string; words: string } {
  switch (job?.status) {
    case undefined:
      return { symbol: "⏳", words: "Waiting for the job API" };
    case "created":
      return { symbol: "⏳", words: "Waiting to start" };
    case "started":
      return { symbol: "▶️", words: "Started" };
    case "progress":
      return { symbol: "▶️", words: "In progress" };
    default:
      return { symbol: "▶️", words: `Running (${cutText(cleanLine(job?.status ?? ""), 60)})` };
  }
}

/** What the trouble with the job API means for the people waiting. */
export function troubleWords(kind: Trouble["kind"]): string {
  switch (kind) {
    case "unauthorised":
      return "The job API refuses this relay right now (not authorised). Whoever runs the relay must renew its API token. The relay keeps asking.";
    case "no-subscription":
      return "The job API refuses this relay right now (no subscription, or it expired). Whoever runs the relay must renew the subscription. The relay keeps asking.";
    case "rate-limited":
      return "The job API asks the relay to slow down right now. The relay keeps asking.";
    case "unavailable":
      return "The job API is down or does not answer right now. The relay keeps asking.";
    case "not-understood":
      return "The job API answers with something unreadable right now. The relay keeps asking.";
  }
}

/** A length of time in words: the two largest units, never below a second. */
export function durationWords(durationMs: number): string {
  const seconds = Math.max(1, Math.round(durationMs / 1000));
  const parts: [number, string][] = [
    [Math.floor(seconds / 86_400), "d"],
    [Math.floor((seconds % 86_400) / 3600), "h"],
    [Math.floor((seconds % 3600) / 60), "min"],
    [seconds % 60, "s"],
  ];
  const first = parts.findIndex(([amount]) => amount > 0);
  return parts
    .slice(first, first + 2)
    .filter(([amount]) => amount > 0)
    .map(([amount, unit]) => `${amount} ${unit}`)
    .join(" ");
}

/** A number of bytes in words, decimal units. */
export function sizeWords(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`;
  if (bytes < 1_000_000) return `${Math.round(bytes / 1000)} kB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}
