import { z } from "zod";
import { channelRefSchema, type ChannelRef } from "./channel-ref.ts";
import { settingsKey } from "./channel-settings.ts";

/** What the jobs of one source cost together, in one unit. */
const costSumSchema = z.object({
  source: z.string().min(1),
  /** The source's name as people know it. */
  sourceName: z.string().min(1),
  /** The API's own unit, such as `credits` or `USD`. */
  unit: z.string(),
  amount: z.number().nonnegative(),
});
/** See {@link costSumSchema}. */
export type CostSum = Readonly<z.infer<typeof costSumSchema>>;

/** What the jobs of a channel cost in one month. */
export const monthlyCostSchema = z.object({
  channel: channelRefSchema,
  /** In UTC, as `2026-11`. */
  month: z.string().min(1),
  /** One for each source and unit: amounts of different sources or units are never added. */
  sums: z.array(costSumSchema),
  /**
   * The jobs that are in the sums: a digest of each job's key, and when the job's outcome was known here, in Unix
   * milliseconds. At most {@link MAX_COUNTED}: of more, those known the longest are dropped.
   */
  counted: z.array(z.tuple([z.string(), z.number()])),
  /** Jobs whose outcome was known by then are not added any more: they may be among those dropped. */
  countedUntil: z.number().optional(),
});
/** See {@link monthlyCostSchema}. */
export type MonthlyCost = Readonly<z.infer<typeof monthlyCostSchema>>;

/** A job that has ended, and what it cost. */
export interface EndedJob extends CostSum {
  /** A digest of its key. */
  readonly digest: string;
  /** When its outcome was known here, in Unix milliseconds. */
  readonly settledAt: number;
}

/** How long a month is kept after its last change, in milliseconds: its jobs must not be counted again in the next one. */
export const COSTS_KEPT_FOR_MS = 70 * 24 * 3_600_000;

/** Jobs remembered for each channel and month. A record of them all takes some 200 kB. */
export const MAX_COUNTED = 5_000;

/** The month of an instant in Unix milliseconds, in UTC, as `2026-11`. */
export const monthOf = (instant: number): string => new Date(instant).toISOString().slice(0, 7);

/** How far a clock may be set back, or be behind that of another process, before jobs are counted twice, in milliseconds. */
const CLOCK_BACK_MS = 31 * 24 * 3_600_000;
/** No month is shorter. */
const STEP_MS = 28 * 24 * 3_600_000;

/** The months whose records may be kept: earlier ones, and later ones in which a clock that was ahead may have counted. */
export function keptMonths(now: number): readonly string[] {
  const months = new Set<string>();
  for (let ageMs = -CLOCK_BACK_MS; ageMs < COSTS_KEPT_FOR_MS; ageMs += STEP_MS)
    months.add(monthOf(now - ageMs));
  return [...months.add(monthOf(now - COSTS_KEPT_FOR_MS))];
}

/** The key of a record: one for each channel and month. A thread shares its channel's record. */
export const monthlyCostKey = ({
  channel,
  month,
}: Pick<MonthlyCost, "channel" | "month">): string => `${settingsKey(channel)}|${month}`;

/** A month in which nothing is counted yet. */
export function createMonthlyCost(
  { platform, workspace, channel }: ChannelRef,
  month: string,
): MonthlyCost {
  return { channel: { platform, workspace, channel }, month, sums: [], counted: [] };
}

/** The digests of the jobs in the sums of some months, as far as they remember them. */
export const countedIn = (costs: readonly MonthlyCost[]): Set<string> =>
  new Set(costs.flatMap(({ counted }) => counted.map(([digest]) => digest)));

/** Adds jobs to the sums of a month, each once; returns the same object if all are in them already. */
export function countJobs(cost: MonthlyCost, jobs: readonly EndedJob[]): MonthlyCost {
  const { countedUntil = -Infinity } = cost;
  const known = countedIn([cost]);
  const added = jobs.filter(({ digest, settledAt }) => {
    const isNew = !known.has(digest) && settledAt > countedUntil;
    if (isNew) known.add(digest);
    return isNew;
  });
  if (added.length === 0) return cost;
  const counted: MonthlyCost["counted"] = [
    ...cost.counted,
    ...added.map(({ digest, settledAt }): [string, number] => [digest, settledAt]),
  ];
  return dropOldest({ ...cost, sums: added.reduce(addToSums, cost.sums), counted });
}

function addToSums(
  sums: MonthlyCost["sums"],
  { source, sourceName, unit, amount }: EndedJob,
): MonthlyCost["sums"] {
  const isSame = (sum: CostSum): boolean => sum.source === source && sum.unit === unit;
  return sums.some(isSame)
    ? sums.map((sum) => (isSame(sum) ? { ...sum, amount: sum.amount + amount } : sum))
    : [...sums, { source, sourceName, unit, amount }];
}

function dropOldest(cost: MonthlyCost): MonthlyCost {
  const excess = cost.counted.length - MAX_COUNTED;
  if (excess <= 0) return cost;
  const inOrder = cost.counted.toSorted(([, a], [, b]) => a - b);
  const countedUntil = Math.max(
    cost.countedUntil ?? -Infinity,
    ...inOrder.slice(0, excess).map(([, settledAt]) => settledAt),
  );
  return { ...cost, counted: inOrder.slice(excess), countedUntil };
}
