import { finalCost } from "../core/follow/final-cost.ts";
import type { Follow } from "../core/follow/follow.ts";
import type { JobFacts } from "../core/job/job.ts";
import { isJobsEnd } from "../core/job/outcome.ts";
import { code, dotted, small, type Block, type Span } from "../core/message.ts";
import { cleanLine } from "../core/text.ts";
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

/** What a job cost; empty if the API did not say. */
export function costPart(follow: Follow, translator: Translator): Span[] {
  const cost = finalCost(follow);
  return cost === undefined
    ? []
    : translator.spans("result.cost", { cost: costText(cost, translator) });
}

/** "$0.50", "12 credits", or the number and the unit as the API names it. */
export function costText(
  { amount, unit }: NonNullable<JobFacts["cost"]>,
  translator: Translator,
): string {
  if (unit === "credits") return translator.count("credits", amount);
  if (unit === "units") return translator.count("units", amount);
  const format = (options: Intl.NumberFormatOptions): string =>
    new Intl.NumberFormat(translator.locale, { maximumFractionDigits: 4, ...options }).format(
      amount,
    );
  return CURRENCY.test(unit)
    ? format({ style: "currency", currency: unit })
    : `${format({})}\u00a0${cleanLine(unit)}`;
}

/** "November" for `2026-11`. */
export const monthText = (month: string, { locale }: Translator): string =>
  new Intl.DateTimeFormat(locale, { month: "long", timeZone: "UTC" }).format(Date.parse(month));

/** An ISO 4217 code. */
const CURRENCY = /^[A-Z]{3}$/;

/**
 * How long a job took, by the job API's own times if it gave them: from the job's start or, if the API did not tell it, from
 * its submission. `undefined` if the job did not end.
 */
function tookMsOf({ outcome, job, createdAt, settledAt }: Follow): number | undefined {
  if (!outcome || !isJobsEnd(outcome)) return undefined;
  const told = job?.startedAt ?? job?.createdAt;
  const from = told ?? createdAt;
  const to = (told && job?.updatedAt) || settledAt || from;
  return to > from ? to - from : undefined;
}
