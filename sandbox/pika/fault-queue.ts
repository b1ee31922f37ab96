/** Which requests a fault applies to, and how often. */
export interface FaultScope {
  /** The job id, or a pattern for it. Default: every job. */
  readonly jobId?: string | RegExp;
  /** How many requests get the fault. Default: all, until it is cleared. */
  readonly times?: number;
}

/** Faults that wait for their requests. A fault for one job takes precedence over one for all jobs; then first in, first out. */
export interface FaultQueue<Fault> {
  /** Returns a function that cancels the remaining uses of the fault. */
  readonly add: (fault: Fault, scope?: FaultScope) => () => void;
  /** Uses up and returns the fault for the next request for this job. */
  take(jobId: string): Fault | undefined;
  clear(): void;
}

const matchesJob = (pattern: FaultScope["jobId"], jobId: string): boolean =>
  pattern instanceof RegExp ? pattern.test(jobId) : pattern === jobId;

/** Creates an empty queue. */
export function createFaultQueue<Fault>(): FaultQueue<Fault> {
  let entries: { fault: Fault; jobId: FaultScope["jobId"]; left: number }[] = [];
  return {
    add: (fault, { jobId, times = Infinity } = {}) => {
      const entry = { fault, jobId, left: times };
      entries.push(entry);
      return () => {
        entry.left = 0;
      };
    },
    take: (jobId) => {
      entries = entries.filter((entry) => entry.left > 0);
      const entry =
        entries.find((candidate) => matchesJob(candidate.jobId, jobId)) ??
        entries.find((candidate) => candidate.jobId === undefined);
      if (entry === undefined) return undefined;
      entry.left -= 1;
      return entry.fault;
    },
    clear: () => {
      entries = [];
    },
  };
}
