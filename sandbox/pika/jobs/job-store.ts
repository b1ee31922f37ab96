import type { JobAccount, JobSubject } from "./job-body.ts";
import { createScriptedJob, isTerminal, type JobScript, type ScriptedJob } from "./job-script.ts";
import { sampleVideo } from "../media/sample-video.ts";

/** A job in a list of all jobs. */
export interface JobSummary {
  readonly jobId: string;
  readonly parentJobId: string | undefined;
  readonly status: string;
  readonly prompt: string;
}

/** All jobs of the sandbox. */
export interface JobStore {
  /** Returns the job's id. A second job with the same id replaces the first. */
  readonly add: (script?: JobScript) => string;
  /** Runs the same job again. Returns the new job's id. Throws if there is no such job. */
  readonly retry: (jobId: string) => string;
  find(jobId: string): ScriptedJob | undefined;
  /** Throws if there is no such job, which is a mistake in the test. */
  get(jobId: string): ScriptedJob;
  readonly remove: (jobId: string) => void;
  runningIds(): readonly string[];
  readonly overview: () => readonly JobSummary[];
  readonly secretsOf: (jobId: string) => readonly string[];
  /** A new id in the form of Discord's. */
  readonly nextSnowflake: () => string;
}

interface JobStoreDeps {
  readonly now: () => number;
  readonly linkLifetimeMs: number;
}

/** Creates an empty store. */
export function createJobStore(deps: JobStoreDeps): JobStore {
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
    // The id is made from the time, so no two jobs are made in the same millisecond.
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
      // A new account, because the job's id is made from its channel.
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
      // The channel is not secret: the published form of a job id contains it.
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
  { now, linkLifetimeMs, account }: JobStoreDeps & { account: JobAccount },
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

/** The published form: `job:<17 digits>-user:<n>-channel:<snowflake>-bot:pika`. */
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
