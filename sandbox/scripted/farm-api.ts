import type { FarmJob, FarmSandbox } from "../farm/farm-sandbox.ts";
import { sampleOf } from "../job-api/sample-files.ts";
import type { JobPlan, ListedJob, ScriptedApi } from "./scripted-api.ts";
import { ScriptedJobs, type JobStep } from "./scripted-jobs.ts";
import { countPolls, serverFaults, serverRequests } from "./server-faults.ts";

const PHASES: Readonly<Record<string, ListedJob["phase"]>> = {
  OK: "completed",
  CRASHED: "failed",
  STOPPED: "cancelled",
};

/** A team's own render farm, with jobs that follow plans. */
export function scriptFarm(farm: FarmSandbox): ScriptedApi {
  const jobs = new ScriptedJobs({
    show: (id, step, plan) => farm.setJob(id, toJob(farm, id, { step, plan })),
    look: (id) => {
      const state = farm.jobOf(id)?.state;
      return state === undefined ? undefined : { status: state, phase: PHASES[state] ?? "running" };
    },
  });
  const at = { server: farm.server, path: /\/jobs\// };
  return {
    name: "farm",
    displayName: "Render farm",
    ends: ["completed", "failed", "cancelled"],
    tells: ["percent", "queue"],
    makes: ["video"],
    faults: serverFaults({ jobs: at, files: { ...at, path: /^\/files\// } }),
    start: (plan) => {
      const id = farm.addJob();
      jobs.start(id, plan);
      return id;
    },
    advance: (id) => jobs.advance(id),
    jobs: () => jobs.list(),
    polls: (id) => countPolls(farm.server, `/jobs/${id}`),
    pasteTexts: (id) => [
      { label: "Link", text: `https://render.example.com/watch?job=${id}` },
      { label: "Name and ID", text: `farm:${id}` },
      { label: "curl", text: `curl https://render.example.com/api/v2/jobs/${id}` },
    ],
    requests: () => serverRequests([farm.server]),
    close: () => jobs.close(),
  };
}

function toJob(
  farm: FarmSandbox,
  id: string,
  { step, plan }: { readonly step: JobStep; readonly plan: JobPlan },
): FarmJob {
  if (step.kind === "queued") return { state: "QUEUED", ahead: step.ahead };
  if (step.kind === "running")
    return {
      state: "RENDERING",
      ...(step.percent !== undefined && { done: step.percent / 100 }),
    };
  switch (step.end) {
    case "completed":
      return { state: "OK", outputs: toOutputs(farm, id, plan), core_hours: 1.5 };
    case "cancelled":
      return { state: "STOPPED" };
    default: {
      const reason = plan.error || "out of memory";
      return { state: "CRASHED", crash: { reason, node: plan.errorDetails || "node-7" } };
    }
  }
}

function toOutputs(farm: FarmSandbox, id: string, { fileCount, fileBytes }: JobPlan) {
  const bytes = sampleOf("video", fileBytes);
  return Array.from({ length: fileCount }, (_, index) => {
    const name = index === 0 ? "final.mp4" : `final-${index + 1}.mp4`;
    return { href: farm.addFile(id, name, bytes), name, role: "final" as const };
  });
}
