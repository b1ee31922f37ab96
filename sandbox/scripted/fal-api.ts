import type { FalSandbox, FalState } from "../fal/fal-sandbox.ts";
import { sampleOf } from "../job-api/sample-files.ts";
import type { JobPlan, ScriptedApi } from "./scripted-api.ts";
import { ScriptedJobs, type JobStep } from "./scripted-jobs.ts";
import { countPolls, serverFaults, serverRequests } from "./server-faults.ts";

const APPS = { video: "fal-ai/pika", image: "fal-ai/flux" };
const TYPES = { video: ["mp4", "video/mp4"], image: ["png", "image/png"] } as const;
const BILLED = { "x-fal-billable-units": "2" };

/** fal's queue, with jobs that follow plans. */
export function scriptFal(fal: FalSandbox): ScriptedApi {
  const jobs = new ScriptedJobs({
    show: (jobId, step, plan) => fal.setJob(jobId, toState(fal, step, plan)),
    look: (jobId) => {
      const state = fal.stateOf(jobId);
      return state && lookAt(state);
    },
  });
  return {
    name: "fal",
    displayName: "fal",
    ends: ["completed", "failed", "moderated", "cancelled"],
    tells: ["queue", "unsafe"],
    makes: ["video", "image"],
    faults: serverFaults({ jobs: { server: fal.server }, files: { server: fal.media } }),
    start: (plan) => {
      const jobId = fal.addJob(APPS[plan.fileKind]);
      jobs.start(jobId, { ...plan, tellsPercent: false });
      return jobId;
    },
    advance: (jobId) => jobs.advance(jobId),
    jobs: () => jobs.list(),
    polls: (jobId) => countPolls(fal.server, `${idOf(jobId)}/status`),
    pasteTexts: (jobId) => {
      const link = `https://queue.fal.run/${jobId.replace(":", "/requests/")}/status`;
      return [
        { label: "Link", text: link },
        { label: "ID", text: jobId },
        { label: "Name and ID", text: `fal:${jobId}` },
        { label: "curl", text: `curl -H "Authorization: Key $FAL_KEY" ${link}` },
      ];
    },
    requests: () => serverRequests([fal.server, fal.media]),
    close: () => jobs.close(),
  };
}

const idOf = (jobId: string): string => jobId.slice(jobId.indexOf(":") + 1);

function lookAt(
  state: FalState,
): ReturnType<ConstructorParameters<typeof ScriptedJobs>[0]["look"]> {
  if (state.kind === "queued") return { status: "IN_QUEUE", phase: "running" };
  if (state.kind === "running") return { status: "IN_PROGRESS", phase: "running" };
  return { status: "COMPLETED", phase: phaseOf(state.result.status) };
}

/** fal says of every end that the request is completed. */
const phaseOf = (status: number) =>
  status === 200
    ? "completed"
    : status === 422
      ? "moderated"
      : status === 499
        ? "cancelled"
        : "failed";

function toState(fal: FalSandbox, step: JobStep, plan: JobPlan): FalState {
  if (step.kind === "queued") return { kind: "queued", position: step.ahead };
  if (step.kind === "running") return { kind: "running" };
  const { error, errorDetails } = plan;
  switch (step.end) {
    case "completed": {
      const body = { ...toResult(fal, plan), has_nsfw_concepts: [plan.isUnsafe === true] };
      return { kind: "ended", result: { status: 200, headers: BILLED, body } };
    }
    case "moderated": {
      const msg = error || "The prompt was refused by the content checker.";
      const detail = [{ loc: ["body", "prompt"], msg, type: "content_policy_violation" }];
      return { kind: "ended", result: { status: 422, body: { detail } } };
    }
    case "failed": {
      const detail = [error || "The model ran out of memory", errorDetails]
        .filter(Boolean)
        .join("\n");
      const body = { detail, error_type: "runner_server_error" };
      return { kind: "ended", result: { status: 500, body } };
    }
    case "cancelled": {
      const body = { detail: "Request was cancelled", error_type: "client_cancelled" };
      return { kind: "ended", result: { status: 499, body } };
    }
  }
}

/** A result in the form of the app: a video with a preview beside it, several videos, or images. */
function toResult(fal: FalSandbox, { fileKind, fileCount, fileBytes }: JobPlan): object {
  const bytes = sampleOf(fileKind, fileBytes);
  if (fileKind === "video" && fileCount === 1) return fal.videoResult(bytes);
  const [ending, contentType] = TYPES[fileKind];
  const files = Array.from({ length: fileCount }, (_, index) => {
    const name = `output-${index + 1}.${ending}`;
    return { url: fal.addFile(bytes, name), content_type: contentType, file_name: name };
  });
  return { [`${fileKind}s`]: files, seed: 7 };
}
