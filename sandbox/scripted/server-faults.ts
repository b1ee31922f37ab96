import type { FaultScope, JobApiServer } from "../job-api/job-api-server.ts";
import type { InjectApiFault, ListedRequest } from "./scripted-api.ts";

const JSON_TYPE = { "content-type": "application/json" };
const SLOW_MS = 5_000;

/** A server, and which of its requests are meant. */
interface Part extends Pick<FaultScope, "path"> {
  readonly server: JobApiServer;
}

/** The faults that every stand-in with a {@link JobApiServer} has. `jobs`: queries for jobs; `files`: downloads. */
export const serverFaults = ({
  jobs,
  files,
}: {
  readonly jobs: Part;
  readonly files: Part;
}): Record<string, InjectApiFault> => {
  const refuse = (part: Part, status: number, headers = {}): (() => void) =>
    part.server.fault(
      { kind: "raw", status, headers: { ...JSON_TYPE, ...headers }, body: "{}" },
      part,
    );
  return {
    "rate-limit": () => refuse(jobs, 429, { "retry-after": "3" }),
    outage: () => jobs.server.fault({ kind: "html", status: 503 }, jobs),
    refuses: () => refuse(jobs, 401),
    silent: () => jobs.server.fault({ kind: "hang" }, jobs),
    slow: () => jobs.server.fault({ kind: "slow", delayMs: SLOW_MS }, jobs),
    "files-deleted": () => refuse(files, 404),
  };
};

/** The requests of servers, oldest first. */
export const serverRequests = (servers: readonly JobApiServer[]): ListedRequest[] =>
  servers
    .flatMap(({ requests }) => requests)
    .map(({ method, url, atMs, answered }) => ({
      method,
      path: url.pathname,
      atMs,
      status: answered,
    }))
    .toSorted((a, b) => a.atMs - b.atMs);

/** How many queries there were whose path contains a part. */
export const countPolls = ({ requests }: JobApiServer, part: string): number =>
  requests.filter(({ method, url }) => method === "GET" && url.pathname.includes(part)).length;
