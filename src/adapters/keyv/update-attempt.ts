import { StoreError } from "../../core/errors.ts";
import type { Update } from "../../core/ports/stores.ts";
import { fromText, toText } from "./envelope.ts";
import { RecordUnreadableError } from "./record-errors.ts";
import { parseRecord, toRecord, type RecordKind } from "./record-kind.ts";
import type { Change } from "./strict-adapter.ts";

/** The record in what an adapter has under a key, unless it has expired. Throws like {@link parseRecord}. */
export function parseStored<T extends object>(kind: RecordKind<T>, stored: unknown): T | undefined {
  if (stored === undefined) return undefined;
  if (typeof stored !== "string") throw new RecordUnreadableError("not a text");
  const { value, isExpired } = fromText(stored);
  return isExpired ? undefined : parseRecord(kind, value);
}

/** Options of {@link UpdateAttempt}. */
interface UpdateAttemptOptions<T extends object> {
  readonly kind: RecordKind<T>;
  readonly change: (stored: T | undefined) => T | undefined;
  readonly keptForMs: RecordKind<T>["keptForMs"];
}

/** One attempt to update a record, and what has become of it. */
export class UpdateAttempt<T extends object> {
  readonly #options: UpdateAttemptOptions<T>;
  #isOver = false;
  #update: Update<T> = { before: undefined, after: undefined };
  #written: { readonly change: Change; readonly at: number } | undefined;
  #failure: { readonly error: unknown } | undefined;

  constructor(options: UpdateAttemptOptions<T>) {
    this.#options = options;
  }

  get update(): Update<T> {
    return this.#update;
  }

  /** What it wanted to write, and since when, on the clock of `performance`. */
  get written() {
    return this.#written;
  }

  /** What made it fail, unless that was the store. */
  get failure() {
    return this.#failure;
  }

  /** Whoever waited for it has got an answer: it must not begin to write any more. */
  end(): void {
    this.#isOver = true;
  }

  /** What to write in the place of what is stored; `undefined` if that stays. */
  readonly toChange = (stored: unknown): Change | undefined => {
    if (this.#isOver) throw new Error("the update was given up meanwhile");
    try {
      const before = parseStored(this.#options.kind, stored);
      const after = this.#options.change(before);
      this.#update = { before, after };
      if (after === before) return undefined;
      const change = this.#toText(after);
      this.#written = { change, at: performance.now() };
      return change;
    } catch (error) {
      this.#failure = { error };
      throw error;
    }
  };

  #toText(value: T | undefined): Change {
    if (value === undefined) return { next: undefined, expires: undefined };
    const { kind, keptForMs } = this.#options;
    const ttlMs = keptForMs?.(value);
    const expires = ttlMs === undefined ? undefined : Date.now() + ttlMs;
    try {
      return { next: toText(toRecord(kind, value), expires), expires };
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new StoreError(`the store cannot write: ${reason}`, { cause: error });
    }
  }
}
