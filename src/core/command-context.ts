import type { ChannelRef } from "./channel/channel-ref.ts";
import type { NotificationChange } from "./channel/channel-settings.ts";
import type { Settings } from "./channel/settings.ts";
import type { FollowJobsResult, FollowResult, NamedSourceProblem } from "./follow-result.ts";
import type { JobList } from "./job/job-list.ts";
import type { LocalizedText } from "./localized-text.ts";
import type { CancelCost } from "./ports/job-source.ts";

/**
 * Everything that one person can ask for in one channel: the use cases of src/services/requests. Their results are below.
 * A method rejects only with a PlatformError, if the platform cannot tell what the person or the relay may do.
 */
export interface CommandContext {
  readonly channel: ChannelRef;
  /** The person's own language, as a BCP 47 tag. Private answers are written in it. */
  readonly locale: string;
  canManageChannel(): Promise<boolean>;
  /** The name of a job in this channel. */
  nameJob(jobId: string): Promise<string>;
  /** The job that a button belongs to. */
  jobOf(followId: string): Promise<NamedJob>;
  /** `text`: a job id, a link to a job, or a part of an id that matches exactly one job of this channel. */
  followJob(text: string): Promise<FollowResult>;
  /** `text`: the same, or a list of several. */
  followJobs(text: string): Promise<FollowJobsResult>;
  /** `choice`: one of the choices of an ambiguous text. */
  followChosen(choice: string): Promise<FollowResult>;
  /** A page of the list, counted from 1. */
  listJobs(page: number): Promise<JobList | StoreDown>;
  refreshJob(followId: string): Promise<RefreshResult>;
  forgetJob(target: JobTarget): Promise<ForgetResult>;
  shareResult(target: JobTarget, channelId: string): Promise<ShareResult>;
  checkRetry(followId: string): Promise<RetryCheck | StoreDown>;
  retryJob(followId: string): Promise<RetryResult>;
  checkCancel(followId: string): Promise<CancelCheck | StoreDown>;
  cancelJob(followId: string): Promise<CancelResult | StoreDown>;
  redeliverResult(followId: string): Promise<RedeliveryResult>;
  changeNotifications(change: NotificationChange): Promise<NotificationsResult>;
  /** An empty `change` only returns the settings. */
  changeSettings(change: Partial<Settings>): Promise<SettingsResult>;
}

/** A job of this channel, named by its id, by a part of its id, or by a button of its status message. */
export type JobTarget = { readonly jobId: string } | { readonly followId: string };

/** This channel has no such job. The answer does not reveal whether another channel has it. */
export interface NotFound {
  readonly kind: "not-found";
}

/** The store could not read or write; nothing was changed. */
export interface StoreDown {
  readonly kind: "store-down";
}

/** The job that a button belongs to, if this channel has it. */
export type NamedJob = { readonly kind: "job"; readonly jobId: string } | NotFound | StoreDown;

/** How often a job is polled, in milliseconds, and until when, in Unix milliseconds. */
export interface Checks {
  readonly fromMs: number;
  readonly toMs: number;
  readonly until: number;
}

/** The result of polling a job now. */
export type RefreshResult =
  | {
      readonly kind: "running";
      readonly jobId: string;
      readonly status: LocalizedText;
      /** Why the job could not be polled now. */
      readonly sourceProblem?: NamedSourceProblem;
      readonly checks: Checks;
    }
  | { readonly kind: "over" }
  | { readonly kind: "delivered" }
  | { readonly kind: "undelivered" }
  | NotFound
  | StoreDown;

/** The result of asking to stop following a job. `told`: other requesters are told. */
export type ForgetResult =
  | { readonly kind: "forgotten"; readonly jobId: string; readonly told: boolean }
  /** Only this person left: the follow continues for other requesters, or for the channel's notifications. */
  | {
      readonly kind: "left";
      readonly jobId: string;
      readonly goesOnFor: "others" | "notifications";
    }
  | { readonly kind: "over"; readonly jobId: string }
  | { readonly kind: "not-yours" }
  | NotFound
  | StoreDown;

/** The result of sharing a result. */
export type ShareResult =
  | { readonly kind: "shared"; readonly jobId: string; readonly channelId: string }
  | {
      readonly kind: "running" | "already" | "here";
      readonly jobId: string;
      readonly channelId: string;
    }
  /** The person may not post there. */
  | { readonly kind: "person-may-not"; readonly channelId: string }
  /** The relay may not post there; `problem` says why. */
  | { readonly kind: "relay-may-not"; readonly channelId: string; readonly problem: LocalizedText }
  /** No such channel that the person sees in this server or workspace. */
  | { readonly kind: "no-channel" }
  | NotFound
  | StoreDown;

/** Whether this person may run the job again. `off`: the relay is configured to allow it to no one. */
export type RetryCheck =
  | { readonly kind: "job"; readonly jobId: string }
  | { readonly kind: "not-retryable"; readonly jobId: string }
  | { readonly kind: "not-yours" | "off" }
  | NotFound;

/** The result of running a job again; `message` is what the job API said, `sourceName` the API's name. */
export type RetryResult =
  | { readonly kind: "started"; readonly jobId: string; readonly follow: FollowResult }
  /** The new job could not be followed here, so nothing was started. */
  | {
      readonly kind: "refused";
      readonly refusal: Extract<FollowResult, { kind: "too-many" | "no-access" }>;
    }
  | Exclude<RetryCheck, { kind: "job" }>
  | {
      readonly kind: "gone" | "moderated";
      readonly sourceName: string;
      readonly message: string;
    }
  | { readonly kind: "queue-full" }
  /** The API did not answer: a new job may have been started. */
  | { readonly kind: "unknown"; readonly sourceName: string }
  | { readonly kind: "source-problem"; readonly sourceProblem: NamedSourceProblem }
  | NotFound
  | StoreDown;

/** Whether this person may cancel the job, and what that costs, if it is known. */
export type CancelCheck =
  | {
      readonly kind: "job";
      readonly jobId: string;
      readonly sourceName: string;
      readonly cost?: CancelCost | undefined;
    }
  | { readonly kind: "over" | "not-cancellable"; readonly jobId: string }
  | { readonly kind: "not-yours" }
  | NotFound;

/** The result of cancelling a job; `message` is what the job API said, `sourceName` the API's name. */
export type CancelResult =
  | { readonly kind: "cancelling"; readonly jobId: string; readonly sourceName: string }
  | Exclude<CancelCheck, { kind: "job" }>
  | { readonly kind: "gone"; readonly sourceName: string; readonly message: string }
  /** The API did not answer: it may cancel the job. */
  | { readonly kind: "unknown"; readonly sourceName: string }
  | { readonly kind: "source-problem"; readonly sourceProblem: NamedSourceProblem };

/** The result of asking the relay to post a result that it could not post before. */
export type RedeliveryResult =
  | { readonly kind: "trying"; readonly jobId: string }
  | { readonly kind: "not-needed"; readonly jobId: string }
  | { readonly kind: "not-yours" }
  | NotFound
  | StoreDown;

/** The result of asking about channel notifications, or changing them. `changed`: whether this request changed them. */
export type NotificationsResult =
  | {
      readonly kind: "on";
      readonly changed: boolean;
      readonly since: number;
      readonly by: string;
      /** The names of the only job APIs that list their jobs; absent if all do. */
      readonly onlyFrom?: readonly string[];
    }
  | { readonly kind: "off"; readonly changed: boolean }
  /** None of the job APIs, which are named, lists its jobs. */
  | { readonly kind: "no-list"; readonly sources: readonly string[] }
  | { readonly kind: "needs-manage" }
  | { readonly kind: "no-access"; readonly problem: LocalizedText; readonly cure: LocalizedText }
  | StoreDown;

/** The result of asking about settings, or changing them. `changed`: which ones this request changed. */
export type SettingsResult =
  | {
      readonly kind: "settings";
      readonly settings: Settings;
      readonly changed: readonly (keyof Settings)[];
    }
  | { readonly kind: "needs-manage" }
  | StoreDown;
