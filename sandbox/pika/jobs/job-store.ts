import type { JobAccount, JobSubject } from "./job-body.ts";
import { createScriptedJob, isTerminal, type JobScript, type ScriptedJob } from "./job-script.ts";
import { sampleVideo } from "../media/sample-video.ts";

/** A job as a person who looks at all of them is shown it. */
export interface JobLine {
  readonly jobId: string;
  readonly parentJobId: string | undefined;
  readonly status: string;
  readonly prompt: string;
}

/** All jobs of the sandbox. */
export interface JobBook {
  /** Returns the job's id. A second job with the same id takes the place of the first. */
  readonly add: (script?: JobScript) => string;
  /** The same job once more, under a new id that is returned. Throws where there is no such job. */
  readonly retry: (jobId: string) => string;
  find(jobId: string): ScriptedJob | undefined;
  /** Throws where there is no such job: the mistake of a test. */
  get(jobId: string): ScriptedJob;
  readonly remove: (jobId: string) => void;
  runningIds(): readonly string[];
  readonly overview: () => readonly JobLine[];
  readonly secretsOf: (jobId: string) => readonly string[];
  /** A new id in the form of Discord's. */
  readonly nextSnowflake: () => string;
}

interface BookDeps {
  readonly now: () => number;
  readonly linkLifetimeMs: number;
}

/** An empty job book. */
export function createJobBook(deps: BookDeps): JobBook {
  const jobs = new Map<string, ScriptedJob>();
  const scripts = new Map<string, JobScript>();
  const nextSnowflake = createSnowflakes();
  let lastMadeAt = 0;
  const get = (jobId: string): ScriptedJob => {
    const job = jobs.get(jobId);
    if (job === undefined) throw new Error(`the sandbox has no job ${jobId}`);
    return job;
  };

  const add = (script: JobScript = {}): string => {
    const account = { ...createAccount(nextSnowflake), ...script.account };
    // As at an account that submits one job after another: no two are made in the same millisecond.
    lastMadeAt = Math.max(deps.now(), lastMadeAt + 1);
    const madeAt = lastMadeAt;
    const subject = toSubject(script, { ...deps, now: () => madeAt, account });
    jobs.set(subject.jobId, createScriptedJob(subject, script, deps.now));
    scripts.set(subject.jobId, script);
    return subject.jobId;
  };

  return {
    add,
    retry: (parentJobId) => {
      get(parentJobId);
      // An account of its own: the id of a job is made from its channel.
      const { jobId: _, account: __, retry, ...same } = scripts.get(parentJobId) ?? {};
      return add({ ...same, verb: "pika-button", ...retry, parentJobId });
    },
    overview: () =>
      [...jobs.values()].map((job) => {
        const { jobId, parentJobId, prompt } = job.subject;
        return { jobId, parentJobId, status: job.status(), prompt };
      }),
    find: (jobId) => jobs.get(jobId),
    get,
    remove: (jobId) => {
      jobs.delete(jobId);
    },
    runningIds: () => [...jobs].flatMap(([jobId, job]) => (isTerminal(job.status()) ? [] : jobId)),
    secretsOf: (jobId) => {
      // The channel is no secret of its own: the published form of a job id contains it.
      const { channel: _, ...secrets } = get(jobId).subject.account;
      return Object.values(secrets);
    },
    nextSnowflake,
  };
}

function createSnowflakes(): () => string {
  let snowflake = 1_316_232_391_072_944_131n;
  return () => {
    snowflake += 4_194_304n;
    return String(snowflake);
  };
}

function toSubject(
  script: JobScript,
  { now, linkLifetimeMs, account }: BookDeps & { account: JobAccount },
): JobSubject {
  return {
    jobId: script.jobId ?? createJobId(now(), account.channel),
    parentJobId: script.parentJobId,
    verb: script.verb ?? "pika-create",
    prompt: script.prompt ?? "a fractal in slow colours",
    files: script.files ?? [sampleVideo],
    linkLifetimeMs: script.linkLifetimeMs ?? linkLifetimeMs,
    account,
  };
}

/** In the form that was published: `job:<17 digits>-user:<n>-channel:<snowflake>-bot:pika`. */
function createJobId(now: number, channel: string): string {
  const digits = new Date(now).toISOString().replace(/\D/g, "");
  return `job:${digits}-user:1308-channel:${channel}-bot:pika`;
}

function createAccount(nextSnowflake: () => string): JobAccount {
  const messageId = nextSnowflake();
  return {
    discord: `MTE…secured-${messageId.slice(-6)}…xQ4`,
    channel: nextSnowflake(),
    messageId,
    userId: nextSnowflake(),
    replyUrl: `https://reply.invalid/pika/secret-${messageId}`,
    replyRef: `ref-${messageId}`,
  };
}
