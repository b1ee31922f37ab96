import { toScript } from "../pika/jobs/job-scenario.ts";
import { TERMINAL_STATUSES } from "../pika/jobs/job-body.ts";
import type { JobFault } from "../pika/job-faults.ts";
import type { PikaSandbox } from "../pika/pika-sandbox.ts";
import type { JobPlan, ListedJob, ScriptedApi } from "./scripted-api.ts";

const SLOW_MS = 5_000;

const phaseOf = (status: string): ListedJob["phase"] =>
  TERMINAL_STATUSES.find((each) => each === status) ?? "running";

/** The Pika API, whose stand-in runs scripts of its own. */
export function scriptPika(pika: PikaSandbox): ScriptedApi {
  return {
    name: "pika",
    displayName: "Pika",
    ends: TERMINAL_STATUSES,
    tells: ["percent"],
    makes: ["video"],
    faults: faultsOf(pika),
    start: (plan) => start(pika, plan),
    advance: (jobId) => pika.advance(jobId),
    jobs: () =>
      pika.jobs().map(({ jobId, parentJobId: parentId, status, prompt }) => ({
        jobId,
        parentId,
        status,
        prompt,
        phase: phaseOf(status),
      })),
    polls: (jobId) => pika.polls(jobId),
    pasteTexts: (jobId) => {
      const link = `https://api.useapi.net/v1/pika/jobs/?jobid=${encodeURIComponent(jobId)}`;
      return [
        { label: "ID", text: jobId },
        { label: "Link", text: link },
        { label: "Name and ID", text: `pika:${jobId}` },
        { label: "curl", text: `curl -H "Authorization: Bearer $TOKEN" "${link}"` },
      ];
    },
    requests: () =>
      pika.requests.map(({ method, url, jobId, at: atMs, answered: status }) => {
        // Without the query: the job id is shown separately, and the rest is the signature of a link.
        const [path = ""] = url.split("?", 1);
        return { method, path, jobId, atMs, status };
      }),
    close: () => undefined,
  };
}

function start(pika: PikaSandbox, plan: JobPlan): string {
  const { outcome, durationMs, fileCount, fileBytes, tellsPercent, prompt } = plan;
  const { error, errorDetails } = plan;
  const script = toScript({
    outcome,
    durationMs,
    tellsPercent,
    ...(prompt !== "" && { prompt }),
    attachments: { count: fileCount, sizeBytes: fileBytes },
  });
  const words = {
    ...(error !== "" && { error }),
    ...(errorDetails !== "" && { errorDetails }),
  };
  return pika.addJob(
    outcome === "failed" || outcome === "moderated" ? { ...script, fields: words } : script,
  );
}

function faultsOf(pika: PikaSandbox): ScriptedApi["faults"] {
  const everywhere = (fault: JobFault) => () => {
    const endings = [pika.fault(fault), pika.listFault(fault), pika.retryFault(fault)];
    return () => {
      for (const end of endings) end();
    };
  };
  return {
    "rate-limit": everywhere({ kind: "refuse", status: 429, retryAfter: 3 }),
    outage: everywhere({ kind: "html", status: 503 }),
    refuses: everywhere({ kind: "refuse", status: 401 }),
    silent: () => pika.fault({ kind: "hang" }),
    slow: () => pika.fault({ kind: "slow", delayMs: SLOW_MS }),
    "files-deleted": () => pika.mediaFault({ kind: "expired" }),
    "files-refused": () => pika.mediaFault({ kind: "status", status: 403 }),
    "links-expired": () => {
      pika.expireLinks();
      return undefined;
    },
  };
}
