import { jobBody, TERMINAL_STATUSES, type JobBody, type JobSubject } from "./job-body.ts";

/** One step of a scripted job. Without `polls` and `ms` it lasts until a test advances the job. */
interface ScriptStep {
  /** The API's status; other values are sent as they are. */
  readonly status: string;
  /** Fields that replace the usual ones; `undefined` removes a field. */
  readonly fields?: JobBody;
  /** Progress in percent, reported in `content`. */
  readonly percent?: number;
  /** The step ends after this many regular answers. */
  readonly polls?: number;
  /** The step ends after this many milliseconds. */
  readonly ms?: number;
}

/** The course of a job. Without `steps` and `ends` it stays `created` until a test advances it. */
export interface JobScript extends Partial<JobSubject> {
  readonly steps?: readonly ScriptStep[];
  /** Short for created → started → progress → this status. */
  readonly ends?: (typeof TERMINAL_STATUSES)[number];
  /** With `ends`: regular answers per step, except the last. Default 1, unless `stepMs` is given. */
  readonly stepPolls?: number;
  /** With `ends`: milliseconds per step, except the last. */
  readonly stepMs?: number;
  /** With `ends`: one `progress` step for each of these percentages. */
  readonly percents?: readonly number[];
  /** With `ends`: fields of the last step, such as `error` and `errorDetails`. */
  readonly fields?: JobBody;
  /** How a retry of this job differs from it. */
  readonly retry?: JobScript;
}

/** A job that follows its script. */
export interface ScriptedJob {
  readonly subject: JobSubject;
  /** The API's current status of the job. */
  status(): string;
  /** Returns a regular answer, which counts for steps measured in polls. `attachments` are the new links of a completed job. */
  answer(attachments: readonly JobBody[]): JobBody;
  /** Moves to the next step. */
  advance(): void;
  /** Overrides fields from now on; a `status` also ends the script. */
  patch(fields: JobBody): void;
}

const toSteps = (script: JobScript): readonly ScriptStep[] => {
  if (script.steps !== undefined && script.steps.length > 0) return script.steps;
  if (script.ends === undefined) return [{ status: "created" }];
  const { stepMs: ms, stepPolls = 1, percents = [undefined] } = script;
  const polls = ms === undefined ? stepPolls : undefined;
  return [
    { status: "created", polls, ms },
    { status: "started", polls, ms },
    ...percents.map((percent) => ({ status: "progress", percent, polls, ms })),
    { status: script.ends, fields: script.fields },
  ];
};

/** Whether a job of this status can no longer change. */
export const isTerminal = (status: string): boolean =>
  TERMINAL_STATUSES.some((terminal) => terminal === status);

/** Creates a job at the first step of its script. */
export function createScriptedJob(
  subject: JobSubject,
  script: JobScript,
  now: () => number,
): ScriptedJob {
  let steps = toSteps(script);
  let index = 0;
  let answers = 0;
  let overrides: JobBody = {};
  const createdAt = now();
  let changedAt = createdAt;

  const step = (): ScriptStep => steps[index] ?? { status: "created" };
  const moveOn = (at: number): void => {
    if (index + 1 >= steps.length) return;
    index += 1;
    answers = 0;
    changedAt = at;
  };
  const catchUp = (): void => {
    for (let { ms } = step(); ms !== undefined && index + 1 < steps.length; { ms } = step()) {
      if (now() < changedAt + ms) return;
      moveOn(changedAt + ms);
    }
  };

  return {
    subject,
    status: () => {
      catchUp();
      return step().status;
    },
    answer: (attachments) => {
      catchUp();
      const { polls } = step();
      if (polls !== undefined && answers >= polls) moveOn(now());
      answers += 1;
      const { fields, ...moment } = step();
      const usual = jobBody(subject, { ...moment, createdAt, changedAt, attachments });
      return { ...usual, ...fields, ...overrides };
    },
    advance: () => moveOn(now()),
    patch: (fields) => {
      if (typeof fields["status"] === "string") {
        steps = [{ status: fields["status"] }];
        index = 0;
      }
      changedAt = now();
      overrides = { ...overrides, ...fields };
    },
  };
}
