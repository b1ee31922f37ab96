const JITTER = 0.1;

/**
 * The wait after the failed attempt number `attempt` (from 1), in milliseconds: `baseMs`, twice that, … up to `maxMs`, plus
 * up to 10 % of it, by `random` in [0, 1).
 */
export function backOffMs(
  attempt: number,
  { baseMs, maxMs, random }: { baseMs: number; maxMs: number; random: number },
): number {
  const grown = Math.min(baseMs * 2 ** Math.min(attempt - 1, 32), maxMs);
  return Math.round(grown * (1 + JITTER * random));
}
