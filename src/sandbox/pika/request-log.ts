/** One request as it arrived. */
export interface SeenRequest {
  readonly method: string;
  /** Path and query, as sent. */
  readonly url: string;
  /** The job asked for, or whose file was asked for. */
  readonly jobId: string | undefined;
  readonly route: "job" | "job-list" | "media" | "unknown";
  /** Unix milliseconds. */
  readonly at: number;
  /** Whether it carried the right token. */
  readonly authorised: boolean;
}

/** All requests in order, and a way to wait for more. */
export interface RequestLog {
  readonly requests: readonly SeenRequest[];
  add(request: SeenRequest): void;
  /** How often one job was asked for, whatever the answer; without a job id, all jobs. */
  readonly polls: (jobId?: string) => number;
  /** Resolves once a job was asked for `count` times. */
  readonly whenPolled: (jobId: string, count: number) => Promise<void>;
}

/** An empty log. */
export function createRequestLog(): RequestLog {
  const requests: SeenRequest[] = [];
  const waiting = new Set<() => void>();
  const polls = (jobId?: string): number =>
    requests.filter(
      (request) => request.route === "job" && (jobId === undefined || request.jobId === jobId),
    ).length;
  return {
    requests,
    polls,
    add: (request) => {
      requests.push(request);
      for (const check of waiting) check();
    },
    whenPolled: (jobId, count) =>
      // oxlint-disable-next-line promise/avoid-new -- bridges from events
      new Promise((resolve) => {
        const check = (): void => {
          if (polls(jobId) < count) return;
          waiting.delete(check);
          resolve();
        };
        waiting.add(check);
        check();
      }),
  };
}
