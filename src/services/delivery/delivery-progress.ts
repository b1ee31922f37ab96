import { followKey, type Follow, type MessageRef } from "../../core/follow/follow.ts";
import { timeLeftMs } from "../../core/follow/time-limit.ts";
import type { Clock } from "../../core/ports/clock.ts";
import type { LocalizedText } from "../../core/localized-text.ts";

/** Temporary failures are retried for 24 hours from the outcome. */
const GIVE_UP_AFTER_MS = 24 * 3_600_000;

/** How far this process has got with the delivery of one outcome. */
export interface Progress {
  readonly attempts: number;
  /** Whether an earlier attempt may have posted the result. */
  readonly mayAlreadyExist: boolean;
  /** The posted result, while the store does not have it yet. */
  readonly posted?: MessageRef;
  /** Why the result is not posted yet, for the status message. */
  readonly delayReason?: LocalizedText;
  /** Whether the status message shows the result again that an earlier, discarded delivery had put there. */
  readonly isShownAgain?: boolean;
}

/** The progress of one follow. */
interface Entry {
  /** As it was when it was first seen. */
  readonly follow: Follow;
  /** When this process first saw the outcome: monotonic, in milliseconds. */
  readonly sinceMs: number;
  /** How old the outcome was then. */
  readonly ageMs: number;
  readonly progress: Progress;
}

const NONE: Progress = { attempts: 0, mayAlreadyExist: false };

/** The progress of every outcome that waits for its delivery. In memory only: a restart begins with `resume`. */
export class DeliveryProgress {
  readonly #clock: Clock;
  /** By the key of the follow, so that a follow that replaces another one replaces its progress, too. */
  readonly #entries = new Map<string, Entry>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Starts the 24 hours of an outcome, unless they have started. */
  begin(follow: Follow): void {
    if (!this.#find(follow)) this.#add(follow, { ageMs: 0, progress: NONE });
  }

  /** Continues the 24 hours of an outcome of an earlier process, which may have posted it already. */
  resume(follow: Follow): void {
    const ageMs = this.#clock.now() - (follow.settledAt ?? 0);
    this.#add(follow, { ageMs, progress: { ...NONE, mayAlreadyExist: true } });
  }

  /** Whether the outcome of a follow waits for its delivery. */
  has(follow: Pick<Follow, "id" | "source" | "jobId" | "channel" | "origin">): boolean {
    return this.#entries.get(followKey(follow))?.follow.id === follow.id;
  }

  /** The follows that wait for their delivery, each as it was when it was first seen. */
  waiting(): readonly Follow[] {
    return [...this.#entries.values()].map(({ follow }) => follow);
  }

  /** The progress so far; no attempts if nothing is known of the follow. */
  of(follow: Follow): Progress {
    return this.#find(follow)?.progress ?? NONE;
  }

  /** Changes the progress of a follow, unless another one has its key by now. */
  note(follow: Follow, changes: Partial<Progress>): void {
    const key = followKey(follow);
    if (!this.#entries.has(key)) this.begin(follow);
    const entry = this.#find(follow);
    if (!entry) return;
    this.#entries.set(key, { ...entry, progress: { ...entry.progress, ...changes } });
  }

  /** Drops what is known of a follow, unless another one has the key by now. */
  forget(key: string, followId: string | undefined): void {
    if (this.#entries.get(key)?.follow.id === followId) this.#entries.delete(key);
  }

  /** Whether the 24 hours of a follow are over. */
  isTooLate(follow: Follow): boolean {
    const entry = this.#find(follow);
    if (!entry) return false;
    const watchedMs = this.#clock.monotonicMs() - entry.sinceMs;
    return timeLeftMs({ ageAtSightMs: entry.ageMs, watchedMs }, GIVE_UP_AFTER_MS) <= 0;
  }

  #find(follow: Follow): Entry | undefined {
    const entry = this.#entries.get(followKey(follow));
    return entry?.follow.id === follow.id ? entry : undefined;
  }

  #add(follow: Follow, entry: Pick<Entry, "ageMs" | "progress">): void {
    const sinceMs = this.#clock.monotonicMs();
    this.#entries.set(followKey(follow), { ...entry, follow, sinceMs });
  }
}
