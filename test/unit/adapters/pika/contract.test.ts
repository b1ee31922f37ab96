import { systemClock } from "../../../../src/adapters/node/system-clock.ts";
import { createPikaJobSource } from "../../../../src/adapters/pika/job-source.ts";
import { createUndiciApiClient } from "../../../../src/adapters/undici/api-client.ts";
import type { JobFault } from "../../../../sandbox/pika/job-faults.ts";
import { createPikaSandbox } from "../../../../sandbox/pika/pika-sandbox.ts";
import {
  jobApiContract,
  type JobSourceDriver,
  type RemoteJob,
  type RetryRefusal,
} from "../../../contracts/job-source.ts";
import { createFakeLogger } from "../../../support/fakes/fake-logger.ts";

const STATUS = {
  unauthorised: 401,
  "no-subscription": 402,
  "rate-limited": 429,
  unavailable: 503,
  "not-understood": 400,
} as const;

const refusal = (kind: keyof typeof STATUS, retryAfterMs: number | undefined): JobFault => {
  const retryAfter = retryAfterMs === undefined ? undefined : retryAfterMs / 1000;
  return { kind: "refuse", status: STATUS[kind], retryAfter };
};

const toRetryFault = (kind: RetryRefusal): JobFault => {
  if (kind === "moderated") return { kind: "refuse", status: 422 };
  if (kind === "queue-full") {
    return { kind: "refuse", status: 429, fields: { executingJobs: ["another"] } };
  }
  return { kind: "refuse", status: STATUS[kind] };
};

jobApiContract("PikaJobApi", async (): Promise<JobSourceDriver> => {
  const sandbox = await createPikaSandbox();
  const { url: baseUrl, token } = sandbox;
  const api = createPikaJobSource({
    values: { PIKA_API_URL: baseUrl, PIKA_API_TOKEN: token },
    createClient: (url) =>
      createUndiciApiClient({ baseUrl: url, clock: systemClock, log: createFakeLogger() }),
  });
  const known = new Set<string>();
  const ends = new Map<string, () => void>();
  const fault = (jobId: string, ordered: JobFault): void => {
    ends.set(jobId, sandbox.fault(ordered, { jobId }));
  };
  const show = (jobId: string, { attachments, ...fields }: RemoteJob): void => {
    ends.get(jobId)?.();
    if (!known.has(jobId)) sandbox.addJob({ jobId });
    known.add(jobId);
    sandbox.setJob(jobId, { ...fields, ...(attachments && { attachments }) });
  };
  return {
    api,
    show,
    forget: (jobId) => sandbox.removeJob(jobId),
    trouble: (jobId, kind, retryAfterMs) => fault(jobId, refusal(kind, retryAfterMs)),
    hang: (jobId) => fault(jobId, { kind: "hang" }),
    whenAsked: (jobId) => sandbox.whenPolled(jobId, 1),
    troubleList: (kind, retryAfterMs) => void sandbox.listFault(refusal(kind, retryAfterMs)),
    hangList: () => void sandbox.listFault({ kind: "hang" }),
    whenListed: () => sandbox.whenSeen("job-list", 1),
    // The stand-in makes completed jobs once more unless told otherwise.
    allowRetry: () => undefined,
    refuseRetry: (jobId, kind) => void sandbox.retryFault(toRetryFault(kind), { jobId }),
    hangRetry: (jobId) => void sandbox.retryFault({ kind: "hang" }, { jobId }),
    whenRetried: (jobId) => sandbox.whenSeen("button", 1, jobId),
    stop: async () => {
      await api.close();
      await sandbox.close();
    },
  };
});
