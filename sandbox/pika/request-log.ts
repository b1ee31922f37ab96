/** What a request was for. */
export type Route = "job" | "job-list" | "button" | "media" | "unknown";

/** One request as it arrived. */
export interface SeenRequest {
  readonly method: string;
  /** Path and query, as sent. */
  readonly url: string;
  /** The job asked for, or whose file was asked for. */
  readonly jobId: string | undefined;
  readonly route: Route;
  /** Unix milliseconds. */
  readonly at: number;
  /** Whether it carried the right token. */
  readonly authorised: boolean;
  /** The HTTP status it was answered with; undefined as long as the answer is not out, which may be for ever. */
  readonly answered?: number;
}

/** All requests in order, and a way to wait for more. */
export interface RequestLog {
  readonly requests: readonly SeenRequest[];
  /** Returns what completes the entry once the request is answered. */
  add(request: SeenRequest): (status: number) => void;
  /** How many requests there were of a route, about one job or, without a job id, about all. */
  readonly seen: (route: Route, jobId?: string) => number;
  /** Resolves once there were `count` requests of a route. */
  readonly whenSeen: (route: Route, count: number, jobId?: string) => Promise<void>;
  /** How often one job was asked for, whatever the answer; without a job id, all jobs. */
  readonly polls: (jobId?: string) => number;
  /** Resolves once a job was asked for `count` times. */
  readonly whenPolled: (jobId: string, count: number) => Promise<void>;
}

/** An empty log. */
export function createRequestLog(): RequestLog {
  const requests: SeenRequest[] = [];
  const waiting = new Set<() => void>();
  const seen: RequestLog["seen"] = (route, jobId) =>
    requests.filter(
      (request) => request.route === route && (jobId === undefined || request.jobId === jobId),
    ).length;
  const whenSeen: RequestLog["whenSeen"] = (route, count, jobId) =>
    // oxlint-disable-next-line promise/avoid-new -- bridges from events
    new Promise((resolve) => {
      const check = (): void => {
        if (seen(route, jobId) < count) return;
        waiting.delete(check);
        resolve();
      };
      waiting.add(check);
      check();
    });
  return {
    requests,
    seen,
    whenSeen,
    polls: (jobId) => seen("job", jobId),
    whenPolled: (jobId, count) => whenSeen("job", count, jobId),
    add: (request) => {
      const index = requests.push(request) - 1;
      for (const check of waiting) check();
      return (answered) => {
        requests[index] = { ...request, answered };
      };
    },
  };
}
