import type { Follow } from "../core/follow/follow.ts";
import type { Outcome } from "../core/job/outcome.ts";
import { code, dotted, small, type Block, type Span } from "../core/message.ts";
import type { Translator } from "./translator.ts";

/** The small print below everything else: its parts, with dots between them. Empty parts are left out. */
export const smallPrint = (parts: readonly (readonly Span[])[]): Block => small(...dotted(parts));

/** The job's name in the channel. */
export const jobPart = (name: string, translator: Translator): Span[] =>
  translator.spans("status.job", { job: code(name) });

/** How long a job took; empty if that is not known. */
export function durationPart(follow: Follow, translator: Translator): Span[] {
  const tookMs = tookMsOf(follow);
  return tookMs === undefined
    ? []
    : translator.spans("status.took", { duration: translator.duration(tookMs) });
}

/** How long a job took, by the job API's times if it sent them; `undefined` if the job did not end. */
function tookMsOf({ outcome, job, createdAt, settledAt }: Follow): number | undefined {
  if (!outcome || UNENDED.has(outcome.kind)) return undefined;
  const from = job?.createdAt ?? createdAt;
  const to = (job?.createdAt && job.updatedAt) || settledAt || from;
  return to > from ? to - from : undefined;
}

/** The relay stopped polling: how the job ended is not known. */
const UNENDED: ReadonlySet<Outcome["kind"]> = new Set([
  "gave-up",
  "unknown-job",
  "forgotten",
  "retry-unknown",
]);
