import { createPikaJobApi } from "../../../src/adapters/pika/client.ts";
import type { JobFault } from "../../../src/sandbox/pika/job-faults.ts";
import { createPikaSandbox } from "../../../src/sandbox/pika/sandbox.ts";
import { jobApiContract, type JobApiDriver, type RemoteJob } from "../../contracts/job-api.ts";
import { createFakeLogger } from "../../support/fake-logger.ts";

const STATUS = {
  unauthorised: 401,
  "no-subscription": 402,
  "rate-limited": 429,
  unavailable: 503,
  "not-understood": 400,
} as const;

jobApiContract("PikaJobApi", async (): Promise<JobApiDriver> => {
  const sandbox = await createPikaSandbox();
  const { url: baseUrl, token } = sandbox;
  const api = createPikaJobApi({ baseUrl, token, log: createFakeLogger() });
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
    trouble: (jobId, kind, retryAfterMs) => {
      const retryAfter = retryAfterMs === undefined ? undefined : retryAfterMs / 1000;
      fault(jobId, { kind: "refuse", status: STATUS[kind], retryAfter });
    },
    hang: (jobId) => fault(jobId, { kind: "hang" }),
    whenAsked: (jobId) => sandbox.whenPolled(jobId, 1),
    stop: async () => {
      await api.close();
      await sandbox.close();
    },
  };
});
