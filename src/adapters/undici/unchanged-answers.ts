import { hash } from "node:crypto";
import { LRUCache } from "lru-cache";

/**
 * Answers whose results are remembered, in bytes of their bodies: results take about as much, and seven times as much if an API sends
 * thousands of files with the shortest addresses.
 */
const MAX_BYTES = 16 * 1_048_576;
/** And their number: an entry takes some memory beside its result. */
const MAX_ANSWERS = 16_384;
/** If fewer answers than this came again while so many were remembered, they are forgotten before they come again. */
const USEFUL_FROM = MAX_ANSWERS / 16;
/** For so many answers at least, none is remembered then. Each time in a row it is twice as many, up to a limit. */
const SHORTEST_PAUSE = 4 * MAX_ANSWERS;
const LONGEST_PAUSE = 64 * MAX_ANSWERS;

/** The latest answer to a query, and what it meant. */
interface Known {
  /** Each byte is a character: no encoding takes less memory. */
  readonly digest: string;
  readonly result: { readonly kind: string };
}

/**
 * What the latest answers to polls meant. Most polls bring the very bytes of the last one; then their result is returned again,
 * and nothing is parsed, checked or kept twice. Bodies are compared by SHA-256, because one may have a megabyte.
 *
 * If there are more jobs than answers are remembered, each is forgotten before it comes again. Then none is remembered for a while.
 */
export class UnchangedAnswers {
  readonly #known = new LRUCache<string, Known>({ max: MAX_ANSWERS, maxSize: MAX_BYTES });
  /** How many answers were remembered, and how many came again, since it was last checked whether that is of use. */
  #remembered = 0;
  #cameAgain = 0;
  /** For how many answers none is remembered, and for how many the next time. */
  #pause = 0;
  #nextPause = SHORTEST_PAUSE;

  /**
   * Returns what `read` makes of the body, or the very result that it made of the same body the last time. `key`: the query, and
   * all that `read` depends on beside the body, except what `isRepeatable` says after it: then the result is not remembered. Only
   * results of the kind `job` are.
   */
  read<Result extends { readonly kind: string }>(
    key: string,
    body: Buffer,
    { read, isRepeatable }: { readonly read: () => Result; readonly isRepeatable: () => boolean },
  ): Result {
    if (this.#pause > 0) {
      this.#pause -= 1;
      return read();
    }
    const digest = hash("sha256", body, "binary");
    const known = this.#known.get(key);
    // The key says of what type the result is.
    if (known?.digest === digest) {
      this.#cameAgain += 1;
      return known.result as Result;
    }
    const result = read();
    if (result.kind === "job" && isRepeatable()) {
      this.#known.set(key, { digest, result }, { size: Math.max(body.length, 1) });
      this.#remembered += 1;
      if (this.#remembered === MAX_ANSWERS) this.#check();
    } else this.#known.delete(key);
    return result;
  }

  #check(): void {
    if (this.#cameAgain < USEFUL_FROM) {
      this.#known.clear();
      this.#pause = this.#nextPause;
      this.#nextPause = Math.min(this.#nextPause * 2, LONGEST_PAUSE);
    } else this.#nextPause = SHORTEST_PAUSE;
    this.#remembered = 0;
    this.#cameAgain = 0;
  }
}
