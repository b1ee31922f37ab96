/*
 * A stand-in for the Pika job API and its media server, on one loopback port.
 *
 * Like the real API: `GET /v1/pika/jobs/?jobid=` with the full job model and the published messages of 400, 401, 402
 * and 404; `GET /v1/pika/jobs` with the ids of running jobs; `POST /v1/pika/button`, which runs a completed job again,
 * and its 404, 422 and both kinds of 429; bearer authorisation; signed attachment links that expire and are renewed in
 * every answer; the media server's answer to an expired link.
 *
 * Unlike the real API: jobs follow scripts instead of making videos, and change when the script says so, not
 * every 15–60 s. `/create`, `/animate`, `/jobs/cancel` and call-backs do not exist; they and every other
 * unknown route get a 404 `{ "message": "Not Found" }` (assumed: nothing is published about unknown routes) and an
 * entry in `violations`. `content`, `error` and `errorDetails` are invented texts. Media has no ranges, no caching
 * headers, and `proxy_url` equals `url`. Nothing expires after 31 days, no id is recycled, and rates are only
 * limited by an injected fault.
 */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createFaultQueue, type FaultScope } from "./fault-queue.ts";
import { createJobStore, type JobSummary } from "./jobs/job-store.ts";
import type { JobBody } from "./jobs/job-body.ts";
import type { JobFault } from "./job-faults.ts";
import { toScript, type JobScenario } from "./jobs/job-scenario.ts";
import type { JobScript } from "./jobs/job-script.ts";
import type { MediaFault } from "./media/media-faults.ts";
import { closeServer, countConnections, listen } from "../loopback-server.ts";
import { createMediaServer } from "./media/media-server.ts";
import { createRequestLog, type RequestLog } from "./request-log.ts";
import { createRouter, type ApiFaults } from "./router.ts";

/** Settings of the stand-in. */
export interface PikaSandboxOptions {
  readonly token?: string;
  /** Default: any free one. */
  readonly port?: number;
  /** Default 24 h, as the real media server's today. */
  readonly linkLifetimeMs?: number;
  /** A retry is refused while this many jobs run. Default 10, as for a new account. */
  readonly maxJobs?: number;
  /** Wall clock; for tests of expiry and of steps that take time. */
  readonly now?: () => number;
}

/** A running stand-in job API, and everything a test can do with it. */
export interface PikaSandbox extends Omit<RequestLog, "add"> {
  /** The value for `PIKA_API_URL`. */
  readonly url: string;
  /** Host and port for `RELAY_MEDIA_ALLOWED_HOSTS`. */
  readonly mediaHost: string;
  readonly token: string;
  /** Requests that the real API would not accept from any client. */
  readonly violations: readonly string[];
  /** Returns the job's id. */
  addJob(script?: JobScript): string;
  /** As `addJob`, for a job that advances with the clock. */
  addScenario(scenario: JobScenario): string;
  /** All jobs, oldest first. */
  jobs(): readonly JobSummary[];
  /** Moves the job to the next step of its script. */
  advance(jobId: string): void;
  /** Overrides fields of the job from now on; a `status` ends its script. */
  setJob(jobId: string, fields: JobBody): void;
  /** Removes the job: 404 from now on. */
  removeJob(jobId: string): void;
  /** Values of this job that must never be shown or logged. */
  secretsOf(jobId: string): readonly string[];
  /** Answers job requests with a fault; the returned function ends it. */
  fault(fault: JobFault, scope?: FaultScope): () => void;
  /** Answers requests for the running jobs with a fault; the returned function ends it. */
  listFault(fault: JobFault, scope?: Omit<FaultScope, "jobId">): () => void;
  /**
   * Answers retries of a job with a fault; the returned function ends it. `refuse`, `html` and `raw` make no job; every
   * other fault makes the job and corrupts or loses the answer.
   */
  retryFault(fault: JobFault, scope?: FaultScope): () => void;
  /** Answers requests for files with a fault; the returned function ends it. */
  mediaFault(fault: MediaFault, scope?: FaultScope): () => void;
  /** Ends all faults. */
  clearFaults(): void;
  /** Expires every attachment link issued so far. */
  expireLinks(): void;
  /** Open TCP connections. */
  connections(): Promise<number>;
  /** Ends all connections, including hung ones, and frees the port. */
  close(): Promise<void>;
}

/** Starts a stand-in job API on 127.0.0.1. */
export async function createPikaSandbox(options: PikaSandboxOptions = {}): Promise<PikaSandbox> {
  const { token = "sandbox-pika-token", port = 0, linkLifetimeMs = 86_400_000 } = options;
  const { maxJobs = 10 } = options;
  const now = options.now ?? Date.now;
  const log = createRequestLog();
  const violations: string[] = [];
  const faults: ApiFaults = {
    job: createFaultQueue(),
    list: createFaultQueue(),
    retry: createFaultQueue(),
  };
  const mediaFaults = createFaultQueue<MediaFault>();
  const jobs = createJobStore({ now, linkLifetimeMs });
  const server = createServer();
  const origin = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { nextSnowflake } = jobs;
  const media = createMediaServer({ origin, now, nextSnowflake, faults: mediaFaults });
  server.on("request", createRouter({ token, now, jobs, media, log, violations, maxJobs, faults }));
  // Longer than any poll interval, like the load balancers in front of the real API.
  server.keepAliveTimeout = 120_000;
  await listen(server, port);
  return {
    url: `${origin()}/v1/pika`,
    mediaHost: new URL(origin()).host,
    token,
    violations,
    ...log,
    addJob: jobs.add,
    addScenario: (scenario) => jobs.add(toScript(scenario)),
    jobs: jobs.overview,
    advance: (jobId) => jobs.get(jobId).advance(),
    setJob: (jobId, fields) => jobs.get(jobId).patch(fields),
    removeJob: jobs.remove,
    secretsOf: jobs.secretsOf,
    fault: faults.job.add,
    listFault: faults.list.add,
    retryFault: faults.retry.add,
    mediaFault: mediaFaults.add,
    clearFaults: () => {
      for (const queue of [...Object.values(faults), mediaFaults]) queue.clear();
    },
    expireLinks: media.expireLinks,
    connections: () => countConnections(server),
    close: () => closeServer(server),
  };
}
