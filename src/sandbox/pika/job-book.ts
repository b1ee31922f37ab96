import type { JobAccount, JobSubject } from "./job-body.ts";
import { createScriptedJob, type JobScript, type ScriptedJob } from "./job-script.ts";
import { sampleVideo } from "./sample-video.ts";

/** All jobs of the sandbox. */
export interface JobBook {
  /** Returns the job's id. A second job with the same id takes the place of the first. */
  readonly add: (script?: JobScript) => string;
  find(jobId: string): ScriptedJob | undefined;
  /** Throws where there is no such job: the mistake of a test. */
  get(jobId: string): ScriptedJob;
  readonly remove: (jobId: string) => void;
  runningIds(): readonly string[];
  readonly secretsOf: (jobId: string) => readonly string[];
  /** A new id in the form of Discord's. */
  readonly nextSnowflake: () => string;
}

/** An empty job book. */
export function createJobBook(deps: { now: () => number; linkLifetimeMs: number }): JobBook {
  const jobs = new Map<string, ScriptedJob>();
  let snowflake = 1_316_232_391_072_944_131n;
  const nextSnowflake = (): string => {
    snowflake += 4_194_304n;
    return String(snowflake);
  };
  const get = (jobId: string): ScriptedJob => {
    const job = jobs.get(jobId);
    if (job === undefined) throw new Error(`the sandbox has no job ${jobId}`);
    return job;
  };

  return {
    add: (script = {}) => {
      const account = { ...createAccount(nextSnowflake), ...script.account };
      const subject: JobSubject = {
        jobId: script.jobId ?? createJobId(deps.now(), account.channel),
        verb: script.verb ?? "pika-create",
        prompt: script.prompt ?? "a fractal in slow colours",
        files: script.files ?? [sampleVideo],
        linkLifetimeMs: script.linkLifetimeMs ?? deps.linkLifetimeMs,
        account,
      };
      jobs.set(subject.jobId, createScriptedJob(subject, script, deps.now));
      return subject.jobId;
    },
    find: (jobId) => jobs.get(jobId),
    get,
    remove: (jobId) => {
      jobs.delete(jobId);
    },
    runningIds: () => [...jobs].filter(([, job]) => job.isRunning()).map(([jobId]) => jobId),
    secretsOf: (jobId) => {
      // The channel is no secret of its own: the published form of a job id contains it.
      const { channel: _, ...secrets } = get(jobId).subject.account;
      return Object.values(secrets);
    },
    nextSnowflake,
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
