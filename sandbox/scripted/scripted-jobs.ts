import type { JobEnd, JobPlan, ListedJob } from "./scripted-api.ts";

/** A state that a job goes through. */
export type JobStep =
  | { readonly kind: "queued"; readonly ahead: number }
  | { readonly kind: "running"; readonly percent: number | undefined }
  | { readonly kind: "ended"; readonly end: JobEnd };

const TICK_MS = 200;
/** A job that the API has forgotten, or that was taken out of its queue. */
const NOT_KNOWN = { status: "not known", phase: "cancelled" } as const;
const PERCENTS = [0, 10, 20, 30, 40, 50, 60, 70, 80, 90];

/** How a stand-in shows the steps of its jobs. */
export interface StepDisplay {
  /** Makes the stand-in answer with a step. */
  readonly show: (jobId: string, step: JobStep, plan: JobPlan) => void;
  /** What the stand-in says of a job now; `undefined` if it doesn't know the job any more. A job that was cancelled has ended. */
  readonly look: (jobId: string) => Pick<ListedJob, "status" | "phase"> | undefined;
}

interface PlannedJob {
  readonly plan: JobPlan;
  readonly steps: readonly JobStep[];
  readonly stepMs: number;
  index: number;
  nextAt: number;
}

/** The steps of a plan, in order. */
function toSteps({ ahead, tellsPercent, outcome }: JobPlan): JobStep[] {
  const percents = tellsPercent ? PERCENTS : [undefined];
  return [
    ...Array.from({ length: ahead }, (_, index): JobStep => ({
      kind: "queued",
      ahead: ahead - index,
    })),
    ...percents.map((percent): JobStep => ({ kind: "running", percent })),
    { kind: "ended", end: outcome },
  ];
}

/** Moves the jobs of a stand-in along their plans, with time. */
export class ScriptedJobs {
  readonly #display: StepDisplay;
  readonly #jobs = new Map<string, PlannedJob>();
  readonly #ticks: NodeJS.Timeout;

  constructor(display: StepDisplay) {
    this.#display = display;
    this.#ticks = setInterval(() => this.#tick(Date.now()), TICK_MS);
  }

  /** Starts a job that the stand-in knows already. */
  start(jobId: string, plan: JobPlan): void {
    const steps = toSteps(plan);
    const stepMs = plan.durationMs / (steps.length - 1);
    this.#jobs.set(jobId, { plan, steps, stepMs, index: 0, nextAt: Date.now() + stepMs });
    this.#show(jobId);
  }

  /** Moves a job to its next step. Throws if there is no such job. */
  advance(jobId: string): void {
    const job = this.#jobs.get(jobId);
    if (job === undefined) throw new Error(`there is no job ${jobId}`);
    if (job.index === job.steps.length - 1 || this.#isOver(jobId)) return;
    job.index += 1;
    job.nextAt = Date.now() + job.stepMs;
    this.#show(jobId);
  }

  /** All jobs, oldest first. */
  list(): ListedJob[] {
    return [...this.#jobs].map(([jobId, { plan }]) => {
      const { status, phase } = this.#display.look(jobId) ?? NOT_KNOWN;
      return { jobId, prompt: plan.prompt, status, phase };
    });
  }

  /** Stops all jobs. */
  close(): void {
    clearInterval(this.#ticks);
  }

  #tick(now: number): void {
    for (const [jobId, job] of this.#jobs) {
      const last = job.steps.length - 1;
      if (job.index === last || this.#isOver(jobId)) continue;
      while (now >= job.nextAt && job.index < last) {
        job.index += 1;
        job.nextAt += job.stepMs;
        this.#show(jobId);
      }
    }
  }

  /** A job that was cancelled or forgotten stays so. */
  #isOver(jobId: string): boolean {
    return this.#display.look(jobId)?.phase !== "running";
  }

  #show(jobId: string): void {
    const { steps, index, plan } = this.#jobs.get(jobId) ?? {};
    const step = steps?.[index ?? 0];
    if (step !== undefined && plan !== undefined) this.#display.show(jobId, step, plan);
  }
}
