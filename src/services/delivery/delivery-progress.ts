import { followKey, type Follow, type MessageRef } from "../../core/follow/follow.ts";
import { timeLeftMs } from "../../core/follow/time-limit.ts";
import type { Clock } from "../../core/ports/clock.ts";
import type { LocalizedText } from "../../core/localized-text.ts";

/** How long temporary failures are retried: 24 h from the outcome. */
const GIVE_UP_AFTER_MS = 24 * 3_600_000;

/** How far this process has got with one outcome. */
export interface Progress {
  readonly attempts: number;
  /** Whether an earlier attempt may have posted it. */
  readonly mayAlreadyExist: boolean;
  /** The result is in the channel, but the store does not know yet. */
  readonly posted?: MessageRef;
  /** Why the result is not posted yet, for its status message. */
  readonly delayReason?: LocalizedText;
}

/** The progress of one follow: when this process first saw its outcome, monotonic, and how old it was then. */
interface Entry {
  readonly followId: string;
  readonly sinceMs: number;
  readonly ageMs: number;
  readonly progress: Progress;
}

const NONE: Progress = { attempts: 0, mayAlreadyExist: false };

/** The progress of every outcome that waits for its delivery, from the moment it is seen until its turns end. */
export class DeliveryProgress {
  readonly #clock: Clock;
  /** By the follow's key, so that a follow that takes the place of another replaces its progress, too. */
  readonly #entries = new Map<string, Entry>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Starts the clock of an outcome; one that runs already goes on. */
  begin(follow: Follow): void {
    if (!this.#find(follow)) this.#add(follow, { ageMs: 0, progress: NONE });
  }

  /** Starts the clock of an outcome of an earlier process, which may have posted it already. */
  resume(follow: Follow): void {
    const ageMs = this.#clock.now() - (follow.settledAt ?? 0);
    this.#add(follow, { ageMs, progress: { ...NONE, mayAlreadyExist: true } });
  }

  /** The progress so far. */
  of(follow: Follow): Progress {
    return this.#find(follow)?.progress ?? NONE;
  }

  /** Adds to the progress of a follow, unless another one has its key by now. */
  note(follow: Follow, changes: Partial<Progress>): void {
    const key = followKey(follow);
    if (!this.#entries.has(key)) this.begin(follow);
    const entry = this.#find(follow);
    if (!entry) return;
    this.#entries.set(key, { ...entry, progress: { ...entry.progress, ...changes } });
  }

  /** Drops what is known of a follow, unless another one has the key by now. */
  forget(key: string, followId: string | undefined): void {
    if (this.#entries.get(key)?.followId === followId) this.#entries.delete(key);
  }

  /** Whether its 24 hours are over. */
  isTooLate(follow: Follow): boolean {
    const entry = this.#find(follow);
    if (!entry) return false;
    const watchedMs = this.#clock.monotonicMs() - entry.sinceMs;
    return timeLeftMs({ ageAtSightMs: entry.ageMs, watchedMs }, GIVE_UP_AFTER_MS) <= 0;
  }

  #find(follow: Follow): Entry | undefined {
    const entry = this.#entries.get(followKey(follow));
    return entry?.followId === follow.id ? entry : undefined;
  }

  #add(follow: Follow, entry: Pick<Entry, "ageMs" | "progress">): void {
    const sinceMs = this.#clock.monotonicMs();
    this.#entries.set(followKey(follow), { ...entry, followId: follow.id, sinceMs });
  }
}
