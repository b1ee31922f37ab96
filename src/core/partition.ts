/** How many parts the work is cut into. Every release uses the same number: processes of two releases work together. */
export const PARTITIONS = 64;

/**
 * The partition that everything under `key` belongs to, from 0 to {@link PARTITIONS} - 1. `key` is a job key, or the
 * settings key of a channel. The same in every process and every release: FNV-1a with the last step of MurmurHash3, which
 * spreads short and similar keys evenly.
 */
export function partitionOf(key: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < key.length; index += 1)
    hash = Math.imul(hash ^ key.charCodeAt(index), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) & (PARTITIONS - 1);
}
