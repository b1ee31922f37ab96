/** A JSON object as the API sends it. Tests may put anything into it. */
export type JobBody = Readonly<Record<string, unknown>>;

/** The statuses that never change again. */
export const TERMINAL_STATUSES = ["completed", "failed", "cancelled", "moderated"] as const;

/** A file that a job made. */
export interface SandboxFile {
  readonly filename: string;
  readonly bytes: Uint8Array;
  /** The type in the attachment and in the media server's response; if absent, neither has one. */
  readonly contentType?: string;
  readonly width?: number;
  readonly height?: number;
}

/** What never changes during a job's life. */
export interface JobSubject {
  readonly jobId: string;
  /** The job that this one runs again. */
  readonly parentJobId?: string;
  readonly verb: string;
  readonly prompt: string;
  readonly files: readonly SandboxFile[];
  /** How long an attachment link is valid. */
  readonly linkLifetimeMs: number;
  /** Masked Discord token, channel, message, user and call-back: fields that no user may ever see. */
  readonly account: JobAccount;
}

/** The part of a job that identifies the account it ran on. */
export interface JobAccount {
  readonly discord: string;
  readonly channel: string;
  readonly messageId: string;
  readonly userId: string;
  readonly replyUrl: string;
  readonly replyRef: string;
}

interface JobMoment {
  readonly status: string;
  readonly createdAt: number;
  readonly changedAt: number;
  readonly attachments: readonly JobBody[];
  /** Reported in `content`, as the upstream bot does. */
  readonly percent?: number;
}

const ENDINGS: Readonly<Record<string, JobBody>> = {
  failed: {
    error: "Pika could not generate this video",
    errorDetails: "The upstream job ended without a result. No credits were used.",
  },
  moderated: {
    error: "The prompt was moderated",
    errorDetails: "Pika's content policy does not allow this prompt.",
  },
};

/** The API's complete body for a job in a given status. */
export function jobBody(subject: JobSubject, moment: JobMoment): JobBody {
  const { account, prompt } = subject;
  const mention = `<@${account.userId}>`;
  const isUpstream = moment.status !== "created";
  const progress = moment.percent === undefined ? "" : ` (${moment.percent}%)`;
  return {
    jobid: subject.jobId,
    ...(subject.parentJobId !== undefined && {
      parentJobId: subject.parentJobId,
      button: "retry",
    }),
    verb: subject.verb,
    status: moment.status,
    created: new Date(moment.createdAt).toISOString(),
    updated: new Date(moment.changedAt).toISOString(),
    prompt,
    image: { size: 1_628_384, type: "image/png" },
    discord: account.discord,
    channel: account.channel,
    maxJobs: 10,
    replyUrl: account.replyUrl,
    replyRef: account.replyRef,
    ...(isUpstream && {
      messageId: account.messageId,
      content: `${mention} Prompt: ${prompt} --size 100  Image: 1 Attachment  Author: ${mention})${progress}`,
      timestamp: new Date(moment.changedAt).toISOString().replace("Z", "000+00:00"),
    }),
    ...(moment.status === "completed" && {
      buttons: ["retry"],
      attachments: moment.attachments,
      embeds: [],
    }),
    ...ENDINGS[moment.status],
    code: 200,
  };
}
