/** Generates Slack-like ids and message timestamps. Unlike Slack's, the ids are consecutive, so runs are repeatable. */
export interface Ids {
  /** Returns a new id, for example `C0SBX00004` for the prefix `C`. */
  next(prefix: string): string;
  /** Returns a new `ts`: seconds and six decimals, later than every earlier one. */
  ts(): string;
}

/** Creates {@link Ids} from a wall clock in Unix milliseconds. */
export function createIds(now: () => number): Ids {
  let count = 0;
  let lastMicros = 0;
  return {
    next(prefix) {
      count += 1;
      return `${prefix}0SBX${count.toString(36).toUpperCase().padStart(5, "0")}`;
    },
    ts() {
      // Slack's ts is the key of a message in its channel: two in one millisecond, or a clock set back, must differ.
      lastMicros = Math.max(now() * 1000, lastMicros + 1);
      const digits = String(lastMicros);
      return `${digits.slice(0, -6)}.${digits.slice(-6)}`;
    },
  };
}
