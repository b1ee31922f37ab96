/** For whom a fault is ordered and how often; the default is everybody, until cleared. */
export interface FaultOrder {
  /** An id, or what the ids look like, as a rule of a firewall has it. */
  readonly jobId?: string | RegExp;
  readonly times?: number;
}

/** Faults waiting for their requests. Those for one job go before those for all; within each, first ordered first. */
export interface FaultBook<Fault> {
  /** Returns a function that cancels what is left of the order. */
  readonly order: (fault: Fault, order?: FaultOrder) => () => void;
  /** The fault for the next request about this job, used up by it. */
  take(jobId: string): Fault | undefined;
  clear(): void;
}

const isMeant = (meant: FaultOrder["jobId"], jobId: string): boolean =>
  meant instanceof RegExp ? meant.test(jobId) : meant === jobId;

/** An empty fault book. */
export function createFaultBook<Fault>(): FaultBook<Fault> {
  let entries: { fault: Fault; jobId: FaultOrder["jobId"]; left: number }[] = [];
  return {
    order: (fault, { jobId, times = Infinity } = {}) => {
      const entry = { fault, jobId, left: times };
      entries.push(entry);
      return () => {
        entry.left = 0;
      };
    },
    take: (jobId) => {
      entries = entries.filter((entry) => entry.left > 0);
      const entry =
        entries.find((candidate) => isMeant(candidate.jobId, jobId)) ??
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
