/** A follow's turn: the time from which one attempt to deliver it may run. */
export interface Turn {
  readonly key: string;
  /** Monotonic, in milliseconds. */
  readonly dueAtMs: number;
  /** When the follow settled, in Unix milliseconds. */
  readonly settledAt: number;
}

/** When a follow needs another turn. */
export interface NextTurn {
  /** Milliseconds until then. */
  readonly delayMs: number;
  /** Whether all follows of the channel wait until then, too. */
  readonly pausesChannel: boolean;
}

/** Ends of a turn. */
export interface TurnSignals {
  /** Aborts an attempt that runs. */
  readonly signal: AbortSignal;
  /** No attempt begins once it has aborted. One that runs goes on. */
  readonly stopping: AbortSignal;
}

/**
 * The follows of one channel that wait for their delivery, in the order in which they were added, or sorted. A follow that needs
 * another turn lets those behind it go first until that is due, unless it pauses the channel. The caller passes the
 * current time (monotonic, in milliseconds) and runs one turn at a time.
 */
export class ChannelQueue {
  /** By the keys of follows, in the order of their turns. */
  readonly #turns = new Map<string, Turn>();
  #pausedUntilMs = 0;

  /** Adds a follow at the end. A key that is in the queue keeps its position and becomes due now. */
  add(key: string, nowMs: number, settledAt = 0): void {
    this.#turns.set(key, { key, dueAtMs: nowMs, settledAt });
  }

  /** Puts what was added so far into the order in which it settled. */
  sort(): void {
    const turns = [...this.#turns.values()].toSorted((a, b) => a.settledAt - b.settledAt);
    this.#turns.clear();
    for (const turn of turns) this.#turns.set(turn.key, turn);
  }

  /** The first turn that is due; `undefined` if none is, or while the channel is paused. */
  next(nowMs: number): Turn | undefined {
    if (nowMs < this.#pausedUntilMs) return undefined;
    return [...this.#turns.values()].find(({ dueAtMs }) => dueAtMs <= nowMs);
  }

  /** Ends a turn that {@link next} returned. Without `next`, the follow leaves the queue. */
  end(turn: Turn, next: NextTurn | undefined, nowMs: number): void {
    const { key } = turn;
    const dueAtMs = nowMs + (next?.delayMs ?? 0);
    // If the key was added again during the turn, it is another follow by now, with a turn of its own.
    const isSame = this.#turns.get(key) === turn;
    if (isSame && next) this.#turns.set(key, { ...turn, dueAtMs });
    else if (isSame) this.#turns.delete(key);
    if (next?.pausesChannel) this.#pausedUntilMs = dueAtMs;
  }

  /** Milliseconds until a turn is due, at least 0; `undefined` if the queue is empty. */
  waitMs(nowMs: number): number | undefined {
    if (this.#turns.size === 0) return undefined;
    const dueAtMs = [...this.#turns.values()].map((turn) => turn.dueAtMs);
    return Math.max(Math.min(...dueAtMs), this.#pausedUntilMs, nowMs) - nowMs;
  }
}
