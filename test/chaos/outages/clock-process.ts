/*
 * Loaded into a relay process before its own code (NODE_OPTIONS=--import): shifts its wall clock by the milliseconds in the
 * file that CHAOS_CLOCK_FILE names, read again at each SIGUSR2, as an administrator or NTP would. Timers and the
 * monotonic clock stay as they are.
 */
import { readFileSync } from "node:fs";

const SystemDate = Date;
const read = (): number => Number(readFileSync(process.env["CHAOS_CLOCK_FILE"] ?? "", "utf8"));
let offsetMs = read();
process.on("SIGUSR2", () => {
  offsetMs = read();
});

class ShiftedDate extends SystemDate {
  constructor(...parts: readonly unknown[]) {
    if (parts.length === 0) super(SystemDate.now() + offsetMs);
    else super(...(parts as [number]));
  }

  static override now(): number {
    return SystemDate.now() + offsetMs;
  }
}

globalThis.Date = ShiftedDate as DateConstructor;
