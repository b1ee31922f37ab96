import { hashOf } from "./text-digest.ts";

const FIRST_CAPACITY = 16;
/** From here on there is too little room between the objects to find one soon. */
const FULL_FROM = 0.8;
/** Little, because there may be a million objects: what is not used yet is memory, too. */
const GROWTH = 1.25;

/** The key that was looked for last, and its hash: several tables are asked for the same one in a row. */
let latest = { key: "", hash: hashOf("") };

function hashOfKey(key: string): number {
  if (latest.key !== key) latest = { key, hash: hashOf(key) };
  return latest.hash;
}

/**
 * Objects that are found by a text of their own, as in a `Map` of which that text is the key, in less than half of the memory, however
 * often some are removed and added again: 16 bytes for each object, with a `Map` 30 to 75. In no particular order.
 */
export class KeyedObjects<T extends object> {
  readonly #keyOf: (each: T) => string;
  /** Each is at the place that its hash says, or at the next one that was free. */
  #objects: (T | undefined)[] = [];
  /** The hash of the object at the same place. */
  #hashes = new Int32Array(0);
  #size = 0;

  /** `keyOf`: returns the text that an object is found by. It must not change. */
  constructor(keyOf: (each: T) => string) {
    this.#keyOf = keyOf;
  }

  get size(): number {
    return this.#size;
  }

  /** The object with this key. */
  get(key: string): T | undefined {
    return this.#size === 0 ? undefined : this.#objects[this.#placeOf(key, hashOfKey(key))];
  }

  /** Adds an object, instead of the one with the same key if there is one. */
  set(object: T): void {
    if (this.#size >= this.#objects.length * FULL_FROM) this.#grow();
    const key = this.#keyOf(object);
    const hash = hashOfKey(key);
    const place = this.#placeOf(key, hash);
    if (this.#objects[place] === undefined) this.#size += 1;
    this.#objects[place] = object;
    this.#hashes[place] = hash;
  }

  /** Removes the object with this key, if there is one. */
  delete(key: string): void {
    if (this.#size === 0) return;
    let free = this.#placeOf(key, hashOfKey(key));
    if (this.#objects[free] === undefined) return;
    this.#size -= 1;
    this.#objects[free] = undefined;
    // Those behind it move up, unless they would then be before the place that their hash says.
    for (let place = this.#after(free); this.#objects[place]; place = this.#after(place)) {
      const distance = this.#distance(this.#first(this.#hashes[place] ?? 0), place);
      if (distance < this.#distance(free, place)) continue;
      this.#objects[free] = this.#objects[place];
      this.#hashes[free] = this.#hashes[place] ?? 0;
      this.#objects[place] = undefined;
      free = place;
    }
  }

  /** All objects as they are now. */
  all(): readonly T[] {
    return this.#objects.filter((each) => each !== undefined);
  }

  /** The place of the object with this key, or the free one where it would be. */
  #placeOf(key: string, hash: number): number {
    let place = this.#first(hash);
    for (;;) {
      const object = this.#objects[place];
      if (object === undefined) return place;
      if (this.#hashes[place] === hash && this.#keyOf(object) === key) return place;
      place = this.#after(place);
    }
  }

  #first(hash: number): number {
    return Math.floor(((hash >>> 0) / 2 ** 32) * this.#objects.length);
  }

  #after(place: number): number {
    return place + 1 === this.#objects.length ? 0 : place + 1;
  }

  /** How many places `to` is behind `from`; after the last place comes the first one. */
  #distance(from: number, to: number): number {
    return to >= from ? to - from : to - from + this.#objects.length;
  }

  #grow(): void {
    const [objects, hashes] = [this.#objects, this.#hashes];
    const capacity = Math.max(Math.ceil(objects.length * GROWTH), FIRST_CAPACITY);
    this.#objects = Array.from({ length: capacity }, () => undefined);
    this.#hashes = new Int32Array(capacity);
    for (const [place, object] of objects.entries()) {
      if (object === undefined) continue;
      const hash = hashes[place] ?? 0;
      let free = this.#first(hash);
      while (this.#objects[free] !== undefined) free = this.#after(free);
      this.#objects[free] = object;
      this.#hashes[free] = hash;
    }
  }
}
