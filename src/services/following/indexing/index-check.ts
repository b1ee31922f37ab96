import { isOfNewerRelease } from "../../../core/errors.ts";
import { followKey, type Follow } from "../../../core/follow/follow.ts";
import type { Clock } from "../../../core/ports/clock.ts";
import type { FollowIndex, IndexedFollow } from "../../../core/ports/follow-index.ts";
import type { Logger } from "../../../core/ports/logger.ts";
import type { ClaimStore, FollowStore } from "../../../core/ports/stores.ts";
import { isSleptThrough } from "../../../core/time/sleep.ts";
import { PeriodicService } from "../../runtime/periodic-service.ts";
import type { FollowRegistry } from "../follow-registry.ts";
import { isSameEntry, toEntry } from "./to-entry.ts";

/** Longest time for which the index may be wrong, in milliseconds: pause between the end of a check and the next one. */
const CHECK_EVERY_MS = 60_000;
/** Records or entries that are read before a pause. */
const PAGE_SIZE = 100;
/** Pause between two pages, in milliseconds: at most 5,000 records a second are read. */
const PAUSE_MS = 20;
/** What a process claims before it checks everything, so that of several processes one does. */
const CLAIM = "index-check";
/** How much earlier than the next check a claim ends, in milliseconds. */
const CLAIM_MARGIN_MS = 5_000;

/** An index that several processes share, and the records that it leads to. */
export interface SharedIndex {
  readonly index: Pick<FollowIndex, "get" | "all">;
  readonly follows: Pick<FollowStore, "get" | "follows">;
  readonly claims: ClaimStore;
}

/** Options of {@link IndexCheck}. */
export interface IndexCheckOptions {
  readonly registry: Pick<FollowRegistry, "unsure" | "repair">;
  /**
   * What is compared as a whole, because another process may have died between two writes. Default: nothing, in the only
   * process; then only what could not be written is compared.
   */
  readonly shared?: SharedIndex | undefined;
  readonly clock: Clock;
  readonly log: Logger;
}

/** What one pass did. */
export interface CheckCounts {
  /** Entries that were added, corrected or removed. */
  readonly repaired: number;
}

/** Compares the index of open follows with the records in the store every minute, and repairs it where they disagree. */
export class IndexCheck extends PeriodicService<CheckCounts> {
  readonly #options: IndexCheckOptions;
  /** How long the latest check of everything took, in milliseconds. */
  #tookMs = 0;

  constructor(options: IndexCheckOptions) {
    const { clock, log } = options;
    super({ clock, log, failureEvent: "index.not_checked", firstPauseMs: CHECK_EVERY_MS });
    this.#options = options;
  }

  /** Resolves with counts, early if `signal` aborts. Rejects with a StoreError if the store or the index fails. */
  async pass(signal: AbortSignal): Promise<CheckCounts> {
    const { registry, shared, log } = this.#options;
    let repaired = await this.#repair(registry.unsure);
    if (shared && (await this.#isMine(shared.claims)))
      repaired += await this.#checkAll(shared, signal);
    if (repaired > 0) log.warn({ repaired }, "index.repaired");
    return { repaired };
  }

  protected override pauseMs(): number {
    return CHECK_EVERY_MS;
  }

  async #isMine(claims: ClaimStore): Promise<boolean> {
    return claims.take(CLAIM, CHECK_EVERY_MS - CLAIM_MARGIN_MS + this.#tookMs);
  }

  async #checkAll(shared: SharedIndex, signal: AbortSignal): Promise<number> {
    const { index, follows } = shared;
    const { clock } = this.#options;
    const startedAtMs = clock.monotonicMs();
    let repaired = 0;
    for await (const page of this.#pages(index.all(), signal))
      repaired += await this.#repair(await wrongOf(page, follows));
    if (signal.aborted) return repaired;
    for await (const page of this.#pages(follows.follows(), signal))
      repaired += await this.#repair(await missingOf(page, index));
    this.#tookMs = clock.monotonicMs() - startedAtMs;
    return repaired;
  }

  async #repair(keys: readonly string[]): Promise<number> {
    let repaired = 0;
    for (const key of keys) if (await this.#options.registry.repair(key)) repaired += 1;
    return repaired;
  }

  /** With a pause after each page, so that other work goes on. Ends early if `signal` aborts. */
  async *#pages<T>(all: AsyncIterable<T>, signal: AbortSignal): AsyncGenerator<T[], void> {
    let page: T[] = [];
    for await (const each of all) {
      page.push(each);
      if (page.length < PAGE_SIZE) continue;
      yield page;
      page = [];
      if (!(await isSleptThrough(this.#options.clock, PAUSE_MS, signal))) return;
    }
    if (page.length > 0) yield page;
  }
}

/** The keys of entries whose record is of no open follow, or says something else. */
async function wrongOf(
  page: readonly IndexedFollow[],
  follows: Pick<FollowStore, "get">,
): Promise<readonly string[]> {
  const areRight = await Promise.all(page.map((entry) => isRight(entry, follows)));
  return page.filter((_entry, index) => areRight[index] === false).map(followKey);
}

async function isRight(entry: IndexedFollow, follows: Pick<FollowStore, "get">): Promise<boolean> {
  try {
    const follow = await follows.get(followKey(entry));
    const wanted = follow && toEntry(follow);
    return wanted !== undefined && isSameEntry(wanted, entry);
  } catch (error) {
    if (isOfNewerRelease(error)) return true;
    throw error;
  }
}

/** The keys of open follows without an entry. */
async function missingOf(
  page: readonly Follow[],
  index: Pick<FollowIndex, "get">,
): Promise<readonly string[]> {
  const keys = page.filter((follow) => toEntry(follow) !== undefined).map(followKey);
  const entries = await Promise.all(keys.map((key) => index.get(key)));
  return keys.filter((_key, at) => entries[at] === undefined);
}
