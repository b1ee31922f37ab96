import { jobBody, TERMINAL_STATUSES, type JobBody, type JobSubject } from "./job-body.ts";

/** One stretch of a scripted job. Without `polls` and `ms` it lasts until a test moves the job on. */
interface ScriptStep {
  /** The API's word; any other word is answered as it is. */
  readonly status: string;
  /** Fields that take the place of the usual ones; `undefined` removes one. */
  readonly fields?: JobBody;
  /** How far the job is by then, told in `content`. */
  readonly percent?: number;
  /** Over after this many true answers. */
  readonly polls?: number;
  /** Over after this many milliseconds. */
  readonly ms?: number;
}

/** How a job of the sandbox goes. Without `steps` and `ends` it stays `created` until a test moves it on. */
export interface JobScript extends Partial<JobSubject> {
  readonly steps?: readonly ScriptStep[];
  /** Short for created → started → progress → this status. */
  readonly ends?: (typeof TERMINAL_STATUSES)[number];
  /** With `ends`: true answers each step before the last lasts. Default 1, unless `stepMs` is given. */
  readonly stepPolls?: number;
  /** With `ends`: milliseconds each step before the last lasts. */
  readonly stepMs?: number;
  /** With `ends`: as many `progress` steps, each telling one of these percentages. */
  readonly percents?: readonly number[];
  /** With `ends`: fields of the last step, such as `error` and `errorDetails`. */
  readonly fields?: JobBody;
  /** How a retry of this job goes where it goes differently. */
  readonly retry?: JobScript;
}

/** A job on its way through its script. */
export interface ScriptedJob {
  readonly subject: JobSubject;
  /** The API's word for it now. */
  status(): string;
  /** One true answer: counts for steps measured in polls. `attachments` are the fresh links of a completed job. */
  answer(attachments: readonly JobBody[]): JobBody;
  /** The next step, at once. */
  advance(): void;
  /** Overrides fields from now on; a `status` in it also ends the script. */
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

/** Whether the API changes nothing any more about a job of this status. */
export const isTerminal = (status: string): boolean =>
  TERMINAL_STATUSES.some((terminal) => terminal === status);

/** Sets a job on the first step of its script. */
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
