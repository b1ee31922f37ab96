import { LRUCache } from "lru-cache";

/**
 * A map of at most `maxEntries` entries: beyond that, the least recently used one is dropped. Its memory grows with what is in
 * it. With `max`, lru-cache takes the memory of a full map when it is made: 2.8 MB for 100,000 entries.
 */
export const createLruCache = <Value extends {}>(maxEntries: number): LRUCache<string, Value> =>
  new LRUCache({ maxSize: maxEntries, sizeCalculation: () => 1 });
