/** By a server's reason not to write. If a script was refused, the reason is not always at the beginning. */
const CURES: readonly (readonly [reason: RegExp, cure: string])[] = [
  [/\bREADONLY\b/, "name the primary server, which takes writes"],
  [/\bOOM\b/, "raise its maxmemory, or delete from it what is not the relay's"],
  [/\bMISCONF\b/, "see in its log why it cannot save to its disk, which may be full"],
  [/\bNOREPLICAS\b/, "start its replicas, or lower its min-replicas-to-write"],
];

/** What helps if a server answers, and refuses to write; `undefined` for every other failure. */
export const writeCure = (error: unknown): string | undefined =>
  error instanceof Error ? CURES.find(([reason]) => reason.test(error.message))?.[1] : undefined;
