import type { ComfyJob, ComfyOutput, ComfyV2Sandbox } from "../comfy/v2-sandbox.ts";
import { sampleOf } from "../job-api/sample-files.ts";
import type { JobPlan, ListedJob, ScriptedApi } from "./scripted-api.ts";
import { ScriptedJobs, type JobStep } from "./scripted-jobs.ts";
import { countPolls, serverFaults, serverRequests } from "./server-faults.ts";

const TYPES = { video: ["mp4", "video/mp4"], image: ["png", "image/png"] } as const;
const PHASES: Readonly<Record<string, ListedJob["phase"]>> = {
  succeeded: "completed",
  failed: "failed",
  canceled: "cancelled",
};

/** A ComfyUI server with API v2, with jobs that follow plans. */
export function scriptComfy(comfy: ComfyV2Sandbox): ScriptedApi {
  const jobs = new ScriptedJobs({
    show: (uuid, step, plan) => comfy.setJob(uuid, toJob(step, plan)),
    look: (uuid) => {
      const job = comfy.jobOf(uuid);
      // The real server interrupts a job a moment after it was asked to.
      if (job?.status === "canceling") comfy.setJob(uuid, { status: "canceled" });
      return job && { status: job.status, phase: PHASES[job.status] ?? "running" };
    },
  });
  const at = { server: comfy.server, path: /\/api\/v2\/jobs\// };
  return {
    name: "comfy",
    displayName: "ComfyUI",
    ends: ["completed", "failed", "cancelled"],
    tells: ["percent", "queue"],
    makes: ["video", "image"],
    faults: {
      ...serverFaults({ jobs: at, files: { ...at, path: /\/(?:files|assets)\// } }),
      "links-expired": () => {
        comfy.expireLinks();
        return undefined;
      },
      "jobs-forgotten": () => {
        for (const { jobId } of jobs.list()) comfy.removeJob(jobId);
        return undefined;
      },
    },
    start: (plan) => {
      const uuid = comfy.addJob();
      jobs.start(uuid, plan);
      return uuid;
    },
    advance: (uuid) => jobs.advance(uuid),
    jobs: () => jobs.list(),
    polls: (uuid) => countPolls(comfy.server, uuid),
    pasteTexts: (uuid) => {
      const link = `${comfy.url}/api/v2/jobs/${uuid}`;
      return [
        { label: "ID", text: uuid },
        { label: "Link", text: link },
        { label: "Name and ID", text: `comfy:${uuid}` },
        { label: "curl", text: `curl ${link}` },
      ];
    },
    requests: () => serverRequests([comfy.server]),
    close: () => jobs.close(),
  };
}

function toJob(step: JobStep, plan: JobPlan): ComfyJob {
  if (step.kind === "queued") return { status: "queued", queuePosition: step.ahead };
  if (step.kind === "running")
    return {
      status: "running",
      ...(step.percent !== undefined && { progress: step.percent / 100 }),
    };
  switch (step.end) {
    case "completed":
      return { status: "succeeded", outputs: toOutputs(plan) };
    case "cancelled":
      return { status: "canceled" };
    default: {
      const message = plan.error || "CUDA out of memory";
      return { status: "failed", error: { code: plan.errorDetails || "execution_error", message } };
    }
  }
}

function toOutputs({ fileKind, fileCount, fileBytes }: JobPlan): ComfyOutput[] {
  const bytes = sampleOf(fileKind, fileBytes);
  const [ending, contentType] = TYPES[fileKind];
  return Array.from({ length: fileCount }, (_, index) => ({
    name: `ComfyUI_${String(index + 1).padStart(5, "0")}_.${ending}`,
    type: fileKind,
    contentType,
    bytes,
  }));
}
