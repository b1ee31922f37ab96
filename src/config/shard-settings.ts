import { z } from "zod";

/** More than Discord has ever recommended. */
const MAX_SHARDS = 100_000;

const isCount = (text: string): boolean =>
  /^\d{1,6}$/.test(text) && Number(text) >= 1 && Number(text) <= MAX_SHARDS;

/** Shards of all processes together; `undefined` if Discord decides. */
export const shardCount = z
  .string()
  .toLowerCase()
  .refine(
    (value) => value === "auto" || isCount(value),
    "is not a number of shards: write auto, or a number from 1 to 100000",
  )
  .transform((value) => (value === "auto" ? undefined : Number(value)));

/** Ids of shards and ranges of them, such as `0,2-4`. */
export const shardIds = z.string().transform((value, context): readonly number[] => {
  const ids = value.split(",").flatMap((part) => {
    const [, first = "", last = first] = /^\s*(\d{1,6})\s*(?:-\s*(\d{1,6})\s*)?$/.exec(part) ?? [];
    return first === "" ? [Number.NaN] : range(Number(first), Number(last));
  });
  if (ids.length > 0 && ids.length <= MAX_SHARDS && !ids.some(Number.isNaN))
    return [...new Set(ids)].toSorted((a, b) => a - b);
  context.addIssue("is not a list of shard ids: write it like 0,1 or 0-3");
  return z.NEVER;
});

/** All ids from `first` to `last`; no id if they are in the wrong order. */
const range = (first: number, last: number): number[] =>
  last < first || last > MAX_SHARDS
    ? [Number.NaN]
    : Array.from({ length: last - first + 1 }, (_, index) => first + index);

/** Returns what is wrong with the shards of Discord's gateway, in one line. */
export function shardProblems(
  set: Readonly<Partial<Record<string, string>>>,
  wrong: ReadonlyMap<string, string>,
): string[] {
  const names = ["DISCORD_SHARDS", "DISCORD_SHARD_IDS"].filter((name) => set[name] !== undefined);
  if (names.some((name) => wrong.has(name))) return [];
  if (set["DISCORD_PUBLIC_KEY"] !== undefined && names.length > 0)
    return [
      `${names.join(" and ")} cannot be combined with DISCORD_PUBLIC_KEY: only the gateway has shards, so remove one of them`,
    ];
  const ids = shardIds.optional().parse(set["DISCORD_SHARD_IDS"]);
  if (!ids) return [];
  const count = shardCount.parse(set["DISCORD_SHARDS"] ?? "auto");
  if (count === undefined)
    return [
      "DISCORD_SHARDS is missing: DISCORD_SHARD_IDS needs it, set it to the number of shards over all processes",
    ];
  if (ids.some((id) => id >= count))
    return [
      "DISCORD_SHARD_IDS has an id that is too high: ids begin at 0, so use only ids below DISCORD_SHARDS",
    ];
  return [];
}
