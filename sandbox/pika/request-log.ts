/** What a request was for. */
export type Route = "job" | "job-list" | "button" | "media" | "unknown";

/** One request as it arrived. */
export interface SeenRequest {
  readonly method: string;
  /** Path and query, as sent. */
  readonly url: string;
  /** The requested job, or the job of the requested file. */
  readonly jobId: string | undefined;
  readonly route: Route;
  /** Unix milliseconds. */
  readonly at: number;
  /** Whether it carried the right token. */
  readonly authorised: boolean;
  /** The HTTP status of the answer; `undefined` until it is sent. */
  readonly answered?: number;
  /** When it was answered, or its client disconnected, in Unix milliseconds; `undefined` until then. */
  readonly endedAt?: number;
}

/** All requests, oldest first, and a way to wait for more. */
export interface RequestLog {
  readonly requests: readonly SeenRequest[];
  /** Adds an entry. Returns a function that completes it when the request has ended. */
  add(request: SeenRequest): (end: Pick<SeenRequest, "answered" | "endedAt">) => void;
  /** Number of requests to a route, for one job or, without a job id, for all. */
  readonly seen: (route: Route, jobId?: string) => number;
  /** Resolves once a route has had `count` requests. */
  readonly whenSeen: (route: Route, count: number, jobId?: string) => Promise<void>;
  /** Number of polls of one job, whatever the answer; without a job id, of all jobs. */
  readonly polls: (jobId?: string) => number;
  /** Resolves once a job has been polled `count` times. */
  readonly whenPolled: (jobId: string, count: number) => Promise<void>;
}

/** Creates an empty log. */
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
      return (end) => {
        requests[index] = { ...request, ...end };
      };
    },
  };
}
