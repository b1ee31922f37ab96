import { partitionOf } from "../../core/partition.ts";

/** Which jobs and channels belong to a set of services. */
export interface Scope {
  /** The partition; `undefined` if everything belongs to it. */
  readonly partition: number | undefined;
  /** Whether a job key, the settings key of a channel, or the watch of an account belongs to it. */
  contains(key: string): boolean;
}

/** The scope of the only process. */
export const EVERYTHING: Scope = { partition: undefined, contains: () => true };

/** The scope of one partition, from 0 to `PARTITIONS` - 1. */
export const scopeOf = (partition: number): Scope => ({
  partition,
  contains: (key) => partitionOf(key) === partition,
});
