const JITTER = 0.1;

/**
 * The wait after failed attempt number `attempt` (counted from 1), in milliseconds: starts at `baseMs`, doubles up to
 * `maxMs`, and adds up to 10 % jitter, by `random` in [0, 1).
 */
export function backOffMs(
  attempt: number,
  { baseMs, maxMs, random }: { baseMs: number; maxMs: number; random: number },
): number {
  const grown = Math.min(baseMs * 2 ** Math.min(attempt - 1, 32), maxMs);
  return Math.round(grown * (1 + JITTER * random));
}
